'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { legacyOwn, own, shared } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { configOf, createRecorder } = require('./support/fixtures');
const { createLegacyRecorder, openLegacy } = require('./support/legacy');
const { open } = require('./support/client');

/** Long enough for a request to arrive on a busy machine. */
const TIMEOUT_MS = 1500;

const TIMED_OUT = `Request timed out. Timeout value: ${TIMEOUT_MS}ms`;

const silence = () => new Promise(() => {});

/** Everything that can make the requests, by the options that choose it. */
function transports(t, sdk) {
  const fetchers = [new sdk.NodeHttpConfigFetcher(), new sdk.ServerSideFetchApiConfigFetcher()];
  const agent = new http.Agent();
  t.after(() => {
    fetchers.forEach((fetcher) => fetcher.dispose());
    agent.destroy();
  });
  return {
    native: {},
    agent: { httpAgent: agent },
    'agent factory': { httpAgentFactory: (options) => new http.Agent(options) },
    'own http fetcher': { configFetcher: fetchers[0] },
    'own fetch-API fetcher': { configFetcher: fetchers[1] },
  };
}

/** Refreshes once through each transport, all at the same time, each from a server of its own. */
function refreshThroughEach(t, sdk, respond, check) {
  const runs = Object.entries(transports(t, sdk)).map(async ([name, options]) => {
    const origin = await startOrigin(t, respond);
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, requestTimeoutMs: TIMEOUT_MS, ...options });
    check(await client.forceRefreshAsync(), origin.requests.length, name);
  });
  return Promise.all(runs);
}

own('a silent server gets one request: its timeout leaves no time for another', (t, sdk) =>
  refreshThroughEach(t, sdk, silence, (result, requests, name) => {
    assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestTimeout, name);
    assert.equal(result.errorException.message, TIMED_OUT, name);
    assert.equal(requests, 1, name);
  }),
);

own('so does one that never ends its answer', async (t, sdk) => {
  for (const [name, options] of Object.entries(transports(t, sdk))) {
    let requests = 0;
    const server = http.createServer((_request, response) => {
      requests++;
      response.writeHead(200, { 'CF-RAY': 'slow' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const baseUrl = `http://127.0.0.1:${server.address().port}`;
    const client = open(t, sdk, 'ManualPoll', { baseUrl, requestTimeoutMs: TIMEOUT_MS, ...options });
    const result = await client.forceRefreshAsync();
    assert.equal(result.errorException.message, TIMED_OUT, name);
    assert.match(result.errorMessage, /\(Ray ID: slow\)$/, name);
    assert.equal(requests, 1, name);
  }
});

shared('a request that fails at once is repeated, and the timeout of the repetition names the configured time', (t, sdk) =>
  refreshThroughEach(t, sdk, (_request, index) => (index === 0 ? { status: 500 } : silence()), (result, requests, name) => {
    assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestTimeout, name);
    assert.equal(result.errorException.message, TIMED_OUT, name);
    assert.equal(requests, 2, name);
  }),
);

own('a deadline that is shorter than the pause before the repetition: the first failure stands', async (t, sdk) => {
  const thrown = new sdk.FetchError('failure', new Error('cut'));
  for (const Fetcher of [sdk.NodeHttpConfigFetcher, sdk.ServerSideFetchApiConfigFetcher]) {
    const fetcher = new Fetcher();
    t.after(() => fetcher.dispose());
    let attempts = 0;
    fetcher.setRequestHeaders = () => {
      attempts++;
      throw thrown;
    };
    const request = new sdk.FetchRequest('http://127.0.0.1:9/', undefined, [], 40);
    await assert.rejects(fetcher.fetchAsync(request), thrown);
    assert.equal(attempts, 1);
  }
});

own('a data governance redirect leads to a request with a deadline of its own', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const seen = [];
  const configFetcher = {
    async fetchAsync({ url, timeoutMs }) {
      seen.push([url.startsWith(origin.url), timeoutMs]);
      const config = configOf({ flag: true }, { p: { u: origin.url, r: 2 } });
      return new sdk.FetchResponse(200, 'OK', [], JSON.stringify(config));
    },
  };
  const options = { configFetcher, baseUrl: 'http://example.org', requestTimeoutMs: TIMEOUT_MS };
  const client = open(t, sdk, 'ManualPoll', options);
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.deepEqual(seen, [[false, TIMEOUT_MS], [true, TIMEOUT_MS]]);
});

own('a configFetcher that ignores its time is given up', async (t, sdk) => {
  const recorder = createRecorder(1);
  let requests = 0;
  const fetchAsync = () => {
    requests++;
    return silence();
  };
  const options = { configFetcher: { fetchAsync }, logger: recorder, requestTimeoutMs: 100 };
  const result = await open(t, sdk, 'ManualPoll', options).forceRefreshAsync();
  assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestTimeout);
  assert.equal(requests, 1);
  assert.match(recorder.find(1102).text, /Timeout value: 100ms$/);
});

legacyOwn('the callback API has the same deadline', async (t, sdk) => {
  const origin = await startOrigin(t, silence);
  const logger = createLegacyRecorder();
  const options = { baseUrl: origin.url, logger, requestTimeoutMs: TIMEOUT_MS };
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', options);
  assert.equal(await client.getValueAsync('flag', 'default'), 'default');
  assert.equal(origin.requests.length, 1);
  assert.ok(logger.of('error').some((text) => text.includes(TIMED_OUT)), logger.of('error').join('\n'));
});
