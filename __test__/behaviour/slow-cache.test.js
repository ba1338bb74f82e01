'use strict';

// Caches that do not answer in time, or lie about it: gone on without, and asked again.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { own } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle } = require('./support/fixtures');
const { open } = require('./support/client');

const NEVER = new Promise(() => {});

/** The time limit of a cache, and what a busy machine may add to it. */
const LIMIT_MS = 1000;
const SLACK_MS = 4000;

async function timed(ask) {
  const start = performance.now();
  const result = await ask();
  return { result, ms: performance.now() - start };
}

for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
  own(`${mode}: a cache whose get never settles is a miss after a second, and does not delay the next calls`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
    const cache = { calls: 0, get: () => (cache.calls++, NEVER), set: () => Promise.resolve() };
    const recorder = createRecorder(sdk.LogLevel.Error);
    const client = open(t, sdk, mode, { baseUrl: origin.url, cache, logger: recorder });
    const refresh = await timed(() => client.forceRefreshAsync());
    assert.equal(refresh.result.isSuccess, true);
    assert.ok(refresh.ms < LIMIT_MS + SLACK_MS, `${refresh.ms} ms`);
    assert.equal(await client.getValueAsync('flag', ''), 'remote');
    const more = await timed(async () => {
      for (let call = 0; call < 20; call++) assert.equal(await client.getValueAsync('flag', ''), 'remote');
    });
    assert.ok(more.ms < LIMIT_MS, `${more.ms} ms for 20 calls`);
    assert.equal(cache.calls, 1, 'it is left alone for a while');
    assert.deepEqual(recorder.ids(), [2200]);
    assert.match(recorder.find(2200).exception.message, /longer than 1000 ms/);
  });
}

own('a cache whose set never settles does not keep a refresh waiting', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  const recorder = createRecorder(sdk.LogLevel.Error);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache: { get: () => undefined, set: () => NEVER }, logger: recorder });
  const { result, ms } = await timed(() => client.forceRefreshAsync());
  assert.equal(result.isSuccess, true);
  assert.ok(ms < LIMIT_MS + SLACK_MS, `${ms} ms`);
  assert.equal(await client.getValueAsync('flag', ''), 'remote');
  assert.deepEqual(recorder.ids(), [2201]);
});

own('an answer that comes late still counts', async (t, sdk) => {
  let answer;
  const cache = createCache();
  cache.get = () => new Promise((resolve) => {
    answer = resolve;
  });
  const changes = [];
  const setupHooks = (hooks) => hooks.on('configChanged', (config) => changes.push(config.f.flag.v.s));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, setupHooks });
  assert.equal(await client.getValueAsync('flag', 'none'), 'none');
  answer(cachePayload(configOf({ flag: 'late' })));
  await settle(2);
  assert.deepEqual(changes, ['late']);
  assert.equal(client.snapshot().getValue('flag', 'none'), 'late');
});

own('an answer that comes later than a download does not replace it', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  let answer;
  const cache = createCache();
  cache.get = () => new Promise((resolve) => {
    answer = resolve;
  });
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache });
  await client.forceRefreshAsync();
  answer(cachePayload(configOf({ flag: 'old' }), { timestamp: 1000 }));
  await settle(2);
  assert.equal(client.snapshot().getValue('flag', 'none'), 'remote');
});

own('a busy thread is not a silent cache', async (t, sdk) => {
  let payload = cachePayload(configOf({ flag: 'cached' }), { etag: '' });
  // The answer comes from outside of the thread, while that is busy.
  const answer = () => new Promise((resolve) => void fs.stat(__filename, () => resolve(payload)));
  const cache = { get: answer, set: () => Promise.resolve() };
  const recorder = createRecorder(sdk.LogLevel.Error);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
  await client.waitForReady();
  payload = cachePayload(configOf({ flag: 'newer' }));
  // From there the event loop goes on with timers that are due, before it looks at what came from outside.
  const asked = await new Promise((resolve) => void setImmediate(() => {
    resolve([client.getValueAsync('flag', 'none')]);
    const end = performance.now() + 1200;
    while (performance.now() < end);
  }));
  assert.equal(await asked[0], 'newer');
  assert.deepEqual(recorder.ids(), []);
});

own('a cache entry from the future is expired, and replaced', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  for (const mode of ['AutoPoll', 'LazyLoad']) {
    for (const ahead of [3_600_000, 315_576_000_000]) {
      const timestamp = Date.now() + ahead;
      const cache = createCache(cachePayload(configOf({ flag: 'poisoned' }), { timestamp }));
      const client = open(t, sdk, mode, { baseUrl: origin.url, cache });
      assert.equal(client.snapshot().cacheState, sdk.ClientCacheState.HasCachedFlagDataOnly, `${mode}, ${ahead}`);
      assert.equal(await client.getValueAsync('flag', ''), 'remote');
      assert.ok(Number(cache.value.split('\n')[0]) < timestamp);
      assert.equal(client.snapshot().cacheState, sdk.ClientCacheState.HasUpToDateFlagData);
    }
  }
});
