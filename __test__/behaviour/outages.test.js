'use strict';

const assert = require('node:assert/strict');
const { legacyShared, shared } = require('./support/subjects');
const { serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, settle, until } = require('./support/fixtures');
const { bothGenerations, openLegacy, servePair } = require('./support/legacy');
const { open } = require('./support/client');

const OUTAGES = {
  'a failing server': serveStatus(500),
  'a broken connection': () => null,
  'an empty answer': () => ({ status: 200, body: '' }),
  'a silent server': () => new Promise(() => {}),
};

/** Three calls in a row come within the rest after a failure, which only this package keeps. */
const DEVIATES = 'the first call, officially by every call';

const pair = bothGenerations({ flag: true });

/** An object cache that holds an expired config, under whatever key is asked for. */
function expiredObjectCache(timestamp) {
  const cache = {
    sets: [],
    items: new Map(),
    get(key) {
      const config = key.includes('v5') ? pair.v5 : pair.v6;
      return cache.items.get(key) ?? { Timestamp: timestamp, ConfigJSON: config, HttpETag: '"1"' };
    },
    set(key, item) {
      cache.sets.push({ ...item });
      cache.items.set(key, item);
    },
  };
  return cache;
}

/** How many times the calls went to the server: a repetition comes right after its request. */
async function countTries(origin, client, calls) {
  let tries = 0;
  for (let call = 0; call < calls; call++) {
    const before = origin.requests.length;
    assert.equal(await client.getValueAsync('flag', false), true);
    if (origin.requests.length > before) tries++;
  }
  return tries;
}

for (const [name, respond] of Object.entries(OUTAGES)) {
  legacyShared(`callback API, lazy: ${name} is tried once per time to live`, async (t, sdk) => {
    const origin = await startOrigin(t, respond);
    const cache = expiredObjectCache(Date.now() - 700_000);
    const options = { baseUrl: origin.url, cache, cacheTimeToLiveSeconds: 600, requestTimeoutMs: 1000 };
    const start = Date.now();
    const client = openLegacy(t, sdk, 'createClientWithLazyLoad', options);
    assert.equal(await countTries(origin, client, 4), 1);
    assert.equal(cache.sets.length, 1);
    assert.ok(cache.sets[0].Timestamp >= start, 'written back with the time of the try');
  });

  shared(`current API, lazy: ${name} is tried by ${DEVIATES}`, async (t, sdk, { official }) => {
    const origin = await startOrigin(t, respond);
    const cache = createCache(cachePayload(configOf({ flag: true }), { timestamp: Date.now() - 700_000 }));
    const options = { baseUrl: origin.url, cache, cacheTimeToLiveSeconds: 600, requestTimeoutMs: 300 };
    assert.equal(await countTries(origin, open(t, sdk, 'LazyLoad', options), 3), official ? 3 : 1);
    assert.equal(cache.sets().length, 0);
  });
}

legacyShared('callback API, lazy, in memory: a failed refresh counts as one, until it expires', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(pair));
  const options = { baseUrl: origin.url, cacheTimeToLiveSeconds: 1 };
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', options);
  const begins = [];
  const ends = [];
  while (begins.length < 3) {
    const begin = Date.now();
    if ((await countTries(origin, client, 1)) === 1) {
      begins.push(begin);
      ends.push(Date.now());
      origin.respond = serveStatus(500);
    }
    await settle(1);
  }
  // The config was not older than this when the next try began, or it would not have been due.
  assert.ok(ends[1] - begins[0] >= 1000);
  assert.ok(ends[2] - begins[1] >= 1000);
});

legacyShared('callback API, lazy: a refresh asked for counts, too', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const cache = expiredObjectCache(Date.now() - 700_000);
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cache, cacheTimeToLiveSeconds: 600 });
  await client.forceRefreshAsync();
  assert.ok(origin.requests.length > 0);
  assert.equal(await countTries(origin, client, 2), 0);
});

legacyShared(`callback API, lazy: without a config a failing server is tried by ${DEVIATES}`, async (t, sdk, { official }) => {
  const origin = await startOrigin(t, serveStatus(500));
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cacheTimeToLiveSeconds: 600 });
  for (let call = 0; call < 3; call++) {
    const before = origin.requests.length;
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
    assert.equal(origin.requests.length > before, official || call === 0);
  }
  origin.respond = servePair(pair);
  await until(async () => (await client.getValueAsync('flag', false)) === true);
});

legacyShared('callback API, manual: a failed refresh writes the config back with its time', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const cache = expiredObjectCache(1000);
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache });
  const start = Date.now();
  await client.forceRefreshAsync();
  assert.equal(cache.sets.length, 1);
  assert.ok(cache.sets[0].Timestamp >= start);
  const before = origin.requests.length;
  await client.forceRefreshAsync();
  assert.ok(origin.requests.length > before, 'whatever its age, a refresh asked for is one');
  assert.equal(await client.getValueAsync('flag', false), true);
});

shared('current API: a failed refresh leaves the time of the config as it was', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  await client.forceRefreshAsync();
  const { fetchTime } = await client.getValueDetailsAsync('flag', false);
  origin.respond = serveStatus(500);
  await settle(1);
  await client.forceRefreshAsync();
  assert.deepEqual((await client.getValueDetailsAsync('flag', false)).fetchTime, fetchTime);
});
