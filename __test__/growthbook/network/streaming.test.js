'use strict';

// Streams: who has one opened, who hears of what comes there, and when it is closed.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HANG_GUARD_MS, KEY, begin, consumer, load, payload, repository, tuning, until } = require('./support.js');

const check = (name, body) => test(name, { timeout: HANG_GUARD_MS }, body);

const STREAMING = { streaming: true };

/** A server that has streams, and a consumer that has subscribed to one. */
async function subscribed(t, changes) {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  const instance = consumer(server, changes);
  await load(instance);
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  return { server, instance };
}

check('a change reaches those who subscribed, and the cache; others stay as they are', async (t) => {
  const { server, instance } = await subscribed(t);
  const other = consumer(server);
  await load(other);
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1);
  assert.deepEqual(instance.got, [2]);
  assert.deepEqual(other.got, []);
  assert.deepEqual(await load(consumer(server)), { value: 2, success: true, source: 'cache' });
  assert.equal(server.fetches, 1);
});

check('all instances have one stream, asked for with the headers of the stream', async (t) => {
  const headers = { streamingHostRequestHeaders: { 'X-Team': 'a' }, apiHostRequestHeaders: { 'X-Api': 'b' } };
  const { server, instance } = await subscribed(t, headers);
  const others = [1, 2, 3].map(() => consumer(server, headers));
  for (const other of others) repository.subscribe(other, STREAMING);
  server.emit('features', payload(2));
  await until(() => others.every(({ got }) => got.length === 1) && instance.got.length === 1);
  const [request, ...more] = server.requests.filter(({ url }) => url === `/sub/${KEY}`);
  assert.deepEqual(more, []);
  assert.equal(request.headers['x-team'], 'a');
  assert.ok(!('x-api' in request.headers));
  assert.equal(request.headers.accept, 'text/event-stream');
});

check('the stream stays for a moment when the last one has gone, and not longer', async (t) => {
  const { server, instance } = await subscribed(t);
  tuning.lingerMs = HANG_GUARD_MS;
  repository.unsubscribe(instance);
  const next = consumer(server);
  repository.subscribe(next, STREAMING);
  server.emit('features', payload(2));
  await until(() => next.got.length === 1);
  assert.equal(server.connects, 1);
  assert.deepEqual(instance.got, []);
  tuning.lingerMs = 0;
  repository.unsubscribe(next);
  await until(() => server.streams.length === 0);
});

check('prefetchPayload keeps a stream open for all who come', async (t) => {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  await repository.prefetch({ apiHost: server.url, clientKey: KEY, streaming: true });
  await until(() => server.streams.length === 1);
  const instance = consumer(server);
  repository.subscribe(instance, STREAMING);
  repository.unsubscribe(instance);
  server.emit('features', payload(2));
  await until(async () => (await load(consumer(server))).value === 2);
  assert.equal(server.connects, 1);
  repository.closeAll();
  await until(() => server.streams.length === 0);
});

check('who prefetches without a stream takes nobody theirs', async (t) => {
  const { server, instance } = await subscribed(t);
  await repository.prefetch({ apiHost: server.url, clientKey: KEY });
  await repository.prefetch({ apiHost: server.url, clientKey: 'sdk-other', streaming: false });
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1);
});

check('without a payload of the server a stream is opened whatever it says', async (t) => {
  const server = await begin(t);
  const instance = consumer(server);
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1);
  assert.equal(server.fetches, 0);
});

check('a server without streams is not asked for one, and its users hear of it once', async (t) => {
  const server = await begin(t);
  const warn = t.mock.method(console, 'warn', () => {});
  const told = [];
  const instance = consumer(server, { log: (message) => told.push(message) });
  await load(instance);
  repository.subscribe(instance, STREAMING);
  await until(() => told.length > 0);
  repository.subscribe(consumer(server), STREAMING);
  await load(instance, { skipCache: true });
  assert.equal(told.length, 1);
  assert.match(told[0], /^\[GrowthBook\] Streaming is enabled, but not active: /);
  assert.equal(server.connects, 0);

  const other = consumer(server, { clientKey: 'sdk-other' });
  await load(other);
  repository.subscribe(other, STREAMING);
  await until(() => warn.mock.callCount() > 0);
  assert.equal(warn.mock.callCount(), 1);
  assert.doesNotMatch(String(warn.mock.calls[0].arguments), /sdk-/);

  // It may learn to.
  server.headers = { 'x-sse-support': 'enabled' };
  await load(instance, { skipCache: true });
  await until(() => server.streams.length === 1);
});

check('a server that cannot be reached at first is asked until it can', async (t) => {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  server.answers = [1, 2, 3, 4].map(() => (_, res) => res.destroy());
  const instance = consumer(server);
  assert.equal((await load(instance)).source, 'error');
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  assert.deepEqual(instance.got, [1]);
});

check('features-updated is a reason to ask the server', async (t) => {
  const { server, instance } = await subscribed(t);
  server.body = payload(2);
  server.emit('features-updated', '');
  await until(() => instance.got.length === 1);
  assert.deepEqual(instance.got, [2]);
  assert.equal(server.fetches, 2);
});

check('a stream that breaks is opened again after the last event; what comes twice is told once', async (t) => {
  const { server, instance } = await subscribed(t);
  server.emit('features', payload(2, '2026-01-02'), '7 ');
  await until(() => instance.got.length === 1);
  server.streams[0].write('id: 8\nevent: features\ndata: {"fea');
  server.streams[0].destroy();
  await until(() => server.connects === 2 && server.streams.length === 1);
  assert.equal(server.requests.at(-1).headers['last-event-id'], '7');
  server.emit('features', payload(2, '2026-01-02'), '7 ');
  server.emit('features', payload(2, '2026-01-02'), '7 ');
  server.emit('features', payload(3, '2026-01-03'), '8');
  await until(() => instance.got.length === 2);
  assert.deepEqual(instance.got, [2, 3]);
});

check('a silent stream is opened again', async (t) => {
  const server = await begin(t);
  tuning.silenceMs = 100;
  const instance = consumer(server);
  repository.subscribe(instance, STREAMING);
  await until(() => server.connects >= 3);
  server.emit('features', payload(2));
  await until(() => instance.got.includes(2));
});

check('what is no payload changes nothing, and the log hears of it once', async (t) => {
  const told = [];
  const { server, instance } = await subscribed(t, { log: (message, { error }) => told.push([message, error.name, error.code]) });
  for (const junk of ['{"features":', 'null', '[]']) server.emit('features', junk);
  server.emit('something', payload(9));
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1);
  assert.deepEqual(instance.got, [2]);
  assert.equal(told.length, 1);
  assert.deepEqual(told[0].slice(1), ['SyntaxError', 'INVALID_FEATURES']);
});

check('an instance that throws keeps the others from nothing', async (t) => {
  const errors = t.mock.method(console, 'error', () => {});
  const { server, instance } = await subscribed(t);
  const bad = consumer(server, {
    onPayload() {
      throw new Error('as planned');
    },
  });
  const last = consumer(server);
  repository.subscribe(bad, STREAMING);
  repository.subscribe(last, STREAMING);
  server.emit('features', payload(2));
  await until(() => last.got.length === 1 && instance.got.length === 1);
  assert.equal(errors.mock.callCount(), 1);
});

check('without background sync there is neither a stream nor a poll, and with it again there is', async (t) => {
  const { server } = await subscribed(t);
  repository.configureCache({ backgroundSync: false });
  await until(() => server.streams.length === 0);
  repository.configureCache({ backgroundSync: true });
  await until(() => server.streams.length === 1);
  repository.onHidden();
  await until(() => server.streams.length === 0);
  repository.onVisible();
  await until(() => server.streams.length === 1);
});

check('clearCache closes streams and forgets who subscribed', async (t) => {
  const { server, instance } = await subscribed(t);
  await repository.clearCache();
  await until(() => server.streams.length === 0);
  await load(consumer(server));
  assert.deepEqual(instance.got, []);
});
