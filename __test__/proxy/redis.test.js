'use strict';

// Ways to get into Redis.

const assert = require('node:assert/strict');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf } = require('../behaviour/support/fixtures');
const { skip } = require('../support/redis');
const { configOf } = require('./support/configs');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { redisClient, startMortalRedis } = require('./support/redis');
const { cacheOn, isValue, textOf } = require('./support/values');
const { sdkOn, startUpstream } = require('./support/upstream');

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
