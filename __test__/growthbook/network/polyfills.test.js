'use strict';

// What applications put in the place of what is built in.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { EventSource } = require('./event-source.js');
const { HANG_GUARD_MS, KEY, begin, consumer, load, payload, repository, tuning, until } = require('./support.js');

const check = (name, body) => test(name, { timeout: HANG_GUARD_MS }, body);

const STREAMING = { streaming: true };
const { helpers } = repository;

check('without polyfills they are those of Node.js, and no localStorage', async (t) => {
  await begin(t);
  const { fetch: used, SubtleCrypto, localStorage } = repository.getPolyfills();
  assert.equal(used, globalThis.fetch);
  assert.equal(SubtleCrypto, globalThis.crypto.subtle);
  assert.equal(localStorage, undefined);
  const subtle = {};
  repository.setPolyfills({ SubtleCrypto: subtle });
  assert.equal(repository.getPolyfills().SubtleCrypto, subtle);
  assert.equal(repository.getPolyfills().fetch, globalThis.fetch, 'what is not named stays');
});

check('a fetch that is set makes the requests, once each', async (t) => {
  const server = await begin(t);
  const calls = [];
  repository.setPolyfills({
    fetch: (...args) => {
      calls.push(args);
      return fetch(...args);
    },
  });
  const headers = { 'X-Team': 'a' };
  server.answers.push((_, res) => res.writeHead(503).end());
  assert.deepEqual(await load(consumer(server, { apiHostRequestHeaders: headers })), { value: null, success: false, source: 'error', error: 'Error: HTTP error: 503' });
  assert.deepEqual(await load(consumer(server, { apiHostRequestHeaders: headers })), { value: 1, success: true, source: 'network' });
  assert.deepEqual(calls, Array(2).fill([`${server.url}/api/features/${KEY}`, { headers }]));
  assert.equal(server.requests[1].headers['x-team'], 'a');
});

const json = (body) => ({ ok: true, status: 200, json: async () => body });
for (const [name, answer, expected] of /** @type {[string, () => any, string][]} */ ([
  ['that throws', () => { throw new RangeError('no'); }, 'RangeError: no'],
  ['that rejects', async () => { throw new RangeError('no'); }, 'RangeError: no'],
  ['that gives nothing', () => undefined, 'TypeError'],
  ['that gives null for JSON', () => json(null), 'SyntaxError: The response is no JSON object'],
  ['that gives a list', () => json([]), 'SyntaxError: The response is no JSON object'],
  ['that gives no JSON', () => ({ ok: true, json: () => JSON.parse('{') }), 'SyntaxError'],
  ['that never ends', () => new Promise(() => {}), 'TypeError: fetch failed'],
])) {
  check(`a fetch ${name} is an error, and the next one is free to do better`, async (t) => {
    const server = await begin(t);
    tuning.fetchMs = 20;
    repository.setPolyfills({ fetch: answer });
    const { error, source } = await load(consumer(server));
    assert.equal(source, 'error');
    assert.ok(error?.startsWith(expected), error);
    repository.setPolyfills({ fetch: () => json(payload(3)) });
    assert.deepEqual(await load(consumer(server)), { value: 3, success: true, source: 'network' });
  });
}

check('helpers are called as long as they are replaced, and may call the built-in ones', async (t) => {
  const server = await begin(t);
  const builtIn = { ...helpers };
  t.after(() => Object.assign(helpers, builtIn));
  const calls = [];
  helpers.fetchFeaturesCall = (options) => {
    calls.push(options);
    return builtIn.fetchFeaturesCall(options);
  };
  await load(consumer(server));
  assert.deepEqual(calls, [{ host: server.url, clientKey: KEY, headers: undefined }]);
  Object.assign(helpers, builtIn);
  await load(consumer(server), { skipCache: true });
  assert.equal(calls.length, 1);
  assert.equal(server.fetches, 2);
  const answer = await helpers.fetchRemoteEvalCall({ host: server.url, clientKey: KEY, payload: { a: 1 }, headers: { 'X-Team': 'a' } });
  assert.equal(answer.status, 200);
  const { method, url, headers } = server.requests.at(-1);
  assert.deepEqual([method, url, headers['content-type'], headers['x-team']], ['POST', `/api/eval/${KEY}`, 'application/json', 'a']);
  assert.doesNotThrow(() => helpers.startIdleListener()());
  assert.doesNotThrow(() => helpers.stopIdleListener());
});

for (const [name, given] of /** @type {[string, any][]} */ ([
  ['a constructor', EventSource],
  ['a module', { EventSource }],
  ['a module with a default', { default: EventSource }],
  ['a module in a module', { default: { EventSource } }],
])) {
  check(`EventSource as ${name} has the stream`, async (t) => {
    const server = await begin(t);
    EventSource.made = [];
    repository.setPolyfills({ EventSource: given });
    const instance = consumer(server, { streamingHostRequestHeaders: { 'X-Team': 'a' } });
    repository.subscribe(instance, STREAMING);
    repository.subscribe(consumer(server), STREAMING);
    await until(() => server.streams.length === 1);
    server.emit('features', payload(2));
    await until(() => instance.got.length === 1);
    assert.deepEqual(instance.got, [2]);
    assert.deepEqual(EventSource.made.map(({ url }) => url), [`${server.url}/sub/${KEY}`]);
    assert.equal(server.requests.at(-1).headers['x-team'], 'a');
    assert.deepEqual(await load(consumer(server)), { value: 2, success: true, source: 'cache' });
    server.body = payload(3);
    server.emit('features-updated', 'x');
    await until(() => instance.got.length === 2);
    repository.closeAll();
    await until(() => server.streams.length === 0);
  });
}

check('who sets an EventSource has the cache kept up to date without a subscription, as with the official package', async (t) => {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  repository.setPolyfills({ EventSource });
  await load(consumer(server, { backgroundSync: false }));
  assert.equal(server.connects, 0);
  await load(consumer(server));
  await until(() => server.streams.length === 1);
  server.emit('features', payload(2));
  await until(async () => (await load(consumer(server))).value === 2);
});

check('an EventSource that is none leaves the stream to the built-in one', async (t) => {
  const server = await begin(t);
  repository.setPolyfills({ EventSource: {} });
  repository.subscribe(consumer(server), STREAMING);
  await until(() => server.streams.length === 1);
  assert.equal(server.requests.at(-1).headers.accept, 'text/event-stream');
});

check('a stream of the application that fails is left alone for a while and opened again', async (t) => {
  const server = await begin(t);
  EventSource.made = [];
  repository.setPolyfills({ EventSource });
  const told = [];
  const instance = consumer(server, { log: (message) => told.push(message) });
  server.streamAnswers = [(_, res) => res.writeHead(503).end()];
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  assert.equal(EventSource.made.length, 2, 'one that has given up is replaced');
  server.streams[0].destroy();
  await until(() => server.streams.length === 1 && server.connects === 3);
  assert.equal(EventSource.made.length, 2, 'the others go on by themselves');
  server.emit('features', '{"fea');
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1);
  assert.ok(told.length > 0);
});

check('a constructor that throws is tried again', async (t) => {
  const server = await begin(t);
  let times = 0;
  class Throws extends EventSource {
    constructor(url, init) {
      if (++times === 1) throw new Error('as planned');
      super(url, init);
    }
  }
  repository.setPolyfills({ EventSource: Throws });
  const instance = consumer(server);
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  assert.equal(times, 2);
});

check('a helper that opens streams needs no EventSource', async (t) => {
  const server = await begin(t);
  const builtIn = helpers.eventSourceCall;
  t.after(() => (helpers.eventSourceCall = builtIn));
  const calls = [];
  helpers.eventSourceCall = (options) => {
    calls.push(options);
    return new EventSource(`${options.host}/sub/${options.clientKey}`);
  };
  const instance = consumer(server);
  repository.subscribe(instance, STREAMING);
  await until(() => server.streams.length === 1);
  assert.deepEqual(calls, [{ host: server.url, clientKey: KEY, headers: undefined }]);
});
