'use strict';

// Streams: their heads, their errors and their frames.

const assert = require('node:assert/strict');
const http = require('node:http');
const { once } = require('node:events');
const { after, before, describe, it } = require('node:test');
const test = require('node:test');
const { eventually, pause } = require('../faults/support/waits');
const { KINDS, KINDS_JSON, RULES, configOf, plain, ruled, Comparator } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { shared } = require('./support/shared');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const TYPES = "only 'string', 'number', and 'string[]' types are allowed";
const ALL_KINDS = `{${KINDS_JSON.map(([key, json]) => `"${key}":${json}`).join(',')}}`;

const standard = (value) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('heads and errors of streams', { timeout: 120_000 }, () => {
  /** @type {any} */
  let sdks;
  const proxy = shared(before, after, async (t) => {
    const kinds = await startUpstream(t, KINDS);
    const rules = await startUpstream(t, RULES);
    const dead = await startUpstream(t);
    sdks = { kinds: sdkOn(kinds), rules: sdkOn(rules), dead: sdkOn(dead) };
    return startProxy(t, { sdks });
  });

  it('the head, and nothing but frames after it', async (t) => {
    const stream = await openStream(t, proxy.port, `/sse/kinds/eval/${encode({ key: 'int' })}`);
    assert.equal(stream.status, 200);
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    assert.equal(stream.headers['cache-control'], 'no-cache');
    assert.equal(stream.headers.connection, 'keep-alive');
    assert.equal(stream.headers['x-accel-buffering'], 'no');
    assert.equal(stream.headers['access-control-allow-origin'], '*');
    await stream.next();
    assert.equal(stream.text, 'data: {"value":42,"variationId":"id-int"}\n\n');
  });

  for (const [key, json] of KINDS_JSON) {
    it(`the first frame of ${key}`, async (t) => {
      assert.equal(await (await openStream(t, proxy.port, `/sse/kinds/eval/${encode({ key })}`)).next(), json);
    });
  }

  for (const path of ['/sse/kinds/eval-all', `/sse/kinds/eval-all/${encode({})}`, `/sse/kinds/eval-all/${encode({ user: { Identifier: 'a' } })}`]) {
    it(`the first frame of all flags: ${path}`, async (t) => {
      assert.equal(await (await openStream(t, proxy.port, path)).next(), ALL_KINDS);
    });
  }

  it('data in either alphabet, padded, not padded, and percent-encoded', async (t) => {
    const user = { Email: 'a@example.com', Identifier: '\u00ff\u00fe\u00fb???>>>~~~\u{1f600}' };
    const data = { key: 'byEmail', user };
    const text = standard(data);
    assert.match(text, /[+/]/, 'the alphabets differ in this text');
    for (const form of [encode(data), text, text.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(text), encodeURIComponent(encode(data))]) {
      if (form.includes('/')) continue;
      const stream = await openStream(t, proxy.port, `/sse/rules/eval/${form}`);
      assert.equal(stream.status, 200, form);
      assert.equal(await stream.next(), '{"value":"these","variationId":"id-these"}');
    }
    // `btoa` of a page does not escape slashes: they are part of the path.
    for (const route of ['eval', 'eval-all']) {
      const stream = await openStream(t, proxy.port, `/sse/rules/${route}/${text}`);
      assert.equal(stream.status, 200, `slashes on ${route}`);
      assert.match(await stream.next(), /"these"/);
    }
    const [one, two] = [{ key: 'byEmail' }, { key: 'byEmail', user: { a: 'b' } }];
    for (const each of [one, two]) assert.equal((await openStream(t, proxy.port, `/sse/rules/eval/${standard(each)}`)).status, 200);
  });

  /** @type {[string, string, number, string | RegExp][]} */
  const errors = [
    ['no data', '/sse/kinds/eval', 400, "'data' path parameter must be set"],
    ['no data after a slash', '/sse/kinds/eval/', 400, "'data' path parameter must be set"],
    ['no identifier', `/sse//eval/${encode({ key: 'int' })}`, 400, "'sdkId' path parameter must be set"],
    ['no identifier, all', '/sse//eval-all', 400, "'sdkId' path parameter must be set"],
    ['no base64', '/sse/kinds/eval/!!!', 400, "failed to decode incoming 'data'"],
    ['no base64, all', '/sse/kinds/eval-all/!!!', 400, "failed to decode incoming 'data'"],
    ['base64 of a wrong length', '/sse/kinds/eval/abcde', 400, "failed to decode incoming 'data'"],
    ['no JSON', `/sse/kinds/eval/${encode('{')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    ['no JSON, all', `/sse/kinds/eval-all/${encode('{')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    ['no object', `/sse/kinds/eval/${encode('[]')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    [
      'an attribute of another type', `/sse/kinds/eval/${encode({ key: 'int', user: { Wrong: true } })}`, 400,
      `failed to deserialize incoming 'data': 'Wrong' has an invalid type, ${TYPES}`,
    ],
    [
      'an attribute of another type, all', `/sse/kinds/eval-all/${encode({ user: { Wrong: {} } })}`, 400,
      `failed to deserialize incoming 'data': 'Wrong' has an invalid type, ${TYPES}`,
    ],
    ['no key', `/sse/kinds/eval/${encode({})}`, 400, "'key' must be set"],
    ['an empty key', `/sse/kinds/eval/${encode({ key: '' })}`, 400, "'key' must be set"],
    ['no key and no SDK', `/sse/nobody/eval/${encode({})}`, 400, "'key' must be set"],
    ['an unknown flag', `/sse/kinds/eval/${encode({ key: 'nothing' })}`, 400, "feature flag or setting with key 'nothing' not found"],
    ['an unknown SDK', `/sse/nobody/eval/${encode({ key: 'int' })}`, 404, "SDK not found for identifier: 'nobody'"],
    ['an unknown SDK, all', '/sse/nobody/eval-all', 404, "SDK not found for identifier: 'nobody'"],
    [
      'no config', `/sse/dead/eval/${encode({ key: 'int' })}`, 500,
      "SDK with identifier 'dead' is in an invalid state; please check the logs for more details",
    ],
    ['no config, all', '/sse/dead/eval-all', 500, "SDK with identifier 'dead' is in an invalid state; please check the logs for more details"],
    [
      'by key, without one', `/sse/eval/k/${encode({ key: 'int' })}`, 400,
      "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set",
    ],
    ['by key, without one, all', `/sse/eval-all/k/${encode({})}`, 400, "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set"],
    ['by an unknown key', `/sse/eval/k/${encode({ key: 'int', sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
    ['by an unknown key, all', `/sse/eval-all/k/${encode({ sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
    ['by key, unknown, and no flag', `/sse/eval/k/${encode({ sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
  ];

  for (const [title, path, status, text] of errors) {
    it(`an error: ${title}`, async () => {
      const answer = await request(proxy.port, path);
      if (typeof text === 'string') assert.equal(answer.text, `${text}\n`);
      else assert.match(answer.text.replace(/\n$/, ''), text);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['cache-control'], 'no-cache');
      assert.equal(answer.headers['x-accel-buffering'], 'no');
    });
  }

  it('SDKs by their key', async (t) => {
    const sdkKey = sdks.kinds.key;
    assert.equal(await (await openStream(t, proxy.port, `/sse/eval/k/${encode({ key: 'int', sdkKey })}`)).next(), KINDS_JSON[2][1]);
    assert.equal(await (await openStream(t, proxy.port, `/sse/eval-all/k/${encode({ sdkKey })}`)).next(), ALL_KINDS);
    const dead = await request(proxy.port, `/sse/eval-all/k/${encode({ sdkKey: sdks.dead.key })}`);
    assert.equal(dead.text, 'requested SDK is in an invalid state; please check the logs for more details\n');
    assert.equal(dead.status, 500);
  });
});

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
