'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { legacyOwn, own } = require('../behaviour/support/subjects');
const { cachePayload, configOf, createCache, createRecorder } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const binding = require('../../binding');
const { startFaultServer } = require('../support/fault-server');
const { pause, within } = require('./support/waits');

const SOON_MS = 10_000;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };
const CALLS = 5;

/** A server that wants to be left alone for as long as a test takes. */
const busy = (status = 429, wish = '30') => ({ status, headers: { 'Retry-After': wish } });

const SURFACES = {
  'getClient': [own, (t, sdk, options) => open(t, sdk, 'LazyLoad', options)],
  'createClientWithLazyLoad': [legacyOwn, (t, sdk, options) => openLegacy(t, sdk, 'createClientWithLazyLoad', options)],
};

/** Asks for a value some times, each in another turn of the event loop. */
async function ask(client, value) {
  for (let call = 0; call < CALLS; call++) {
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), value);
    await pause(1);
  }
}

/** Notes what JavaScript asks native services from now on, until the test ends. */
function spyOnServices(t) {
  const asked = [];
  for (const name of ['isHeld', 'refresh']) {
    const original = binding.ConfigcatService.prototype[name];
    t.mock.method(binding.ConfigcatService.prototype, name, function (...args) {
      asked.push(name);
      return original.apply(this, args);
    });
  }
  return asked;
}

describe('lazy loading and Retry-After', { concurrency: true }, () => {
  for (const [surface, [define, openLazy]] of Object.entries(SURFACES)) {
    for (const status of [429, 503]) {
      define(`${surface}: ${status} without a config: evaluations give their defaults and send nothing more`, async (t, sdk) => {
        const server = await startFaultServer(t);
        await server.answer(busy(status));
        const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
        await ask(client, 'default');
        assert.deepEqual(await client.getAllKeysAsync(), []);
        const made = await server.requestCount();
        // The one failure at the beginning of an outage is repeated at once.
        assert.ok(made === 1 || made === 2, `${made} requests`);
      });
    }

    define(`${surface}: an expired config is served meanwhile, and asked for again afterwards`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 1 });
      await ask(client, 'good');
      await server.answer(busy(429, '3'));
      await pause(1200);
      await ask(client, 'good');
      const made = await server.requestCount();
      const heldFrom = (await server.seen()).requests.at(-1).atMs;
      await pause(1500);
      await ask(client, 'good');
      assert.equal(await server.requestCount(), made, 'expired for long, and not asked for');
      await server.answer({ ...GOOD, body: JSON.stringify(configOf({ flag: 'better' })) });
      const end = performance.now() + SOON_MS;
      while ((await client.getValueAsync('flag', '')) !== 'better' && performance.now() < end) await pause(20);
      await ask(client, 'better');
      const next = (await server.seen()).requests[made].atMs;
      assert.ok(next - heldFrom >= 2900, `${next - heldFrom} ms`);
    });

    define(`${surface}: a refresh of the user's is always sent, and its success ends the wait`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(busy());
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
      await ask(client, 'default');
      const made = await server.requestCount();
      await client.forceRefreshAsync();
      assert.equal(await server.requestCount(), made + 1);
      await server.answer(GOOD);
      await client.forceRefreshAsync();
      assert.ok(client.status().lastSuccess);
      assert.equal(await server.requestCount(), made + 2);
      await ask(client, 'good');
    });

    define(`${surface}: a day is cut to five times to live`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(busy(429, '86400'));
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 1 });
      await ask(client, 'default');
      const heldFrom = (await server.seen()).requests.at(-1).atMs;
      const made = await server.requestCount();
      await server.answer(GOOD);
      const end = performance.now() + SOON_MS;
      while ((await client.getValueAsync('flag', '')) !== 'good' && performance.now() < end) await pause(20);
      const next = (await server.seen()).requests[made].atMs;
      assert.ok(next - heldFrom >= 4900 && next - heldFrom < 9000, `${next - heldFrom} ms`);
    });

    define(`${surface}: the wait outlives going online; a refresh is sent`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(busy());
      const client = openLazy(t, sdk, { baseUrl: server.url, cacheTimeToLiveSeconds: 60 });
      await ask(client, 'default');
      await server.answer(GOOD);
      await ask(client, 'default');
      client.setOffline();
      await pause(20);
      client.setOnline();
      await ask(client, 'default');
      await within(SOON_MS, client.forceRefreshAsync());
      await ask(client, 'good');
    });
  }

  own('with a cache and a fetcher of the host', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer(busy());
    const logger = createRecorder(1);
    for (const mode of ['sync', 'async']) {
      const cache = createCache(cachePayload(configOf({ flag: 'old' }), { timestamp: Date.now() - 120_000 }), mode);
      const configFetcher = new sdk.NodeHttpConfigFetcher();
      const before = await server.requestCount();
      const client = open(t, sdk, 'LazyLoad', { baseUrl: server.url, cache, configFetcher, logger });
      await ask(client, 'old');
      const made = (await server.requestCount()) - before;
      assert.ok(made === 1 || made === 2, `${made} requests`);
    }
    assert.deepEqual(logger.ids(), [1101, 1101]);
  });
});

own('a fresh config costs no question; an expired one is not asked for during the wait', async (t, sdk) => {
  const server = await startFaultServer(t);
  await server.answer(GOOD);
  const client = open(t, sdk, 'LazyLoad', { baseUrl: server.url, cacheTimeToLiveSeconds: 1 });
  await client.forceRefreshAsync();
  const asked = spyOnServices(t);
  await Promise.all(Array.from({ length: CALLS }, () => client.getValueAsync('flag', '')));
  assert.deepEqual(asked, []);
  await server.answer(busy());
  await pause(1200);
  await ask(client, 'good');
  assert.equal(asked.filter((name) => name === 'refresh').length, 1);
});
