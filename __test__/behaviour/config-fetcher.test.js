'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { shared } = require('./support/subjects');
const { createGate, serveConfig, startOrigin } = require('./support/origin');
const { configOf, createRecorder, newSdkKey, settle } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

const BODY = JSON.stringify(configOf({ flag: 'fetched' }));

function fetcherOf(answer) {
  const fetcher = {
    requests: [],
    disposed: 0,
    fetchAsync(request) {
      fetcher.requests.push(request);
      return answer(request, fetcher.requests.length - 1);
    },
    dispose() {
      fetcher.disposed++;
    },
  };
  return fetcher;
}

shared('a configFetcher gets the request and supplies the config', async (t, sdk) => {
  const fetcher = fetcherOf(async () => new sdk.FetchResponse(200, 'OK', [['ETag', '"1"']], BODY));
  const sdkKey = newSdkKey();
  const client = open(t, sdk, 'AutoPoll', { configFetcher: fetcher, requestTimeoutMs: 1234 }, sdkKey);
  assert.equal(await client.getValueAsync('flag', ''), 'fetched');
  const [request] = fetcher.requests;
  assert.ok(request instanceof sdk.FetchRequest);
  assert.equal(request.url, `https://cdn-global.configcat.com/configuration-files/${sdkKey}/config_v6.json`);
  assert.equal(request.lastETag, undefined);
  assert.equal(request.timeoutMs, 1234);
  const names = request.headers.map(([name]) => name);
  assert.ok(names.includes('X-ConfigCat-UserAgent'));
  await client.forceRefreshAsync();
  assert.equal(fetcher.requests[1].lastETag, '"1"');
});

shared('EuOnly and a custom base URL show in the request', async (t, sdk) => {
  const fetcher = fetcherOf(async () => new sdk.FetchResponse(200, 'OK', [], BODY));
  const options = { configFetcher: fetcher, dataGovernance: sdk.DataGovernance.EuOnly };
  const sdkKey = newSdkKey();
  await open(t, sdk, 'ManualPoll', options, sdkKey).forceRefreshAsync();
  await open(t, sdk, 'ManualPoll', { ...options, baseUrl: 'http://example.org/x' }).forceRefreshAsync();
  assert.equal(
    fetcher.requests[0].url,
    `https://cdn-eu.configcat.com/configuration-files/${sdkKey}/config_v6.json`,
  );
  assert.ok(fetcher.requests[1].url.startsWith('http://example.org/x/configuration-files/'));
});

shared('a configFetcher is not retried, its statuses are handled like the native ones', async (t, sdk) => {
  for (const [status, code] of [[500, 1101], [404, 1100], [304, 1106], [200, 1105]]) {
    const fetcher = fetcherOf(async () => new sdk.FetchResponse(status, 'Reason', [], ''));
    const client = open(t, sdk, 'ManualPoll', { configFetcher: fetcher });
    assert.equal((await client.forceRefreshAsync()).errorCode, code);
    assert.equal(fetcher.requests.length, 1);
  }
});

shared('errors of a configFetcher: FetchError by its cause, anything else is 1103', async (t, sdk) => {
  const cases = [
    [() => new sdk.FetchError('timeout', 77), 1102],
    [() => new sdk.FetchError('failure', new Error('inner')), 1103],
    [() => new Error('plain'), 1103],
    [() => 'a string', 1103],
  ];
  for (const [make, code] of cases) {
    for (const how of ['rejects', 'throws']) {
      const thrown = make();
      const recorder = createRecorder(1);
      const fetcher = fetcherOf(() => {
        if (how === 'throws') {
          throw thrown;
        }
        return Promise.reject(thrown);
      });
      const client = open(t, sdk, 'ManualPoll', { configFetcher: fetcher, logger: recorder });
      const result = await client.forceRefreshAsync();
      assert.equal(result.errorCode, code);
      assert.equal(result.errorException, thrown, 'the very error that was thrown');
      assert.equal(recorder.find(code).exception, thrown);
      if (code === 1102) {
        assert.ok(result.errorMessage.endsWith('Timeout value: 77ms'));
      }
    }
  }
});

shared('a configFetcher of the user is not disposed with the client', async (t, sdk) => {
  const fetcher = fetcherOf(async () => new sdk.FetchResponse(200, 'OK', [], BODY));
  const client = open(t, sdk, 'ManualPoll', { configFetcher: fetcher });
  await client.forceRefreshAsync();
  client.dispose();
  await settle(2);
  assert.equal(fetcher.disposed, 0);
});

shared('data governance works through a configFetcher: new host, same path, next request', async (t, sdk) => {
  const redirect = JSON.stringify(configOf({ flag: 'old' }, { p: { u: 'https://cdn-eu.configcat.com', r: 1 } }));
  const recorder = createRecorder(2);
  const fetcher = fetcherOf(async (request) =>
    new sdk.FetchResponse(200, 'OK', [], request.url.includes('cdn-eu') ? BODY : redirect),
  );
  const client = open(t, sdk, 'ManualPoll', { configFetcher: fetcher, logger: recorder });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', ''), 'fetched');
  assert.equal(fetcher.requests.length, 2);
  assert.deepEqual(recorder.ids(), [3002]);
});

shared('values wait for a slow configFetcher, and only one fetch is in flight', async (t, sdk) => {
  const gate = createGate();
  const fetcher = fetcherOf(() => gate.opened);
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'AutoPoll', { configFetcher: fetcher, setupHooks: events.setupHooks });
  const pending = [client.getValueAsync('flag', ''), client.forceRefreshAsync()];
  await settle(3);
  assert.equal(fetcher.requests.length, 1);
  gate.open(new sdk.FetchResponse(200, 'OK', [['etag', '"x"']], BODY));
  const [value, result] = await Promise.all(pending);
  assert.equal(value, 'fetched');
  assert.equal(result.isSuccess, true);
  await client.waitForReady();
  assert.deepEqual(events.names(), ['configFetched', 'configChanged', 'clientReady']);
});

shared('the built-in fetcher may be given as configFetcher and adds headers of its own', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  class WithToken extends sdk.NodeHttpConfigFetcher {
    setRequestHeaders(options, headers) {
      super.setRequestHeaders(options, headers);
      options.headers['X-Token'] = 'secret';
    }
  }
  const fetcher = new WithToken();
  t.after(() => fetcher.dispose());
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, configFetcher: fetcher });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.equal(origin.requests[0].headers['x-token'], 'secret');
});

shared('the fetch-API fetcher works as configFetcher', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'ManualPoll', {
    baseUrl: origin.url, configFetcher: new sdk.ServerSideFetchApiConfigFetcher(),
  });
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.equal(await client.getValueAsync('flag', false), true);
});

shared('an agent or an agent factory carries the requests', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  class CountingAgent extends http.Agent {
    count = 0;
    addRequest(...args) {
      this.count++;
      return super.addRequest(...args);
    }
  }
  const agent = new CountingAgent();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, httpAgent: agent });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.equal(agent.count, 1);
  agent.destroy();

  let made;
  const recommended = [];
  const fromFactory = open(t, sdk, 'ManualPoll', {
    baseUrl: origin.url,
    httpAgentFactory: (options) => {
      recommended.push(options);
      return (made = new CountingAgent(options));
    },
  });
  await fromFactory.forceRefreshAsync();
  assert.equal(made.count, 1);
  assert.equal(recommended.length, 1);
  assert.equal(recommended[0].keepAlive, true);
});
