'use strict';

// Two replicas on one Redis, and what happens to one of the three.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf, cachePayload } = require('../behaviour/support/fixtures');
const { skip } = require('../support/redis');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { freePorts } = require('./support/ports');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { redisClient, startMortalRedis } = require('./support/redis');
const { openStream } = require('./support/sse');
const { reopen, sdkOn, startUpstream } = require('./support/upstream');

/** Within this much both replicas have to know of a change. */
const BOUND_MS = 15_000;

const textOf = async (proxy) => (await post(proxy.port, '/api/env1/eval', { key: 'flag' })).text;
const isValue = (value) => `{"value":"${value}","variationId":"id-flag"}`;
const both = (replicas, value) => eventually(BOUND_MS, async () => {
  return (await Promise.all(replicas.map(textOf))).every((text) => text === isValue(value));
}, `${value} on both`);

const cacheOn = (redis) => ({ redis: { enabled: true, addresses: [`127.0.0.1:${redis.port}`] } });

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

test('the file: what was known is served when upstream and Redis are both dead at the start', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t);
  const upstream = await startUpstream(t, configOf({ flag: 'kept' }), { etag: '"kept"' });
  const directory = path.join(makeFolder(t), 'cache');
  fs.mkdirSync(directory);
  const options = { sdks: { env1: sdkOn(upstream, { poll_interval: 1 }) }, cache: { ...cacheOn(redis), file: { directory } } };
  const first = await startProxy(t, options);
  assert.equal(await textOf(first), isValue('kept'));
  await eventually(5000, () => fs.readdirSync(directory).length > 0, 'the file');
  assert.ok(!fs.readdirSync(directory).some((name) => name.includes(options.sdks.env1.key.slice(-22))), 'no key in a name');
  await first.kill();
  await redis.kill();
  await upstream.close();

  const second = await startProxy(t, options);
  assert.equal(await textOf(second), isValue('kept'));
  const { headers, status } = await request(second.port, '/configuration-files/configcat-proxy/env1/config_v6.json');
  assert.equal(status, 200);
  assert.equal(headers.etag, '"kept"');
  const stream = await openStream(t, second.port, '/sse/env1/eval-all');
  assert.match(await stream.next(), /"kept"/);
  upstream.setConfig(configOf({ flag: 'new' }));
  await reopen(upstream);
  assert.match(await stream.next(BOUND_MS), /"new"/);

  // What no longer is a config in the file is no reason not to start.
  await second.kill();
  await upstream.close();
  for (const name of fs.readdirSync(directory)) fs.writeFileSync(path.join(directory, name), '\u0000garbage');
  const third = await startProxy(t, options);
  assert.equal((await post(third.port, '/api/env1/eval', { key: 'flag' })).status, 500);
  await reopen(upstream);
  await both([third], 'new');
});

test('upstream and Redis are both dead at the start, and there is no file: 500, until it can', { ...HANG_GUARD, timeout: 120_000, skip }, async (t) => {
  for (const returning of ['upstream', 'Redis']) {
    const redis = await startMortalRedis(t);
    const upstream = await startUpstream(t, configOf({ flag: 'late' }));
    const sdk = sdkOn(upstream, { poll_interval: 1 });
    await redis.kill();
    await upstream.close();
    const proxy = await startProxy(t, { sdks: { env1: sdk }, cache: cacheOn(redis) });
    const invalid = "SDK with identifier 'env1' is in an invalid state; please check the logs for more details\n";
    for (const [method, path] of [
      ['POST', '/api/env1/eval'], ['POST', '/api/env1/eval-all'], ['GET', '/api/env1/keys'], ['GET', '/sse/env1/eval-all'],
      ['GET', '/configuration-files/configcat-proxy/env1/config_v6.json'],
    ]) {
      const answer = await request(proxy.port, path, { method, body: method === 'POST' ? { key: 'flag' } : undefined });
      assert.equal(answer.status, 500, path);
      assert.equal(answer.text, invalid);
    }
    if (returning === 'upstream') {
      await reopen(upstream);
    } else {
      await redis.start();
      await redisClient(t, redis.port).set(cacheKeyOf(sdk.key), cachePayload(configOf({ flag: 'late' })));
    }
    await eventually(30_000, async () => (await textOf(proxy)) === isValue('late'), `the return of ${returning}`);
  }
});

test('Redis with a password and a database, by options and by variables', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t, ['--requirepass', 'password-of-the-tests']);
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const sdk = sdkOn(upstream);
  const store = redisClient(t, redis.port, { password: 'password-of-the-tests' });
  for (const [db, start] of /** @type {[number, () => Promise<any>][]} */ ([
    [2, () => startProxy(t, { sdks: { env1: sdk }, cache: { redis: { ...cacheOn(redis).redis, db: 2, password: 'password-of-the-tests' } } })],
    [3, () => startProxy(t, { sdks: { env1: sdk } }, { env: {
      CONFIGCAT_CACHE_REDIS_ENABLED: 'true', CONFIGCAT_CACHE_REDIS_ADDRESSES: `["127.0.0.1:${redis.port}"]`, CONFIGCAT_CACHE_REDIS_DB: '3',
      CONFIGCAT_CACHE_REDIS_PASSWORD: 'password-of-the-tests', CONFIGCAT_CACHE_REDIS_USER: 'default',
    } })],
  ])) {
    const proxy = await start();
    assert.equal(await textOf(proxy), isValue('first'));
    await store.select(db);
    await eventually(10_000, () => store.exists(cacheKeyOf(sdk.key)), `the entry in ${db}`);
    assert.ok(!proxy.output.includes('password-of-the-tests'));
  }
});

test('a Redis that does not let it in: served without', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t, ['--requirepass', 'password-of-the-tests']);
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, {
    sdks: { env1: sdkOn(upstream) }, cache: { redis: { ...cacheOn(redis).redis, password: 'another-password-of-tests' } },
  });
  assert.equal(await textOf(proxy), isValue('first'));
});

test('several addresses are a cluster', { ...HANG_GUARD, skip }, async (t) => {
  const redis = await startMortalRedis(t, ['--cluster-enabled', 'yes']);
  const store = redisClient(t, redis.port);
  await store.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await eventually(10_000, async () => String(await store.call('CLUSTER', 'INFO')).includes('cluster_state:ok'), 'the cluster');
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const sdk = sdkOn(upstream);
  const addresses = ['127.0.0.1:1', `127.0.0.1:${redis.port}`];
  const proxy = await startProxy(t, { sdks: { env1: sdk }, cache: { redis: { enabled: true, addresses } } });
  assert.equal(await textOf(proxy), isValue('first'));
  await eventually(10_000, () => store.exists(cacheKeyOf(sdk.key)), 'the entry');
});

test('the variable of the directory', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'kept' }));
  const env = { CONFIGCAT_CACHE_FILE_DIRECTORY: makeFolder(t) };
  const options = { sdks: { env1: sdkOn(upstream) } };
  const first = await startProxy(t, options, { env });
  assert.equal(await textOf(first), isValue('kept'));
  await eventually(5000, () => fs.readdirSync(env.CONFIGCAT_CACHE_FILE_DIRECTORY).length > 0, 'the file');
  await first.kill();
  await upstream.close();
  assert.equal(await textOf(await startProxy(t, options, { env })), isValue('kept'));
});
