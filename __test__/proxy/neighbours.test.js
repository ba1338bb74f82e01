'use strict';

// Neighbours that hang, or come and go: upstream, Redis and files.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');
const test = require('node:test');
const { eventually, pause, within } = require('../faults/support/waits');
const { cacheKeyOf, cachePayload, newSdkKey } = require('../behaviour/support/fixtures');
const { skip } = require('../support/redis');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { redisClient, startMortalRedis } = require('./support/redis');
const { openStream } = require('./support/sse');
const { cacheOn, isValue, textOf } = require('./support/values');
const { reopen, sdkOn, startUpstream } = require('./support/upstream');

/** No neighbour may hold up a client for longer. */
const PATIENCE_MS = 15_000;

test('a Redis that hangs: at the start, while it runs, and at the end', { ...HANG_GUARD, skip: skip || process.platform === 'win32' }, async (t) => {
  const redis = await startMortalRedis(t);
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const options = { sdks: { env1: sdkOn(upstream) }, cache: cacheOn(redis) };
  const early = await startProxy(t, options);
  assert.equal(await textOf(early), isValue('first'));
  redis.signal('SIGSTOP');
  t.after(() => redis.signal('SIGCONT'));
  const late = await startProxy(t, options);
  assert.equal(await within(PATIENCE_MS, textOf(late)), isValue('first'));
  upstream.setConfig(configOf({ flag: 'second' }));
  for (const proxy of [early, late]) {
    assert.equal((await within(PATIENCE_MS, post(proxy.port, '/hook/env1'))).status, 200);
    assert.equal(await textOf(proxy), isValue('second'));
    assert.equal((await request(proxy.diagPort, '/status')).status, 200);
  }
  assert.equal((await early.stop()).code, 0);
  redis.signal('SIGCONT');
  upstream.setConfig(configOf({ flag: 'third' }));
  await post(late.port, '/hook/env1');
  const store = redisClient(t, redis.port);
  await eventually(30_000, async () => (await store.get(cacheKeyOf(options.sdks.env1.key)))?.includes('third'), 'the entry');
});

test('an upstream that hangs: what the cache has is served', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t);
  const upstream = await startUpstream(t, configOf({ flag: 'late' }), { delayMs: 40_000 });
  const sdk = sdkOn(upstream);
  await redisClient(t, redis.port).set(cacheKeyOf(sdk.key), cachePayload(configOf({ flag: 'cached' })));
  const proxy = await startProxy(t, { sdks: { env1: sdk }, cache: cacheOn(redis) });
  assert.equal(await within(PATIENCE_MS, textOf(proxy)), isValue('cached'));
});

test('an upstream that hangs holds up its own SDK only', HANG_GUARD, async (t) => {
  const hanging = await startUpstream(t, configOf({ flag: 'late' }), { delayMs: 40_000 });
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { slow: sdkOn(hanging), env1: sdkOn(upstream) } });
  const waiting = Array.from({ length: 200 }, () => textOf(proxy, 'slow').catch(() => {}));
  for (let count = 0; count < 20; count++) assert.equal(await textOf(proxy), isValue('first'));
  await proxy.kill();
  await Promise.all(waiting);
});

test('many webhooks at once: each answer comes after the change that it announces', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'value-0' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  await textOf(proxy);
  upstream.takeRequests();
  let newest = 0;
  await Promise.all(Array.from({ length: 100 }, async () => {
    const own = (newest += 1);
    upstream.setConfig(configOf({ flag: `value-${own}` }));
    await post(proxy.port, '/hook/env1');
    const { value } = JSON.parse(await textOf(proxy));
    assert.ok(Number(value.split('-')[1]) >= own, `${value} after change ${own}`);
  }));
  assert.ok(upstream.requests.length <= 100, `${upstream.requests.length} downloads for 100 webhooks`);
  assert.equal(await textOf(proxy), isValue('value-100'));
});

test('bad answers from upstream: the old config stays', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'good' }), { etag: '"good"' });
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const stream = await openStream(t, proxy.port, '/sse/env1/eval-all');
  await stream.next();
  for (const answer of [
    { status: 500 }, { status: 403 }, { status: 404 }, { status: 429 }, { status: 301, headers: { Location: '/elsewhere' } }, { destroy: true },
    { body: '' }, { body: '{' }, { body: 'null' }, { body: '[]' }, { body: '"text"' }, { body: '<html></html>' }, { body: '{"f":[]}' },
    { status: 304 }, { status: 204 },
  ]) {
    upstream.answerNext({ etag: '"bad"', ...answer });
    assert.equal((await post(proxy.port, '/hook/env1')).status, 200);
    upstream.script.splice(0);
    assert.equal(await textOf(proxy), isValue('good'), JSON.stringify(answer));
    const { headers, text } = await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json');
    assert.equal(headers.etag, '"good"', JSON.stringify(answer));
    assert.deepEqual(JSON.parse(text), configOf({ flag: 'good' }));
  }
  upstream.setConfig(configOf({ flag: 'better' }));
  await post(proxy.port, '/hook/env1');
  assert.match(await stream.next(), /"better"/);
  assert.equal(stream.blocks.length, 2);
});

test('redirections of configs are followed, and not for ever', HANG_GUARD, async (t) => {
  const [first, second] = [await startUpstream(t), await startUpstream(t)];
  first.setConfig({ p: { u: second.url, r: 2, s: 'salt' }, ...configOf({ flag: 'first' }) });
  second.setConfig({ p: { u: second.url, r: 0, s: 'salt' }, ...configOf({ flag: 'second' }) });
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(first) } });
  assert.equal(await textOf(proxy), isValue('second'));

  second.setConfig({ p: { u: first.url, r: 2, s: 'salt' }, ...configOf({ flag: 'second' }) });
  first.takeRequests();
  second.takeRequests();
  const looping = await startProxy(t, { sdks: { env1: sdkOn(first) } });
  const { status } = await request(looping.port, '/api/env1/keys');
  assert.ok([200, 500].includes(status));
  const asked = first.requests.length + second.requests.length;
  assert.ok(asked >= 2 && asked <= 4, `${asked} requests`);
});

test('a file behind a link that leads elsewhere, one that goes and comes back', { ...HANG_GUARD, skip: process.platform === 'win32' }, async (t) => {
  const folder = makeFolder(t);
  const write = (name, value) => {
    fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, name, 'config.json'), JSON.stringify(configOf({ flag: value })));
  };
  const lead = (name) => {
    fs.symlinkSync(name, path.join(folder, 'data.next'));
    fs.renameSync(path.join(folder, 'data.next'), path.join(folder, 'data'));
  };
  write('one', 'first');
  lead('one');
  fs.symlinkSync('data/config.json', path.join(folder, 'config.json'));
  const file = path.join(folder, 'config.json');
  for (const local of [{ file_path: file }, { file_path: file, polling: true, poll_interval: 1 }]) {
    const proxy = await startProxy(t, { sdks: { env1: { key: newSdkKey(), offline: { enabled: true, local } } } });
    assert.equal(await textOf(proxy), isValue('first'));
    const stream = await openStream(t, proxy.port, '/sse/env1/eval-all');
    await stream.next();
    const name = local.polling ? 'three' : 'two';
    write(name, name);
    lead(name);
    assert.match(await stream.next(PATIENCE_MS), new RegExp(`"${name}"`), `polling: ${local.polling ?? false}`);
    fs.rmSync(path.join(folder, 'data'));
    await pause(300);
    assert.equal(await textOf(proxy), isValue(name));
    lead('one');
    assert.match(await stream.next(PATIENCE_MS), /"first"/, `polling: ${local.polling ?? false}`);
    assert.equal(stream.blocks.length, 3);
  }
});

test('options of an SDK change while upstream is dead: its config stays', { ...HANG_GUARD, skip: process.platform === 'win32' }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const options = /** @type {any} */ (proxy).options;
  assert.equal(await textOf(proxy), isValue('first'));
  await upstream.close();
  proxy.rewrite({ ...options, sdks: { env1: { ...options.sdks.env1, poll_interval: 1 } }, http: { ...options.http, api: { headers: { 'X-Own': 'new' } } } });
  proxy.signal('SIGHUP');
  await eventually(PATIENCE_MS, async () => {
    const answer = await post(proxy.port, '/api/env1/eval', { key: 'flag' });
    assert.equal(answer.text, isValue('first'));
    return answer.headers['x-own'] === 'new';
  }, 'the reload');
  upstream.setConfig(configOf({ flag: 'second' }));
  await reopen(upstream);
  await eventually(PATIENCE_MS, async () => (await textOf(proxy)) === isValue('second'), 'the new interval');
});
