'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { makeFolder } = require('../behaviour/support/secure');
const { runScript } = require('../behaviour/support/child');
const { configOf, createRecorder } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, within } = require('./support/waits');

const SOON_MS = 8000;
const GOOD = JSON.stringify(configOf({ flag: 'good' }));
const STOLEN = JSON.stringify(configOf({ flag: 'stolen' }));

/** A server that nobody should ask: it says so when the test ends. */
async function startTrap(t) {
  const trap = await startFaultServer(null);
  await trap.answer({ body: STOLEN });
  t.after(async () => {
    const { connections } = await trap.seen();
    await trap.forget();
    assert.equal(connections, 0, 'a server was asked that nobody should ask');
  });
  return trap;
}

/** Where a redirect may lead, with the place of the trap. */
const TARGETS = {
  'the same host': (_trap, server) => `${server.url}/elsewhere`,
  'a path': () => '/elsewhere',
  'the same address': (_trap, server) => `${server.url}/configuration-files/key/config_v6.json`,
  'another host': (trap) => `${trap.url}/config_v6.json`,
  'a host without scheme': (trap) => `//127.0.0.1:${trap.port}/`,
  'another host with user and password': (trap) => `http://user:password@127.0.0.1:${trap.port}/`,
  'https': (trap) => `https://127.0.0.1:${trap.port}/`,
  'the metadata service of clouds': () => 'http://169.254.169.254/latest/meta-data/',
  'a file': () => 'file:///etc/passwd',
  'a socket': () => 'unix:/var/run/docker.sock',
  'a program': () => 'javascript:globalThis.pwned=true',
  'nowhere': () => '',
  'what is no address': () => 'http://[:::1',
};

/** What sends the requests. */
const TRANSPORTS = {
  native: () => undefined,
  NodeHttpConfigFetcher: (sdk) => new sdk.NodeHttpConfigFetcher(),
  ServerSideFetchApiConfigFetcher: (sdk) => new sdk.ServerSideFetchApiConfigFetcher(),
};

const CASES = Object.entries(TARGETS).flatMap(([name, target]) =>
  Object.entries(TRANSPORTS).map(([transport, makeFetcher]) => /** @type {const} */ ([name, target, transport, makeFetcher])),
);

describe('an HTTP redirect is never followed', { concurrency: true }, () => {
  for (const [name, target, transport, makeFetcher] of CASES) {
    own(`to ${name} (${transport})`, async (t, sdk) => {
      const server = await startFaultServer(t);
      const trap = await startTrap(t);
      const logger = createRecorder(1);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url, logger, configFetcher: makeFetcher(sdk) });
      for (const status of [301, 302, 303, 307, 308]) {
        const before = await server.requestCount();
        await server.answer({ status, headers: { Location: target(trap, server) }, body: STOLEN });
        const result = await within(SOON_MS, client.forceRefreshAsync());
        assert.equal(result.errorCode, sdk.RefreshErrorCode.UnexpectedHttpResponse);
        assert.match(result.errorMessage, new RegExp(`: ${status} `));
        const { requests } = await server.seen();
        assert.ok(requests.length - before <= 2, 'the request and its one repetition');
        assert.ok(requests.every(({ line }) => line.includes('/configuration-files/')));
      }
      assert.equal(await client.getValueAsync('flag', 'default'), 'default');
      const told = logger.events.map(({ text }) => text).join();
      assert.ok(!told.includes(String(trap.port)) && !told.includes('169.254'), told);
    });
  }

  for (const [transport, makeFetcher] of Object.entries(TRANSPORTS)) {
    own(`a hundred in a row, and one to itself (${transport})`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer({ status: 302, headers: { Location: '/configuration-files/x/config_v6.json' } });
      const configFetcher = makeFetcher(sdk);
      const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 60, configFetcher });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
      assert.ok((await server.requestCount()) <= 2);
    });

    own(`from https to http (${transport})`, async (t) => {
      const server = await startFaultServer(t, { tls: 'trusted' });
      const trap = await startTrap(t);
      await server.answer({ status: 302, headers: { Location: `${trap.url}/config_v6.json` }, body: STOLEN });
      const folder = makeFolder(t, { 'ca.pem': server.ca });
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
      const { done } = runScript(t, server.url, `
        const configFetcher = (${makeFetcher})(sdk);
        const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger, configFetcher });
        (async () => {
          const { errorCode } = await client.forceRefreshAsync();
          console.log(errorCode, await client.getValueAsync('flag', 'default'));
        })();
      `, { env });
      const { output, errors } = await within(SOON_MS, done);
      assert.equal(output, '1101 default\n', errors);
    });
  }
});

// Not beside the others: it stands in for everybody's `fetch`.
own('a `fetch` that hides where a redirect leads: an unexpected status all the same', async (t, sdk) => {
  // As browsers answer, and what stands in for `fetch` in some programs.
  const opaque = { type: 'opaqueredirect', status: 0, statusText: '', headers: { get: () => null }, body: null };
  const asked = t.mock.method(globalThis, 'fetch', async () => opaque);
  const configFetcher = new sdk.ServerSideFetchApiConfigFetcher();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: 'http://127.0.0.1:9', configFetcher });
  const result = await within(SOON_MS, client.forceRefreshAsync());
  assert.equal(result.errorCode, sdk.RefreshErrorCode.UnexpectedHttpResponse);
  assert.ok(asked.mock.calls.every(({ arguments: [, { redirect }] }) => redirect === 'manual'));
});

const governed = (u, r, value = 'governed') => JSON.stringify({ p: { u, r, s: '' }, ...configOf({ flag: value }) });

describe('data governance', { concurrency: true }, () => {
  for (const [name, target] of Object.entries(TARGETS)) {
    if (name === 'the same host' || name === 'https') continue;
    own(`a base URL of the user's own is not given up for ${name}`, async (t, sdk) => {
      const server = await startFaultServer(t);
      const trap = await startTrap(t);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
      for (const r of [0, 1]) {
        await server.answer({ body: governed(target(trap, server), r) });
        for (let turn = 0; turn < 2; turn++) {
          assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
        }
      }
      assert.equal(await client.getValueAsync('flag', ''), 'governed');
      assert.equal(await server.requestCount(), 4);
    });
  }

  for (const name of ['a path', 'a file', 'a socket', 'a program', 'nowhere', 'a host without scheme']) {
    own(`even a forced redirect does not lead to ${name}`, async (t, sdk) => {
      const server = await startFaultServer(t);
      const trap = await startTrap(t);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
      await server.answer({ body: governed(TARGETS[name](trap, server), 2) });
      for (let turn = 0; turn < 2; turn++) {
        assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
        assert.equal(await client.getValueAsync('flag', ''), 'governed');
      }
      assert.equal(await server.requestCount(), 2);
    });
  }

  own('a forced redirect is followed and sticks', async (t, sdk) => {
    const [first, second] = [await startFaultServer(t), await startFaultServer(t)];
    await first.answer({ body: governed(second.url, 2, 'first') });
    await second.answer({ body: governed(second.url, 2, 'second') });
    const client = open(t, sdk, 'ManualPoll', { baseUrl: first.url });
    for (let turn = 0; turn < 2; turn++) {
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      assert.equal(await client.getValueAsync('flag', ''), 'second');
    }
    assert.deepEqual([await first.requestCount(), await second.requestCount()], [1, 2]);
  });

  own('two servers that lead to each other: three requests, an error, and the last config', async (t, sdk) => {
    const [first, second] = [await startFaultServer(t), await startFaultServer(t)];
    await first.answer({ body: governed(second.url, 2, 'first') });
    await second.answer({ body: governed(first.url, 2, 'second') });
    const logger = createRecorder(1);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: first.url, logger, pollIntervalSeconds: 1 });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'first');
    assert.deepEqual([await first.requestCount(), await second.requestCount()], [2, 1]);
    assert.ok(logger.find(1104));
    await first.answer({ body: GOOD });
    await second.answer({ body: GOOD });
    await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
  });

  own('a redirect to a server that is down: the old config stays', async (t, sdk) => {
    const [server, down] = [await startFaultServer(t), await startFaultServer(t, { refuse: true })];
    await server.answer({ body: GOOD });
    const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
    await within(SOON_MS, client.forceRefreshAsync());
    await server.answer({ body: governed(down.url, 2) });
    const { errorCode } = await within(SOON_MS, client.forceRefreshAsync());
    assert.equal(errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
    assert.equal(await client.getValueAsync('flag', ''), 'good');
  });

  own('one redirect to a server that is down does not lead the polls away for good', async (t, sdk) => {
    const [server, down] = [await startFaultServer(t), await startFaultServer(t, { refuse: true })];
    await server.answer({ body: governed(down.url, 2) });
    const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1 });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
    await server.answer({ body: GOOD });
    await eventually(2 * SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
  });

  own('never from https to http', async (t) => {
    const server = await startFaultServer(t, { tls: 'trusted' });
    const trap = await startTrap(t);
    await server.answer({ body: governed(trap.url, 2, 'stayed') });
    const folder = makeFolder(t, { 'ca.pem': server.ca });
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
    const { done } = runScript(t, server.url, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger });
      (async () => {
        const { isSuccess, errorException } = await client.forceRefreshAsync();
        console.log(isSuccess, await client.getValueAsync('flag', ''), String(errorException ?? ''));
        await client.forceRefreshAsync();
      })();
    `, { env });
    const { code, output, errors } = await within(SOON_MS, done);
    assert.equal(output, 'true stayed \n', errors);
    assert.equal(code, 0);
    assert.equal(await server.requestCount(), 2);
  });
});
