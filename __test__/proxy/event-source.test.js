'use strict';

// A client that keeps to the standard of server-sent events, and comes back when it is cut off.

const assert = require('node:assert/strict');
const test = require('node:test');
const { EventSource } = require('eventsource');
const { within } = require('../faults/support/waits');
const { configOf, RULES } = require('./support/configs');
const { post } = require('./support/http');
const { freePorts } = require('./support/ports');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

/** The messages of a source, one by one. */
function open(t, url) {
  const source = new EventSource(url);
  t.after(() => source.close());
  /** @type {any[]} */
  const messages = [];
  let wake = () => {};
  source.addEventListener('message', (event) => {
    messages.push(JSON.parse(event.data));
    wake();
  });
  const next = async () => {
    while (messages.length === 0) await new Promise((resolve) => (wake = () => resolve(undefined)));
    return messages.shift();
  };
  return { source, next: () => within(15_000, next(), 'a message') };
}

// As the documentation has it: `btoa`, and so the standard alphabet with its padding.
const btoa = (value) => Buffer.from(JSON.stringify(value)).toString('base64');

test('EventSource: one flag, as in the documentation', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'a' }));
  const { port } = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) }, http: { sse: { heart_beat_interval: 1 } } });
  const data = btoa({ key: 'flag', user: { Identifier: '<user-id>', Rating: 4.5, Roles: ['Role1', 'Role2'] } });
  const { next, source } = open(t, `http://127.0.0.1:${port}/sse/my_sdk/eval/${data}`);
  assert.deepEqual(await next(), { value: 'a', variationId: 'id-flag' });
  assert.equal(source.readyState, EventSource.OPEN);
  for (const value of ['b', 'c', 'd']) {
    upstream.setConfig(configOf({ flag: value }));
    await post(port, '/hook/my_sdk');
    assert.deepEqual(await next(), { value, variationId: 'id-flag' });
  }
});

test('EventSource: all flags, as in the documentation', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, RULES);
  const { port } = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
  const { next } = open(t, `http://127.0.0.1:${port}/sse/my_sdk/eval-all/${btoa({ user: { Email: 'a@example.com' } })}`);
  assert.equal((await next()).byEmail.value, 'these');
  upstream.setConfig(configOf({ flag: 1 }));
  await post(port, '/hook/my_sdk');
  assert.deepEqual(await next(), { flag: { value: 1, variationId: 'id-flag' } });
});

test('EventSource: an error is the end', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'a' }));
  const { port } = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
  const { source } = open(t, `http://127.0.0.1:${port}/sse/nobody/eval-all`);
  const error = await within(10_000, new Promise((resolve) => source.addEventListener('error', resolve)), 'an error');
  assert.equal(error.code, 404);
  assert.equal(source.readyState, EventSource.CLOSED);
});

test('EventSource: comes back to a proxy that was started again', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'a' }));
  const ports = await freePorts(2);
  const options = { sdks: { my_sdk: sdkOn(upstream) } };
  const first = await startProxy(t, options, { ports });
  const { next } = open(t, `http://127.0.0.1:${ports[0]}/sse/my_sdk/eval-all`);
  assert.equal((await next()).flag.value, 'a');
  assert.equal((await first.stop()).code, 0);
  upstream.setConfig(configOf({ flag: 'b' }));
  await startProxy(t, options, { ports });
  assert.equal((await next()).flag.value, 'b');
});
