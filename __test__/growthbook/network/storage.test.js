'use strict';

// The persistent cache: its form, and back ends that are slow, broken or gone.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HANG_GUARD_MS, KEY, begin, consumer, load, payload, repository, tuning, until } = require('./support.js');

const check = (name, body) => test(name, { timeout: HANG_GUARD_MS }, body);

const NOW = Date.parse('2026-03-01T12:00:00.000Z');

/** Starts with what an earlier process has left. */
const stored = (server, data, staleAt, more = {}) =>
  JSON.stringify([[`${server.url}||${KEY}`, { data, version: data?.dateUpdated ?? '', staleAt: new Date(staleAt), sse: false, ...more }]]);

function memory(text) {
  const store = { text, writes: [], reads: [] };
  store.getItem = (key) => {
    store.reads.push(key);
    return store.text ?? null;
  };
  store.setItem = (key, value) => {
    store.writes.push(key);
    store.text = value;
  };
  return store;
}

check('payloads are written in the form of the official package, as they came', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  server.body = { ...payload(1, '2026-01-01'), encryptedFeatures: 'abc.def', more: [{ b: 1, a: 'ü' }] };
  const store = memory();
  repository.setPolyfills({ localStorage: store });
  await load(consumer(server));
  await until(() => store.writes.length === 1);
  const expected = [[`${server.url}||${KEY}`, { data: server.body, version: '2026-01-01', staleAt: '2026-03-01T12:01:00.000Z', sse: true }]];
  assert.equal(store.text, JSON.stringify(expected));
  assert.deepEqual([store.reads, store.writes], [['gbFeaturesCache'], ['gbFeaturesCache']]);
  t.mock.timers.tick(1000);
  await load(consumer(server), { skipCache: true });
  expected[0][1].staleAt = '2026-03-01T12:01:01.000Z';
  await until(() => store.writes.length === 2);
  assert.equal(store.text, JSON.stringify(expected));
});

for (const [kind, wrap] of /** @type {const} */ ([['at once', (value) => value], ['later', async (value) => value]])) {
  check(`what an earlier process has left is used without asking the server, from a back end that answers ${kind}`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW });
    const server = await begin(t);
    const text = stored(server, payload(5, '2026-01-01'), NOW + 1);
    repository.setPolyfills({ localStorage: { getItem: () => wrap(text), setItem: () => wrap(undefined) } });
    assert.deepEqual(await load(consumer(server)), { value: 5, success: true, source: 'cache' });
    assert.equal(server.fetches, 0);
  });
}

check('it is read once, under the key that is set', async (t) => {
  const server = await begin(t);
  repository.configureCache({ cacheKey: 'mine' });
  const store = memory();
  repository.setPolyfills({ localStorage: store });
  for (let times = 0; times < 3; times++) await load(consumer(server), { skipCache: true });
  assert.deepEqual(store.reads, ['mine']);
  await repository.clearCache();
  assert.equal(store.text, '[]');
  await load(consumer(server));
  assert.deepEqual(store.reads, ['mine', 'mine']);
});

check('what is stale is renewed, what is too old waits for the server, and is the last resort', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const server = await begin(t);
  const day = 24 * 60 * 60 * 1000;
  const store = memory(stored(server, payload(5), NOW - day + 60_001));
  repository.setPolyfills({ localStorage: store });
  assert.deepEqual(await load(consumer(server)), { value: 5, success: true, source: 'cache' });
  await until(async () => (await load(consumer(server))).value === 1);

  await repository.clearCache();
  store.text = stored(server, payload(6), NOW - day + 60_000);
  server.answers.push((_, res) => res.writeHead(400).end());
  assert.deepEqual(await load(consumer(server)), { value: 6, success: false, source: 'error', error: 'Error: HTTP error: 400' });
  assert.deepEqual(await load(consumer(server)), { value: 1, success: true, source: 'network' });
});

check('a stream that the server had is opened from what is stored', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const server = await begin(t);
  repository.setPolyfills({ localStorage: memory(stored(server, payload(5), NOW + 1, { sse: true })) });
  const instance = consumer(server);
  await load(instance);
  repository.subscribe(instance, { streaming: true });
  await until(() => server.streams.length === 1);
  assert.equal(server.fetches, 0);
});

check('what is stored of a server without streams is no reason to open one, but to ask', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const server = await begin(t);
  repository.setPolyfills({ localStorage: memory(stored(server, payload(5), NOW + 1)) });
  const told = [];
  const instance = consumer(server, { log: (message) => told.push(message) });
  await load(instance);
  repository.subscribe(instance, { streaming: true });
  await until(() => told.length === 1);
  assert.deepEqual([server.fetches, server.connects], [1, 0]);
});

const never = () => new Promise(() => {});
const fail = () => {
  throw new Error('as planned');
};
const BROKEN = {
  'throws when read': { getItem: fail, setItem() {} },
  'throws when written': { getItem: () => null, setItem: fail },
  'rejects': { getItem: async () => fail(), setItem: async () => fail() },
  'never answers': { getItem: never, setItem: never },
  'has no functions': {},
  'has nothing': { getItem: () => undefined, setItem() {} },
  'has an empty text': { getItem: () => '', setItem() {} },
  'has no JSON': { getItem: () => '[["', setItem() {} },
  'has JSON that is something else': { getItem: () => '{"a":1}', setItem() {} },
  'has entries that are none': {
    getItem: () => JSON.stringify([null, 1, [], ['a'], ['b', null], [1, {}], ['c', { data: null, staleAt: 0 }], ['d', { data: {}, staleAt: 'x' }]]),
    setItem() {},
  },
};

for (const [name, localStorage] of Object.entries(BROKEN)) {
  check(`a back end that ${name} keeps nobody from the server`, async (t) => {
    const server = await begin(t);
    tuning.storageWaitMs = 20;
    repository.setPolyfills({ localStorage: /** @type {any} */ (localStorage) });
    assert.deepEqual(await load(consumer(server)), { value: 1, success: true, source: 'network' });
    server.body = payload(2);
    assert.deepEqual(await load(consumer(server), { skipCache: true }), { value: 2, success: true, source: 'network' });
    await repository.clearCache();
  });
}

check('a back end that answers late fills what is missing, and nothing else', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const server = await begin(t);
  tuning.storageWaitMs = 5;
  /** @type {any} */
  let answer;
  const other = [`${server.url}||sdk-other`, { data: payload(8), version: '', staleAt: new Date(NOW + 1000), sse: false }];
  repository.setPolyfills({ localStorage: { getItem: () => new Promise((resolve) => (answer = resolve)), setItem() {} } });
  assert.equal((await load(consumer(server))).source, 'network');
  await new Promise((resolve) => setTimeout(resolve, 20));
  answer(JSON.stringify([...JSON.parse(stored(server, payload(7), NOW + 1000)), other]));
  await new Promise(setImmediate);
  assert.deepEqual(await load(consumer(server, { clientKey: 'sdk-other' })), { value: 8, success: true, source: 'cache' });
  assert.equal((await load(consumer(server))).value, 1);
});

check('a slow back end gets the latest state last', async (t) => {
  const server = await begin(t);
  tuning.storageWaitMs = HANG_GUARD_MS;
  const written = [];
  /** @type {any[]} */
  const open = [];
  repository.setPolyfills({
    localStorage: {
      getItem: () => null,
      setItem: (_, text) => new Promise((resolve) => open.push(() => resolve(written.push(JSON.parse(text)[0][1].data.features.flag.defaultValue)))),
    },
  });
  for (const value of [1, 2, 3]) {
    server.body = payload(value);
    await load(consumer(server), { skipCache: true });
  }
  assert.equal(open.length, 1);
  open[0]();
  await until(() => open.length === 2);
  open[1]();
  await until(() => written.length === 2);
  assert.deepEqual(written, [1, 3]);
});

check('without a cache nothing is read or written', async (t) => {
  const server = await begin(t);
  const store = memory();
  repository.setPolyfills({ localStorage: store });
  repository.configureCache({ disableCache: true });
  await load(consumer(server));
  assert.deepEqual([store.reads, store.writes], [[], []]);
});

check('waiting for a back end counts to the timeout', async (t) => {
  const server = await begin(t);
  tuning.storageWaitMs = 1000;
  repository.setPolyfills({ localStorage: { getItem: never, setItem: never } });
  assert.equal((await load(consumer(server), { allowStale: true, timeout: 5 })).source, 'timeout');
});
