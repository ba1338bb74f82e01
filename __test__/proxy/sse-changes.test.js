'use strict';

// Streams: what they tell of changes, to whom, and when they end.

const assert = require('node:assert/strict');
const http = require('node:http');
const { once } = require('node:events');
const test = require('node:test');
const { eventually, pause } = require('../faults/support/waits');
const { RULES, configOf, plain, ruled, Comparator } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

/** A proxy whose config is changed by a webhook. */
async function startChanging(t, config, options = {}) {
  const upstream = await startUpstream(t, config);
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options });
  const change = async (next, notify = () => post(proxy.port, '/hook/env1')) => {
    upstream.setConfig(next);
    assert.equal((await notify()).status, 200);
  };
  return { proxy, change, watch: (t, data) => openStream(t, proxy.port, `/sse/env1/eval/${encode(data)}`), upstream };
}

test('one flag: a frame when its value is another, and only then', HANG_GUARD, async (t) => {
  const { change, watch, proxy } = await startChanging(t, configOf({ flag: 'a', other: 1 }));
  const stream = await watch(t, { key: 'flag' });
  assert.equal(await stream.next(), '{"value":"a","variationId":"id-flag"}');
  await change(configOf({ flag: 'b', other: 1 }));
  assert.equal(await stream.next(), '{"value":"b","variationId":"id-flag"}');
  await change(configOf({ flag: 'b', other: 2 }));
  await change(configOf({ flag: plain('b', 'another-id'), other: 2 }));
  await change(configOf({ other: 2 }));
  await change(configOf({ flag: plain('b', 'yet-another-id'), other: 2 }));
  await change(configOf({ flag: 'c', other: 2 }), () => post(proxy.port, '/api/env1/refresh'));
  assert.equal(await stream.next(), '{"value":"c","variationId":"id-flag"}');
  assert.equal(stream.blocks.length, 3);
});

test('all flags: the whole map when a value is another for this user, and only then', HANG_GUARD, async (t) => {
  const rule = (emails) => ruled({ a: 'Email', c: Comparator.ContainsAnyOf, l: emails });
  const { change, proxy } = await startChanging(t, configOf({ flag: rule(['nobody']), other: 1 }));
  const open = (user) => openStream(t, proxy.port, `/sse/env1/eval-all/${encode({ user })}`);
  const [first, second] = [await open({ Email: 'a@one' }), await open({ Email: 'a@two' })];
  const valueOf = async (stream) => JSON.parse(await stream.next());
  assert.deepEqual(await valueOf(first), { flag: { value: 'others', variationId: 'id-others' }, other: { value: 1, variationId: 'id-other' } });
  await valueOf(second);

  await change(configOf({ flag: rule(['@one']), other: 1 }));
  assert.deepEqual(await valueOf(first), { flag: { value: 'these', variationId: 'id-these' }, other: { value: 1, variationId: 'id-other' } });
  await change(configOf({ flag: rule(['@one']), other: plain(1, 'another-id') }));
  await change(configOf({ flag: rule(['@one']), other: 2 }));
  for (const stream of [first, second]) assert.equal((await valueOf(stream)).other.value, 2);
  assert.equal(first.blocks.length, 3);
  assert.equal(second.blocks.length, 2, 'nothing for whom nothing has changed');

  await change(configOf({ other: 2 }));
  for (const stream of [first, second]) assert.deepEqual(Object.keys(await valueOf(stream)), ['other']);
});

test('users that differ in their lists only do not share a stream', HANG_GUARD, async (t) => {
  const { change, watch } = await startChanging(t, RULES);
  const roles = [['admin'], ['user'], [], ['admin', 'user'], ['user', 'admin'], ['useradmin']];
  const streams = [];
  for (const Roles of roles) streams.push(await watch(t, { key: 'byRoles', user: { Identifier: 'same', Roles } }));
  const values = async () => Promise.all(streams.map(async (stream) => JSON.parse(await stream.next()).value));
  assert.deepEqual(await values(), ['these', 'others', 'others', 'these', 'these', 'others']);
  const turned = configOf({ byRoles: ruled({ a: 'Roles', c: Comparator.ArrayContainsAnyOf, l: ['user'] }) });
  await change(turned);
  assert.equal(JSON.parse(await streams[0].next()).value, 'others');
  assert.equal(JSON.parse(await streams[1].next()).value, 'these');
  await pause(200);
  assert.deepEqual(streams.map(({ blocks }) => blocks.length), [2, 2, 1, 1, 1, 1]);
});

test('a number and its text are different users', HANG_GUARD, async (t) => {
  const { watch } = await startChanging(t, RULES);
  const streams = [];
  for (const Rating of [4.5, '4.5', 5]) streams.push(await watch(t, { key: 'byRating', user: { Rating } }));
  const values = await Promise.all(streams.map(async (stream) => JSON.parse(await stream.next()).value));
  assert.deepEqual(values, ['these', 'these', 'others']);
});

test('users without attributes are no lack of users', HANG_GUARD, async (t) => {
  const { watch } = await startChanging(t, RULES);
  const none = JSON.parse(await (await watch(t, { key: 'percent' })).next()).value;
  const empty = JSON.parse(await (await watch(t, { key: 'percent', user: {} })).next()).value;
  assert.equal(none, 'nobody');
  assert.ok(['first', 'second'].includes(empty), empty);
});

test('attributes by default hold for streams', HANG_GUARD, async (t) => {
  const { watch } = await startChanging(t, RULES, { default_user_attributes: { Email: 'a@example.com' } });
  assert.match(await (await watch(t, { key: 'byEmail' })).next(), /"these"/);
  assert.match(await (await watch(t, { key: 'byEmail', user: { Email: 'x' } })).next(), /"others"/);
});

test('changes that a poll finds', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream, { poll_interval: 1 }) } });
  const stream = await openStream(t, port, '/sse/env1/eval-all');
  await stream.next();
  upstream.setConfig(configOf({ flag: 2 }));
  assert.equal(await stream.next(15_000), '{"flag":{"value":2,"variationId":"id-flag"}}');
});

test('heartbeats are comments', HANG_GUARD, async (t) => {
  for (const [name, options, env] of /** @type {[string, any, any][]} */ ([
    ['the option', { http: { sse: { heart_beat_interval: 1 } } }, {}],
    ['the variable', {}, { CONFIGCAT_HTTP_SSE_HEARTBEAT_INTERVAL: '1' }],
  ])) {
    const upstream = await startUpstream(t, configOf({ flag: 1 }));
    const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
    const stream = await openStream(t, port, '/sse/env1/eval-all');
    await eventually(15_000, () => stream.blocks.filter((block) => block.startsWith(':')).length >= 2, `heartbeats by ${name}`);
    assert.equal(stream.events.length, 1);
    assert.match(stream.text, /^data: .+\n\n(?::[^\n]*\n\n)+$/);
  }
});

test('no heartbeat unless it is asked for', HANG_GUARD, async (t) => {
  const { watch } = await startChanging(t, configOf({ flag: 1 }));
  const stream = await watch(t, { key: 'flag' });
  await stream.next();
  await pause(2500);
  assert.equal(stream.text, 'data: {"value":1,"variationId":"id-flag"}\n\n');
});

test('who does not read is cut off, and holds up nobody', { timeout: 120_000 }, async (t) => {
  const big = (mark) => configOf(Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`flag-${index}`, `${mark} ${'x'.repeat(500)}`])));
  const { change, proxy } = await startChanging(t, big(0), { http: { limits: { write_timeout: 1 } } });
  const reader = await openStream(t, proxy.port, '/sse/env1/eval-all');
  await reader.next();
  const silent = http.get({ host: '127.0.0.1', port: proxy.port, path: '/sse/env1/eval-all', agent: new http.Agent() });
  const [response] = await once(silent, 'response');
  t.after(() => silent.destroy());
  response.on('error', () => {});
  response.pause();
  let isClosed = false;
  response.socket.once('close', () => (isClosed = true));
  for (let mark = 1; mark <= 60; mark++) {
    await change(big(mark));
    assert.ok((await reader.next()).includes(`"value":"${mark} x`), `the reader is told of change ${mark}`);
  }
  await eventually(20_000, async () => {
    const { text } = await request(proxy.diagPort, '/metrics');
    const [, open] = /configcat_stream_connections\{[^}]*flag="\[ALL\]"[^}]*\} (\d+)/.exec(text) ?? [];
    return open === '1';
  }, 'the end of the silent stream');
  response.resume();
  await eventually(10_000, () => isClosed, 'the end of the silent connection');
  assert.equal(reader.isEnded, false);
});

test('a client that goes away is forgotten', HANG_GUARD, async (t) => {
  const { watch, proxy } = await startChanging(t, configOf({ flag: 1 }));
  const counted = async () => /configcat_stream_connections\{[^}]*flag="flag"[^}]*\} (\d+)/.exec((await request(proxy.diagPort, '/metrics')).text)?.[1];
  const streams = [];
  for (let count = 0; count < 20; count++) streams.push(await watch(t, { key: 'flag' }));
  await eventually(5000, async () => (await counted()) === '20', 'the number of streams');
  for (const stream of streams) stream.close();
  await eventually(15_000, async () => ['0', undefined].includes(await counted()), 'the end of the streams');
});
