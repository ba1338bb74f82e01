'use strict';

const assert = require('node:assert/strict');
const net = require('node:net');
const { own, shared } = require('./support/subjects');
const { serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { configOf, createRecorder, newSdkKey, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('the request: path, headers, no ETag, and the rest of a custom base URL is cut', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const sdkKey = newSdkKey();
  for (const [mode, letter] of [['AutoPoll', 'a'], ['LazyLoad', 'l'], ['ManualPoll', 'm']]) {
    for (const tail of ['', '/', '/base', '/base/', '/base?query=1', '/base#hash']) {
      const client = open(t, sdk, mode, { baseUrl: origin.url + tail }, sdkKey);
      await client.forceRefreshAsync();
      client.dispose();
      const request = origin.requests.at(-1);
      const prefix = tail.startsWith('/base') ? '/base/' : '/';
      assert.equal(request.url, `${prefix}configuration-files/${sdkKey}/config_v6.json`);
      assert.equal(request.method, 'GET');
      const agent = request.headers['user-agent'];
      assert.match(agent, new RegExp(`^[\\w-]+/${letter}-\\d+\\.\\d+\\.\\d+`));
      assert.equal(request.headers['x-configcat-useragent'], agent);
      assert.equal(request.headers['if-none-match'], undefined);
    }
  }
});

shared('304 with a config: success, timestamp renewed, no change', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  await client.forceRefreshAsync();
  const before = (await client.getValueDetailsAsync('flag', false)).fetchTime;
  await until(() => Date.now() > before.getTime());
  const result = await client.forceRefreshAsync();
  assert.equal(result.isSuccess, true);
  const after = (await client.getValueDetailsAsync('flag', false)).fetchTime;
  assert.ok(after > before);
  assert.equal(events.count('configChanged'), 1);
});

shared('304 with nothing cached: 1106', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(304));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  const result = await client.forceRefreshAsync();
  assert.equal(result.isSuccess, false);
  assert.equal(result.errorCode, sdk.RefreshErrorCode.InvalidHttpResponseWhenLocalCacheIsEmpty);
  const text = 'Unexpected HTTP response was received when no config JSON is cached locally: 304 Not Modified';
  assert.equal(result.errorMessage, text);
  assert.equal(recorder.find(1106).text, text);
});

for (const status of [403, 404]) {
  shared(`${status}: 1100 with the masked SDK key, and no retry`, async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(status));
    const recorder = createRecorder(1);
    const sdkKey = newSdkKey();
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder }, sdkKey);
    const result = await client.forceRefreshAsync();
    const masked = sdkKey.slice(0, -6).replace(/[^/]/g, '*') + sdkKey.slice(-6);
    const text = `Your SDK Key seems to be wrong: '${masked}'. You can find the valid SDK Key at https://app.configcat.com/sdkkey`;
    assert.equal(result.errorCode, 1100);
    assert.equal(result.errorMessage, text);
    assert.equal(recorder.find(1100).text, text);
    assert.equal(origin.requests.length, 1);
  });

  shared(`${status} counts as fresh for one TTL, even with nothing cached`, async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(status));
    const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cacheTimeToLiveSeconds: 600 });
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
    assert.equal(origin.requests.length, 1);
  });
}

shared('an unexpected status: retried once, then 1101; officially, lazy mode asks again on the next call', async (t, sdk, { official }) => {
  const origin = await startOrigin(t, serveStatus(500));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, logger: recorder });
  await client.getValueAsync('flag', false);
  assert.equal(origin.requests.length, 2);
  assert.equal(
    recorder.find(1101).text,
    'Unexpected HTTP response was received while trying to fetch config JSON: 500 Internal Server Error',
  );
  await client.getValueAsync('flag', false);
  assert.equal(origin.requests.length, official ? 4 : 2);
});

shared('a retry that succeeds is a success', async (t, sdk) => {
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, (request, index) => (index === 0 ? { status: 502 } : serve(request)));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.deepEqual(recorder.ids(), []);
});

shared('an HTTP redirect is not followed: it is an unexpected status', async (t, sdk) => {
  const target = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const origin = await startOrigin(t, () => ({ status: 302, headers: { Location: target.url } }));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  assert.equal((await client.forceRefreshAsync()).errorCode, 1101);
  assert.equal(target.requests.length, 0);
});

shared('a dropped connection: 1103 with an exception', async (t, sdk) => {
  const origin = await startOrigin(t, () => null);
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  const result = await client.forceRefreshAsync();
  assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
  assert.match(recorder.find(1103).text, /^Unexpected error occurred while trying to fetch config JSON\. It is most likely due to a local network issue\. Please make sure your application can reach the ConfigCat CDN servers \(or your proxy server\) over HTTP\.$/);
  assert.ok(recorder.find(1103).exception instanceof Error);
  assert.equal(result.errorException, recorder.find(1103).exception);
  assert.equal(origin.requests.length, 2, 'retried once');
});

shared('a refused connection: 1103', async (t, sdk) => {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: `http://127.0.0.1:${port}` });
  assert.equal((await client.forceRefreshAsync()).errorCode, 1103);
});

shared('no answer within requestTimeoutMs: 1102', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder, requestTimeoutMs: 150 });
  const result = await client.forceRefreshAsync();
  const text = 'Request timed out while trying to fetch config JSON. Timeout value: 150ms';
  assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestTimeout);
  assert.equal(result.errorMessage, text);
  assert.equal(recorder.find(1102).text, text);
  assert.ok(result.errorException instanceof sdk.FetchError);
  assert.equal(result.errorException.cause, 'timeout');
});

own('requestTimeoutMs bounds the whole exchange: a body that trickles for ever ends it too', async (t, sdk) => {
  const http = require('node:http');
  const timers = new Set();
  const server = http.createServer((request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    timers.add(timer);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    timers.forEach(clearInterval);
    server.closeAllConnections();
    server.close();
  });
  const client = open(t, sdk, 'ManualPoll', {
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    requestTimeoutMs: 200,
  });
  assert.equal((await client.forceRefreshAsync()).errorCode, sdk.RefreshErrorCode.HttpRequestTimeout);
});

shared('the Cloudflare ray id is part of the message', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(418, { 'CF-RAY': '12345' }));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  const { errorMessage } = await client.forceRefreshAsync();
  assert.ok(errorMessage.endsWith(" 418 I'm a Teapot (Ray ID: 12345)"), errorMessage);
});

shared('data governance: a redirect that should not be followed again warns with 3002', async (t, sdk) => {
  const target = await startOrigin(t, serveConfig(configOf({ flag: 'target' })));
  const recorder = createRecorder(2);
  const first = await startOrigin(t, serveConfig(configOf({ flag: 'first' }, { p: { u: target.url, r: 2 } })));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: first.url, logger: recorder });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', ''), 'target');
  assert.deepEqual([first.requests.length, target.requests.length], [1, 1]);
  await client.forceRefreshAsync();
  assert.deepEqual([first.requests.length, target.requests.length], [1, 2], 'the new base URL sticks');
});

shared('data governance: two configs that point at each other end in 1104 with the last answer', async (t, sdk) => {
  const first = await startOrigin(t, () => ({}));
  const second = await startOrigin(t, serveConfig(configOf({ flag: 'second' }, { p: { u: first.url, r: 2 } })));
  first.respond = serveConfig(configOf({ flag: 'first' }, { p: { u: second.url, r: 2 } }));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: first.url, logger: recorder });
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.deepEqual(recorder.ids(), [1104]);
  assert.equal(await client.getValueAsync('flag', ''), 'first');
  assert.deepEqual([first.requests.length, second.requests.length], [2, 1]);
});

shared('a base URL of the user is kept unless the redirect is forced', async (t, sdk) => {
  const target = await startOrigin(t, serveConfig(configOf({ flag: 'target' })));
  for (const r of [0, 1]) {
    const first = await startOrigin(t, serveConfig(configOf({ flag: 'first' }, { p: { u: target.url, r } })));
    const client = open(t, sdk, 'ManualPoll', { baseUrl: first.url });
    await client.forceRefreshAsync();
    assert.equal(await client.getValueAsync('flag', ''), 'first');
  }
  assert.equal(target.requests.length, 0);
});
