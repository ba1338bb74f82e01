'use strict';

// What is asked of the server, what comes from the cache, and what instances get when the server fails.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HANG_GUARD_MS, begin, consumer, load, payload, repository, until } = require('./support.js');

const check = (name, body) => test(name, { timeout: HANG_GUARD_MS }, body);

const FRESH = { allowStale: false };
const ok = (value, source) => ({ value, success: true, source });

check('the first one asks the server, the others get what it got', async (t) => {
  const server = await begin(t);
  assert.deepEqual(await load(consumer(server)), ok(1, 'network'));
  server.body = payload(2);
  assert.deepEqual(await load(consumer(server)), ok(1, 'cache'));
  assert.deepEqual(await load(consumer(server), FRESH), ok(1, 'cache'));
  assert.equal(server.fetches, 1);
  assert.equal(server.requests[0].url, '/api/features/sdk-SecretClientKey0123');
  assert.match(server.requests[0].headers['user-agent'], /^Vexil-Node\/\d/);
});

check('instances share the very payload, so that it is compiled once', async (t) => {
  const server = await begin(t);
  const [one, two] = await Promise.all([repository.load(consumer(server)), repository.load(consumer(server))]);
  const three = await repository.load(consumer(server));
  assert.ok(one.payload);
  assert.equal(two.payload, one.payload);
  assert.equal(three.payload, one.payload);
});

check('who asks at the same time shares one request, however the host is written and the cache is used', async (t) => {
  const server = await begin(t);
  const slashes = consumer(server, { apiHost: `${server.url}//` });
  const results = await Promise.all([
    load(consumer(server)), load(slashes), load(consumer(server), { skipCache: true }), load(consumer(server, { disableCache: true })), load(consumer(server), FRESH),
  ]);
  assert.deepEqual(results, Array(5).fill(ok(1, 'network')));
  assert.equal(server.fetches, 1);
});

check('headers are sent as given, and another key is another payload', async (t) => {
  const server = await begin(t);
  await load(consumer(server, { apiHostRequestHeaders: { Authorization: 'Basic abc', 'User-Agent': 'mine', 'X-Nothing': undefined } }));
  await load(consumer(server, { clientKey: 'sdk-other' }));
  assert.equal(server.requests[0].headers.authorization, 'Basic abc');
  assert.equal(server.requests[0].headers['user-agent'], 'mine');
  assert.ok(!('x-nothing' in server.requests[0].headers));
  assert.deepEqual(server.requests.map(({ url }) => url), ['/api/features/sdk-SecretClientKey0123', '/api/features/sdk-other']);
});

check('a stale payload is used at once and renewed behind that', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
  const server = await begin(t);
  await load(consumer(server));
  t.mock.timers.tick(59_000);
  assert.deepEqual(await load(consumer(server), FRESH), ok(1, 'cache'));
  assert.equal(server.fetches, 1);
  server.body = payload(2);
  t.mock.timers.tick(1_000);
  assert.deepEqual(await load(consumer(server)), ok(1, 'cache'));
  await until(async () => (await load(consumer(server))).value === 2);
  assert.equal(server.fetches, 2);
});

check('who wants no stale payload waits for the server', async (t) => {
  const server = await begin(t);
  repository.configureCache({ staleTTL: 0 });
  await load(consumer(server));
  server.body = payload(2);
  assert.deepEqual(await load(consumer(server), FRESH), ok(2, 'network'));
});

check('a payload with the same date is the same payload, fresh once more', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
  const server = await begin(t);
  server.body = payload(1, '2026-01-01T00:00:00.000Z');
  const first = await repository.load(consumer(server));
  t.mock.timers.tick(70_000);
  server.body = payload(2, '2026-01-01T00:00:00.000Z');
  const second = await repository.load(consumer(server), FRESH);
  assert.equal(second.source, 'network');
  assert.equal(second.payload, first.payload);
  t.mock.timers.tick(50_000);
  assert.deepEqual(await load(consumer(server), FRESH), ok(1, 'cache'));
  assert.equal(server.fetches, 2);
});

check('what the server does not have anew it says by its ETag', async (t) => {
  const server = await begin(t);
  server.headers = { etag: 'W/"1"' };
  const first = await repository.load(consumer(server));
  server.answers.push((req, res) => res.writeHead(req.headers['if-none-match'] === 'W/"1"' ? 304 : 500).end());
  const second = await repository.load(consumer(server), { skipCache: true });
  assert.deepEqual([second.source, second.success, second.payload === first.payload], ['network', true, true]);
});

check('skipCache and disableCache do not look into the cache', async (t) => {
  const server = await begin(t);
  await load(consumer(server));
  server.body = payload(2);
  assert.deepEqual(await load(consumer(server), { allowStale: true, skipCache: true }), ok(2, 'network'));
  server.body = payload(3);
  assert.deepEqual(await load(consumer(server, { disableCache: true })), ok(3, 'network'));
  assert.deepEqual(await load(consumer(server)), ok(3, 'cache'), 'what they get is there for others');
  repository.configureCache({ disableCache: true });
  server.body = payload(4);
  assert.deepEqual(await load(consumer(server)), ok(4, 'network'));
  repository.configureCache({ disableCache: false });
  assert.deepEqual(await load(consumer(server)), ok(3, 'cache'));
});

check('a payload is used for a day after it was confirmed; after that it is the last resort', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
  const server = await begin(t);
  await load(consumer(server));
  const fail = (_, res) => res.writeHead(400).end();
  t.mock.timers.tick(24 * 60 * 60 * 1000 - 1);
  server.answers.push(fail);
  assert.deepEqual(await load(consumer(server)), ok(1, 'cache'));
  await until(() => server.fetches === 2);
  t.mock.timers.tick(1);
  server.answers.push(fail, fail, fail);
  const failed = { success: false, source: 'error', error: 'Error: HTTP error: 400' };
  // The request of before may still be under way.
  await until(async () => server.answers.length < 3 || (await load(consumer(server))).source === 'error');
  assert.deepEqual(await load(consumer(server)), { value: 1, ...failed });
  assert.deepEqual(await load(consumer(server), FRESH), { value: null, ...failed });
  server.body = payload(2);
  server.answers = [];
  assert.deepEqual(await load(consumer(server)), ok(2, 'network'));
});

check('who does not wait any longer gets the payload next time', async (t) => {
  const server = await begin(t);
  /** @type {any} */
  let held;
  server.answers.push((_, res) => (held = res));
  assert.deepEqual(await load(consumer(server), { allowStale: true, timeout: 5 }), { value: null, success: false, source: 'timeout', error: 'Error: Timeout' });
  await until(() => held);
  server.send(held);
  await until(async () => (await load(consumer(server), { allowStale: true, timeout: 5 })).source === 'cache');
  assert.equal(server.fetches, 1);
});

check('so many payloads are kept, and those confirmed last', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
  const server = await begin(t);
  repository.configureCache({ maxEntries: 2 });
  for (const clientKey of ['a', 'b', 'c']) {
    await load(consumer(server, { clientKey }));
    t.mock.timers.tick(1);
  }
  assert.equal((await load(consumer(server, { clientKey: 'b' }))).source, 'cache');
  assert.equal((await load(consumer(server, { clientKey: 'c' }))).source, 'cache');
  assert.equal((await load(consumer(server, { clientKey: 'a' }))).source, 'network');
});

check('many keys, one after the other, leave nothing open', async (t) => {
  const server = await begin(t);
  for (let number = 0; number < 60; number++) assert.deepEqual(await load(consumer(server, { clientKey: `sdk-${number}` })), ok(1, 'network'));
  assert.equal((await load(consumer(server, { clientKey: 'sdk-59' }))).source, 'cache');
});

check('clearCache forgets all of it, and who waits meanwhile gets an answer all the same', async (t) => {
  const server = await begin(t);
  await load(consumer(server));
  /** @type {any} */
  let held;
  server.answers.push((_, res) => (held = res));
  const waiting = load(consumer(server), { skipCache: true });
  await until(() => held);
  await repository.clearCache();
  server.send(held, payload(5));
  assert.deepEqual(await waiting, ok(5, 'network'));
  server.body = payload(6);
  assert.deepEqual(await load(consumer(server)), ok(6, 'network'));
});

check('prefetchPayload fills the cache, and never rejects for the network', async (t) => {
  const server = await begin(t);
  server.answers.push((_, res) => res.writeHead(400).end());
  await repository.prefetch({ apiHost: `${server.url}/`, clientKey: consumer(server).clientKey });
  assert.equal(server.fetches, 1);
  await repository.prefetch({ apiHost: server.url, clientKey: consumer(server).clientKey });
  assert.deepEqual(await load(consumer(server)), ok(1, 'cache'));
  await repository.prefetch({ apiHost: server.url, clientKey: consumer(server).clientKey });
  assert.equal(server.fetches, 2);
  await repository.prefetch({ apiHost: server.url, clientKey: consumer(server).clientKey, skipCache: true });
  assert.equal(server.fetches, 3);
  await assert.rejects(repository.prefetch({ apiHost: server.url }), { message: 'Missing clientKey' });
});

check('settings that are undefined stay as they are', async (t) => {
  const server = await begin(t);
  repository.configureCache({ staleTTL: undefined, maxAge: undefined });
  await load(consumer(server));
  assert.deepEqual(await load(consumer(server), FRESH), ok(1, 'cache'));
});
