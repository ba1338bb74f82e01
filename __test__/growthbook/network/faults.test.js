'use strict';

// What servers and networks get wrong: what it is called, that the key stays secret, and that the payload at hand goes on.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const { startFaultServer } = require('../../support/fault-server');
const { HANG_GUARD_MS, KEY, begin, consumer, load, payload, repository, tuning, until } = require('./support.js');

const good = [{ answer: { body: JSON.stringify(payload(1)) } }, { keep: true }];
const better = [{ answer: { body: JSON.stringify(payload(2)) } }, { keep: true }];

const HTTP = ['Error', 'HTTP_STATUS'];
const NETWORK = ['TypeError', 'NETWORK'];
const BROKEN = ['TypeError', 'BROKEN_BODY'];
const INVALID = ['SyntaxError', 'INVALID_FEATURES'];

/** @type {Record<string, { fault?: any[], listen?: any, expected: string[], message?: string }>} */
const FAULTS = {
  'a connection that is refused': { listen: { refuse: true }, expected: ['TypeError', 'CONNECT'], message: 'fetch failed' },
  'a connection that is reset': { fault: [{ reset: true }], expected: NETWORK, message: 'fetch failed' },
  'a connection that is closed': { fault: [{ close: true }], expected: NETWORK },
  'a body that is cut off': { fault: [{ answer: { body: '{"features":{}}', lengthOff: 9 } }], expected: BROKEN },
  'a body that is reset': { fault: [{ answer: { body: '{"features":{}}', lengthOff: 9 } }, { reset: true }], expected: BROKEN },
  'a body that is no gzip': { fault: [{ answer: { body: '{}', headers: { 'Content-Encoding': 'gzip' } } }], expected: BROKEN },
  'a bomb': { fault: [{ gzipBomb: { mebibytes: 100 } }], expected: ['TypeError', 'BODY_TOO_LARGE'] },
  'a server that says nothing': { fault: [{ hang: true }], expected: ['TypeError', 'TIMEOUT'] },
  'a server that is slow': { fault: [{ send: 'HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n' }, { drip: { text: 'x'.repeat(5000), size: 1, everyMs: 5 } }], expected: ['TypeError', 'TIMEOUT'] },
  'something else than HTTP': { fault: [{ send: '220 smtp.example.com\r\n\r\n' }], expected: NETWORK },
  'a storm of 503': { fault: [{ answer: { status: 503 } }], expected: HTTP, message: 'HTTP error: 503' },
  'a 429 that names a time': { fault: [{ answer: { status: 429, headers: { 'Retry-After': '9' } } }], expected: HTTP, message: 'HTTP error: 429' },
  'a wrong key': { fault: [{ answer: { status: 400, body: JSON.stringify({ status: 400, error: `no ${KEY}` }) } }], expected: HTTP, message: 'HTTP error: 400' },
  'a 304 that nobody asked for': { fault: [{ answer: { status: 304 } }], expected: HTTP },
  'a redirect to nowhere': { fault: [{ answer: { status: 302 } }], expected: HTTP, message: 'HTTP error: 302' },
  'half of a JSON text': { fault: [{ answer: { body: '{"features":{"flag":' } }], expected: INVALID },
  'the page of a proxy': { fault: [{ answer: { body: '<html>', headers: { 'Content-Type': 'text/html' } } }], expected: INVALID },
  'an empty body': { fault: [{ answer: {} }], expected: INVALID },
  'null': { fault: [{ answer: { body: 'null' } }], expected: INVALID },
  'a list': { fault: [{ answer: { body: '[]' } }], expected: INVALID },
};

async function serverOf(t, listen) {
  const { url } = await begin(t);
  assert.ok(url);
  tuning.fetchMs = 1000;
  return startFaultServer(t, listen);
}

for (const [name, { fault, listen, expected, message }] of Object.entries(FAULTS)) {
  test(`${name}: an error, and no more than that`, { timeout: HANG_GUARD_MS }, async (t) => {
    const server = await serverOf(t, listen);
    const instance = consumer(server);
    if (fault) await server.script(fault);
    const { error, payload: found, source, success } = await repository.load(instance, { allowStale: true });
    assert.deepEqual([found, source, success], [null, 'error', false]);
    assert.deepEqual([error.name, error.code], expected, inspect(error));
    if (message) assert.equal(error.message, message);
    const shown = inspect(error, { depth: Infinity, showHidden: true });
    assert.doesNotMatch(shown, /SecretClientKey|127\.0\.0\.1/, shown);
    if (!fault) return;

    // Once there is a payload, the same costs nobody anything.
    await server.script(good);
    assert.deepEqual(await load(instance, { skipCache: true }), { value: 1, success: true, source: 'network' });
    repository.configureCache({ staleTTL: -1 });
    await load(instance, { skipCache: true });
    await server.script(fault);
    assert.deepEqual(await load(instance), { value: 1, success: true, source: 'cache' });
    assert.equal((await load(instance, { skipCache: true })).source, 'error');
    assert.deepEqual(await load(instance), { value: 1, success: true, source: 'cache' });
    // What that has started behind it is shared by whoever asks: it is waited for.
    await load(instance, { skipCache: true });
    await server.script(better);
    assert.deepEqual(await load(instance, { skipCache: true }), { value: 2, success: true, source: 'network' });
  });
}

test('what fails once is repeated before anybody hears of it', { timeout: HANG_GUARD_MS }, async (t) => {
  const server = await serverOf(t);
  await server.script([{ reset: true }], [{ answer: { status: 503 } }], good);
  assert.deepEqual(await load(consumer(server)), { value: 1, success: true, source: 'network' });
});

test('a server that wants to be left alone is, unless somebody insists', { timeout: HANG_GUARD_MS }, async (t) => {
  const server = await serverOf(t);
  await server.script([{ answer: { status: 429, headers: { 'Retry-After': '60' } } }], good);
  assert.equal((await load(consumer(server))).source, 'error');
  const again = await load(consumer(server));
  assert.deepEqual([again.source, again.error], ['error', 'Error: HTTP error: 429']);
  assert.equal(await server.requestCount(), 1);
  assert.deepEqual(await load(consumer(server), { skipCache: true }), { value: 1, success: true, source: 'network' });
});

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n';
const event = (value, id) => ({ send: `${id ? `id: ${id}\n` : ''}event: features\ndata: ${JSON.stringify(payload(value))}\n\n` });

for (const [name, fault] of Object.entries({
  'cut in an event': [{ send: `${HEAD}event: features\ndata: {"features":{"flag":{"defaultValue":9}}}\n` }, { reset: true }],
  'silent from the start': [{ send: HEAD }, { hang: true }],
  'silent after an event': [{ send: HEAD }, event(1, 'a'), { hang: true }],
  'full of junk': [{ send: `${HEAD}${'event: features\ndata: {"features":\n\n'.repeat(9)}` }, { hang: true }],
  'another kind of document': [{ answer: { body: '<html>', headers: { 'Content-Type': 'text/html' } } }],
  'refused': [{ answer: { status: 503 } }],
  'not there': [{ close: true }],
  'of one endless line': [{ send: HEAD }, { repeat: { text: 'data: x', times: 12_000_000 } }, { hang: true }],
})) {
  test(`a stream that is ${name} is opened again`, { timeout: HANG_GUARD_MS }, async (t) => {
    const server = await serverOf(t);
    tuning.silenceMs = 200;
    await server.script(fault, [{ send: HEAD }, event(2), event(2), { hang: true }]);
    const instance = consumer(server);
    repository.subscribe(instance, { streaming: true });
    await until(() => instance.got.includes(2));
    assert.ok(!instance.got.includes(9));
    assert.deepEqual(await load(consumer(server)), { value: 2, success: true, source: 'cache' });
  });
}
