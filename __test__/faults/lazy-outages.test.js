'use strict';

// A server that fails is not asked by every evaluation, and nobody who has a config waits for it more than once.

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { legacyOwn, own } = require('../behaviour/support/subjects');
const { runScript } = require('../behaviour/support/child');
const { cachePayload, configOf, createCache } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, pause, within } = require('./support/waits');

const SOON_MS = 15_000;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };
const BETTER = { headers: { ETag: '"better"' }, body: JSON.stringify(configOf({ flag: 'better' })) };

const OUTAGES = {
  'status 500': [{ answer: { status: 500 } }, { keep: true }],
  'status 429': [{ answer: { status: 429 } }, { keep: true }],
  'a reset': [{ reset: true }],
  'a body that is no config': [{ answer: { body: '[]' } }, { keep: true }],
};

const SURFACES = {
  getClient: [own, (t, sdk, options) => open(t, sdk, 'LazyLoad', options)],
  createClientWithLazyLoad: [legacyOwn, (t, sdk, options) => openLegacy(t, sdk, 'createClientWithLazyLoad', options)],
};

/** Evaluates without a pause for so long. @returns {Promise<number>} How often. */
async function hammer(client, ms, value) {
  let calls = 0;
  for (const end = performance.now() + ms; performance.now() < end; calls++) {
    assert.equal(await client.getValueAsync('flag', 'default'), value);
    if (calls % 50 === 0) await pause(1);
  }
  return calls;
}

/** A client whose config has expired by the time the server fails. */
async function openExpired(t, sdk, openLazy, steps, options = {}) {
  const server = await startFaultServer(t);
  await server.answer(GOOD);
  const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 1, ...options });
  assert.equal(await client.getValueAsync('flag', 'default'), 'good');
  await server.script(steps);
  await pause(1200);
  return { server, client };
}

describe('lazy loading in an outage', { concurrency: true }, () => {
  for (const [surface, [define, openLazy]] of Object.entries(SURFACES)) {
    for (const [name, steps] of Object.entries(OUTAGES)) {
      define(`${surface}: ${name}, no config: defaults, and a request now and then`, async (t, sdk) => {
        const server = await startFaultServer(t);
        await server.script(steps);
        const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
        const calls = await hammer(client, 2500, 'default');
        // At the beginning, repeated at once; after one second; after two more.
        const made = await server.requestCount();
        assert.ok(made >= 2 && made <= 4, `${made} requests for ${calls} calls`);
      });
    }

    define(`${surface}: an expired config is served, at most one request per time to live`, async (t, sdk) => {
      const { server, client } = await openExpired(t, sdk, openLazy, OUTAGES['status 500']);
      const before = await server.requestCount();
      await hammer(client, 2500, 'good');
      const made = (await server.requestCount()) - before;
      assert.ok(made >= 2 && made <= 5, `${made} requests`);
      await server.answer(BETTER);
      await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'better');
    });

    define(`${surface}: without a config, the end of the outage is noticed`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.script(OUTAGES['status 500']);
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
      await hammer(client, 100, 'default');
      await server.answer(GOOD);
      await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good');
    });

    define(`${surface}: a refresh of the user's is sent at any time, and its success ends the rest`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.script(OUTAGES['status 500']);
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
      await hammer(client, 20, 'default');
      const before = await server.requestCount();
      await client.forceRefreshAsync();
      assert.equal(await server.requestCount(), before + 1);
      await server.answer(GOOD);
      await client.forceRefreshAsync();
      await hammer(client, 20, 'good');
      assert.equal(await server.requestCount(), before + 2);
    });

    define(`${surface}: going online ends the rest`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.script(OUTAGES['status 500']);
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
      await hammer(client, 20, 'default');
      await server.answer(GOOD);
      assert.equal(await client.getValueAsync('flag', 'default'), 'default');
      client.setOffline();
      await pause(20);
      client.setOnline();
      assert.equal(await client.getValueAsync('flag', 'default'), 'good');
    });
  }

  own('a silent server: with a config only the first attempt is waited for', async (t, sdk) => {
    const requestTimeoutMs = 1500;
    const openLazy = SURFACES.getClient[1];
    const { server, client } = await openExpired(t, sdk, openLazy, [{ hang: true }], { requestTimeoutMs });
    const before = await server.requestCount();
    await within(SOON_MS, client.getValueAsync('flag', 'default'));
    let longest = 0;
    await eventually(SOON_MS, async () => {
      const start = performance.now();
      assert.equal(await client.getValueAsync('flag', 'default'), 'good');
      longest = Math.max(longest, performance.now() - start);
      return (await server.requestCount()) >= before + 3;
    });
    assert.ok(longest < requestTimeoutMs / 2, `${longest} ms`);
    await server.answer(BETTER);
    await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'better');
  });

  own('an attempt that nobody waits for does not keep the process alive', async (t) => {
    const server = await startFaultServer(t);
    await server.answer(GOOD, [{ reset: true }], [{ reset: true }], [{ hang: true }]);
    const { done } = runScript(t, server.url, `
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      (async () => {
        const options = { baseUrl: origin, logger, cacheTimeToLiveSeconds: 1, requestTimeoutMs: 100_000 };
        const client = sdk.getClient(sdkKey, sdk.PollingMode.LazyLoad, options);
        const values = [];
        for (const wait of [1200, 1300, 0]) {
          values.push(await client.getValueAsync('flag', 'default'));
          await pause(wait);
        }
        console.log(values.join());
      })();
    `);
    const { code, output, errors } = await within(SOON_MS, done, 'the process');
    assert.equal(code, 0, errors);
    assert.equal(output.trim(), 'good,good,good');
  });

  own('a fetcher that throws errors of its own is asked as rarely', async (t, sdk) => {
    for (const timestamp of [null, Date.now() - 120_000]) {
      let asked = 0;
      const configFetcher = {
        fetchAsync() {
          asked++;
          return Promise.reject(new Error('down'));
        },
      };
      const cache = createCache(timestamp === null ? undefined : cachePayload(configOf({ flag: 'old' }), { timestamp }), 'async');
      const client = open(t, sdk, 'LazyLoad', { configFetcher, cache });
      await hammer(client, 500, timestamp === null ? 'default' : 'old');
      assert.equal(asked, 1);
    }
  });
});
