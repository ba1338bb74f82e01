'use strict';

// Two replicas on one Redis, and what happens to one of the three.

const assert = require('node:assert/strict');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf } = require('../behaviour/support/fixtures');
const { skip } = require('../support/redis');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { freePorts } = require('./support/ports');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { redisClient, startMortalRedis } = require('./support/redis');
const { openStream } = require('./support/sse');
const { cacheOn, isValue, textOf } = require('./support/values');
const { reopen, sdkOn, startUpstream } = require('./support/upstream');

/** Within this much both replicas have to know of a change. */
const BOUND_MS = 15_000;

const both = (replicas, value) => eventually(BOUND_MS, async () => {
  return (await Promise.all(replicas.map((replica) => textOf(replica)))).every((text) => text === isValue(value));
}, `${value} on both`);

/** Two replicas that poll, with their upstream and their Redis. */
async function startPair(t, { poll = 2 } = {}) {
  const redis = await startMortalRedis(t);
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const sdk = sdkOn(upstream, { poll_interval: poll });
  const options = { sdks: { env1: sdk }, cache: cacheOn(redis) };
  const ports = [await freePorts(2), await freePorts(2)];
  const start = (index) => startProxy(t, options, { ports: ports[index] });
  const replicas = [await start(0), await start(1)];
  await both(replicas, 'first');
  return { redis, upstream, replicas, start, sdk };
}

test('a webhook on one: both have the change, and the streams of the other are told', { ...HANG_GUARD, skip }, async (t) => {
  const { upstream, replicas } = await startPair(t);
  const streams = await Promise.all(replicas.map(({ port }) => openStream(t, port, '/sse/env1/eval-all')));
  for (const stream of streams) assert.match(await stream.next(), /"first"/);
  for (const [index, value] of ['second', 'third'].entries()) {
    upstream.setConfig(configOf({ flag: value }));
    assert.equal((await post(replicas[index].port, '/hook/env1')).status, 200);
    assert.equal(await textOf(replicas[index]), isValue(value), 'at once where the webhook came');
    await both(replicas, value);
    for (const stream of streams) assert.match(await stream.next(BOUND_MS), new RegExp(`"${value}"`));
  }
});

test('replicas that are offline follow the one that fills the cache', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t);
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const sdk = sdkOn(upstream);
  const writer = await startProxy(t, { sdks: { env1: sdk }, cache: cacheOn(redis) });
  assert.equal(await textOf(writer), isValue('first'));
  await eventually(5000, () => redisClient(t, redis.port).get(cacheKeyOf(sdk.key)), 'the entry');
  const env1 = { key: sdk.key };
  for (const [options, env] of /** @type {[any, any][]} */ ([
    [{ sdks: { env1: { ...env1, offline: { enabled: true, use_cache: true, cache_poll_interval: 1 } } } }, {}],
    [{ sdks: { env1 }, offline: { enabled: true, cache_poll_interval: 1 } }, {}],
    [{ sdks: { env1 } }, { CONFIGCAT_OFFLINE_ENABLED: '1', CONFIGCAT_OFFLINE_CACHE_POLL_INTERVAL: '1', CONFIGCAT_OFFLINE_LOG_LEVEL: 'debug' }],
    [{}, {
      CONFIGCAT_SDKS: JSON.stringify({ env1: sdk.key }), CONFIGCAT_ENV1_OFFLINE_ENABLED: 'true', CONFIGCAT_ENV1_OFFLINE_USE_CACHE: 'true',
      CONFIGCAT_ENV1_OFFLINE_CACHE_POLL_INTERVAL: '1',
    }],
  ])) {
    upstream.setConfig(configOf({ flag: 'first' }));
    await post(writer.port, '/hook/env1');
    const reader = await startProxy(t, { ...options, cache: cacheOn(redis) }, { env });
    await both([writer, reader], 'first');
    const stream = await openStream(t, reader.port, '/sse/env1/eval-all');
    assert.match(await stream.next(), /"first"/);
    const asked = upstream.requests.length;
    upstream.setConfig(configOf({ flag: 'second' }));
    await post(writer.port, '/hook/env1');
    assert.match(await stream.next(BOUND_MS), /"second"/);
    await both([writer, reader], 'second');
    assert.equal(upstream.requests.length, asked + 1, 'who is offline asks nobody');
  }
});

test('each replica is killed in turn', { ...HANG_GUARD, skip }, async (t) => {
  const { upstream, replicas, start } = await startPair(t);
  for (const index of [0, 1]) {
    const other = replicas[1 - index];
    const stream = await openStream(t, other.port, '/sse/env1/eval-all');
    await stream.next();
    await replicas[index].kill();
    upstream.setConfig(configOf({ flag: `without ${index}` }));
    assert.match(await stream.next(BOUND_MS), new RegExp(`"without ${index}"`));
    assert.equal(await textOf(other), isValue(`without ${index}`));
    replicas[index] = await start(index);
    await both(replicas, `without ${index}`);
  }
});

test('Redis is killed and comes back', { ...HANG_GUARD, timeout: 120_000, skip }, async (t) => {
  const { redis, upstream, replicas, sdk } = await startPair(t);
  const streams = await Promise.all(replicas.map(({ port }) => openStream(t, port, '/sse/env1/eval-all')));
  for (const stream of streams) await stream.next();
  await redis.kill();
  upstream.setConfig(configOf({ flag: 'without Redis' }));
  for (const stream of streams) assert.match(await stream.next(BOUND_MS), /"without Redis"/);
  await both(replicas, 'without Redis');
  assert.equal((await request(replicas[0].port, '/api/env1/keys')).status, 200);

  await redis.start();
  upstream.setConfig(configOf({ flag: 'with Redis' }));
  for (const stream of streams) assert.match(await stream.next(BOUND_MS), /"with Redis"/);
  const store = redisClient(t, redis.port);
  const entry = await eventually(30_000, async () => {
    const text = await store.get(cacheKeyOf(sdk.key));
    return text?.includes('with Redis') && text;
  }, 'the entry in the new Redis');
  assert.deepEqual(JSON.parse(entry.split('\n')[2]), configOf({ flag: 'with Redis' }));
  for (const stream of streams) assert.equal(stream.isEnded, false);
});

test('upstream dies: what is known is served on, also by one that starts then', { ...HANG_GUARD, skip }, async (t) => {
  const { upstream, replicas, start } = await startPair(t);
  const stream = await openStream(t, replicas[0].port, '/sse/env1/eval-all');
  await stream.next();
  await upstream.close();
  assert.equal((await post(replicas[0].port, '/hook/env1')).status, 200);
  await both(replicas, 'first');
  await replicas[1].kill();
  replicas[1] = await start(1);
  await both(replicas, 'first');
  assert.equal(stream.isEnded, false);

  upstream.setConfig(configOf({ flag: 'back' }));
  await reopen(upstream);
  assert.match(await stream.next(BOUND_MS), /"back"/);
  await both(replicas, 'back');
});
