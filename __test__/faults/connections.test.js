'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { configOf, createRecorder, newSdkKey } = require('../behaviour/support/fixtures');
const { createLegacyRecorder, openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, pause, shortest, within } = require('./support/waits');

const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };
const BETTER = { headers: { ETag: '"better"' }, body: JSON.stringify(configOf({ flag: 'better' })) };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: "bad"\r\n';
const SOON_MS = 8000;

/** How much later than its deadline a request may end. */
const GRACE_MS = 250;

/** Ways in which a connection breaks, as steps of the server; `null`: nobody listens. */
const BREAKS = {
  'refused': null,
  'reset as soon as it is made': [{ early: true }, { reset: true }],
  'closed as soon as it is made': [{ early: true }, { close: true }],
  'reset after the request': [{ reset: true }],
  'closed after the request': [{ close: true }],
  'reset in the middle of the status line': [{ send: 'HTTP/1.1 2' }, { reset: true }],
  'closed in the middle of the headers': [{ send: HEAD }, { close: true }],
  'reset in the middle of the body': [{ send: `${HEAD}\r\n{"f":{}}` }, { waitMs: 20 }, { reset: true }],
  'closed in the middle of the body': [{ send: `${HEAD}\r\n{"f":{}}` }, { waitMs: 20 }, { close: true }],
  'answered with what is no HTTP': [{ send: 'SSH-2.0-OpenSSH_9.6\r\n' }],
  'answered with binary noise': [{ base64: Buffer.from([0, 255, 13, 10, 13, 10, 1, 2]).toString('base64') }],
  'answered with endless headers': [{ send: 'HTTP/1.1 200 OK\r\n' }, { repeat: { text: 'X-More: of the same\r\n', times: 200_000 } }],
  'answered with HTTP/9.9': [{ send: 'HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n' }],
};

async function startBroken(t, steps) {
  const server = await startFaultServer(t, steps === null ? { refuse: true } : {});
  if (steps !== null) await server.script(steps);
  return server;
}

describe('a connection that breaks', { concurrency: true }, () => {
  for (const [name, steps] of Object.entries(BREAKS)) {
    own(`${name}: the wait for a first config ends, with defaults and one kind of error`, async (t, sdk) => {
      const server = await startBroken(t, steps);
      for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
        const logger = createRecorder(1);
        const sdkKey = newSdkKey();
        const client = open(t, sdk, mode, { baseUrl: server.url, logger }, sdkKey);
        assert.equal(await within(SOON_MS, client.waitForReady(), mode), sdk.ClientCacheState.NoFlagData);
        assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default'), mode), 'default');
        const result = await within(SOON_MS, client.forceRefreshAsync(), mode);
        assert.equal(result.errorCode, sdk.RefreshErrorCode.HttpRequestFailure, mode);
        assert.match(result.errorMessage, /^Unexpected error occurred while trying to fetch config JSON\./);
        assert.ok(result.errorException instanceof Error);
        assert.deepEqual([...new Set(logger.ids())].sort(), [1000, 1103], mode);
        const told = logger.events.map(({ text, exception }) => `${text} ${exception?.stack} ${exception?.cause?.stack}`).join();
        assert.ok(!told.includes(sdkKey) && !told.includes(String(server.port)), told);
        client.dispose();
      }
    });

    if (steps === null) continue;
    own(`${name}: the last good config stays, with its ETag, until there is a better one`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      const { fetchTime } = await client.getValueDetailsAsync('flag', '');
      await server.script(steps);
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, false);
      const details = await client.getValueDetailsAsync('flag', '');
      assert.equal(details.value, 'good');
      assert.deepEqual(details.fetchTime, fetchTime);
      await server.answer(BETTER);
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      assert.equal(await client.getValueAsync('flag', ''), 'better');
      const { requests } = await server.seen();
      assert.equal(requests.at(-1).headers['if-none-match'], '"good"');
    });
  }

  own('a port that refuses, then answers: polling gets there by itself', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.script([{ reset: true }]);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1 });
    const legacy = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1, logger: createLegacyRecorder() });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
    assert.equal(await within(SOON_MS, legacy.getValueAsync('flag', 'default')), 'default');
    await server.answer(GOOD);
    await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
    await eventually(SOON_MS, async () => (await legacy.getValueAsync('flag', '')) === 'good', 'recovery');
  });

  own('a kept connection that the server has dropped meanwhile costs no refresh', async (t, sdk) => {
    const server = await startFaultServer(t);
    const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
    await server.script([{ answer: GOOD }, { waitMs: 20 }, { reset: true }], [{ answer: BETTER }]);
    assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
    await pause(100);
    assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', ''), 'better');
  });
});

/** Servers that keep a client waiting, each in its own way. */
const SLOW = {
  'a connection that nobody accepts': (t) => startFaultServer(t, { backlog: 'full' }),
  'a server that is silent': async (t) => {
    const server = await startFaultServer(t);
    await server.script([{ hang: true }]);
    return server;
  },
  'a server that drips its head': async (t) => {
    const server = await startFaultServer(t);
    await server.script([{ drip: { text: `${HEAD}X: ${'y'.repeat(1000)}\r\n\r\n`, size: 1, everyMs: 50 } }]);
    return server;
  },
  'a server that drips its body': async (t) => {
    const server = await startFaultServer(t);
    await server.script([{ send: `${HEAD}\r\n` }, { drip: { text: ' '.repeat(1000), size: 1, everyMs: 50 } }]);
    return server;
  },
  'a server that drips chunks': async (t) => {
    const server = await startFaultServer(t);
    await server.script([
      { send: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' }, { drip: { text: '1\r\n \r\n'.repeat(1000), size: 6, everyMs: 50 } },
    ]);
    return server;
  },
  'a server that drips informational answers': async (t) => {
    const server = await startFaultServer(t);
    await server.script([{ drip: { text: 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000), size: 28, everyMs: 50 } }]);
    return server;
  },
  'a body of a terabyte that never comes': async (t) => {
    const server = await startFaultServer(t);
    await server.script([{ send: 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n' }, { hang: true }]);
    return server;
  },
};

for (const [name, start] of Object.entries(SLOW)) {
  own(`${name}: a refresh ends at its deadline, as timed out`, async (t, sdk) => {
    const server = await start(t);
    const requestTimeoutMs = 400;
    const clients = [];
    const results = [];
    const refresh = async () => {
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url, requestTimeoutMs });
      clients.push(client);
      results.push(await within(SOON_MS, client.forceRefreshAsync()));
    };
    const took = await shortest(requestTimeoutMs + GRACE_MS, refresh);
    assert.ok(took <= requestTimeoutMs + GRACE_MS, `${took} ms`);
    assert.ok(took > requestTimeoutMs - 50, `${took} ms`);
    for (const { errorCode, errorMessage } of results) {
      assert.equal(errorCode, sdk.RefreshErrorCode.HttpRequestTimeout);
      assert.match(errorMessage, /^Request timed out while trying to fetch config JSON\. Timeout value: 400ms/);
    }
    clients.forEach((client) => client.dispose());
  });

  own(`${name}: the wait for a first config ends after maxInitWaitTimeSeconds`, async (t, sdk) => {
    const server = await start(t);
    for (const wait of ['ready', 'value', 'legacy']) {
      const took = await shortest(300, async () => {
        const options = { baseUrl: server.url, maxInitWaitTimeSeconds: 0.2 };
        if (wait === 'legacy') {
          const client = openLegacy(t, sdk, 'createClientWithAutoPoll', options);
          assert.equal(await client.getValueAsync('flag', 'default'), 'default');
          return client.dispose();
        }
        const client = open(t, sdk, 'AutoPoll', options);
        if (wait === 'ready') assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
        else assert.equal(await client.getValueAsync('flag', 'default'), 'default');
        return client.dispose();
      });
      assert.ok(took <= 300, `${wait}: ${took} ms`);
    }
  });
}
