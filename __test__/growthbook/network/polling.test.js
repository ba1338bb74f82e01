'use strict';

// Polls: for whom, and not beside a stream.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { HANG_GUARD_MS, begin, consumer, load, payload, repository, until } = require('./support.js');

const NEVER_MS = 2_147_483_647;

for (const [kind, prepare] of /** @type {[string, (t: any) => any][]} */ ([
  ['native', begin],
  ['by the fetch of the application', async (t) => {
    const server = await begin(t);
    repository.setPolyfills({ fetch: (url, init) => fetch(url, init) });
    return server;
  }],
])) {
  const check = (name, body) => test(`${kind}: ${name}`, { timeout: HANG_GUARD_MS }, body);

  check('polls bring changes to those who subscribed', async (t) => {
    const server = await prepare(t);
    const instance = consumer(server);
    const other = consumer(server);
    await load(instance);
    await load(other);
    repository.subscribe(instance, { pollingInterval: 5 });
    await until(() => server.fetches >= 3);
    server.body = payload(2);
    await until(() => instance.got.length > 0);
    await until(() => server.fetches >= 6);
    assert.deepEqual(instance.got, [2]);
    assert.deepEqual(other.got, []);
  });

  check('the shortest interval counts, and polls end with the last who wants them', async (t) => {
    const server = await prepare(t);
    const [slow, fast] = [consumer(server), consumer(server)];
    repository.subscribe(slow, { pollingInterval: NEVER_MS });
    repository.subscribe(fast, { pollingInterval: 5 });
    await until(() => server.fetches >= 3);
    repository.unsubscribe(fast);
    repository.unsubscribe(slow);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = server.fetches;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(server.fetches, before);
  });

  check('what is no interval is none', async (t) => {
    const server = await prepare(t);
    for (const pollingInterval of [0, -1, NaN, Infinity, NEVER_MS + 1, '', null, undefined, {}]) {
      repository.subscribe(consumer(server), { pollingInterval: /** @type {any} */ (pollingInterval) });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(server.fetches, 0);
  });

  check('a server that fails is polled on, and the log hears of each outage once', async (t) => {
    const server = await prepare(t);
    const told = [];
    const instance = consumer(server, { log: (message, { error }) => told.push(`${message}: ${error.message}`) });
    server.answers = [1, 2, 3].map(() => (_, res) => res.writeHead(400).end());
    repository.subscribe(instance, { pollingInterval: 5 });
    await until(() => instance.got.length === 1);
    assert.deepEqual(told, ['Polling for features has failed, and goes on: HTTP error: 400']);
  });

  check('there are no polls while a stream is open', async (t) => {
    const server = await prepare(t);
    server.headers = { 'x-sse-support': 'enabled' };
    const instance = consumer(server);
    await load(instance);
    repository.subscribe(instance, { streaming: true, pollingInterval: 20 });
    await until(() => server.streams.length === 1);
    server.emit('features', payload(2));
    await until(() => instance.got.includes(2));
    // Polls that began earlier may still be on their way.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = server.fetches;
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(server.fetches, before);
    server.streamAnswers = Array(1000).fill((_, res) => res.writeHead(500).end());
    server.streams[0].destroy();
    await until(() => server.fetches > before);
  });
}
