'use strict';

// Sticky buckets and the persistent cache in a real Redis, by way of ioredis.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');
const { Redis } = require('ioredis');
const { until } = require('../../behaviour/support/fixtures');
const { HANG_GUARD_MS } = require('../../behaviour/support/subjects');
const { isOfficial, load, loadOfficial } = require('../support/sdks');
const { skip, startRedis } = require('../../support/redis');
const { startServer } = require('../support/server');
const { payloadOf } = require('./payload');

const sdk = load();

/** A test with a Redis of its own and a client of it. */
const redisTest = (name, body, { officially } = {}) =>
  test(name, { timeout: HANG_GUARD_MS, skip: skip || (isOfficial && officially) }, async (t) => {
    const server = await startRedis(t);
    const redis = connect(t, server.port);
    await body(t, redis, server);
  });

function connect(t, port) {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => {});
  t.after(() => redis.disconnect());
  return redis;
}

async function evaluate(redis, attributes, payload, service = sdk) {
  const gb = new service.GrowthBook({ attributes, stickyBucketService: new service.RedisStickyBucketService({ redis }) });
  const { success } = await gb.init({ payload });
  assert.equal(success, true);
  const { value, experimentResult } = gb.evalFeature('checkout');
  return { value, isSticky: experimentResult?.stickyBucketUsed };
}

const saved = (redis, key) => until(() => redis.get(key));

redisTest('a user keeps the variation although the experiment gives everybody another one', async (t, redis) => {
  assert.deepEqual(await evaluate(redis, { id: '1' }, payloadOf('control')), { value: 'old', isSticky: false });
  const document = JSON.parse(await saved(redis, 'id||1'));
  assert.deepEqual(document, { attributeName: 'id', attributeValue: '1', assignments: { checkout__0: 'control' } });
  assert.deepEqual(await evaluate(redis, { id: '1' }, payloadOf('treatment')), { value: 'old', isSticky: true });
  assert.deepEqual(await evaluate(redis, { id: '2' }, payloadOf('treatment')), { value: 'new', isSticky: false });
});

redisTest('ids of all kinds', async (t, redis) => {
  for (const [id, key] of [[5, 'id||5'], [true, 'id||true'], ['ü 😀', 'id||ü 😀'], [['a'], 'id||["a"]'], [{ a: 1 }, 'id||{"a":1}']]) {
    assert.deepEqual(await evaluate(redis, { id }, payloadOf('control')), { value: 'old', isSticky: false }, key);
    await saved(redis, key);
    assert.deepEqual(await evaluate(redis, { id }, payloadOf('treatment')), { value: 'old', isSticky: true }, key);
  }
});

redisTest('what the official package has saved is read, and the other way round', async (t, redis) => {
  const official = loadOfficial();
  for (const [writer, reader, id] of [[official, sdk, '1'], [sdk, official, '2']]) {
    await evaluate(redis, { id }, payloadOf('control'), writer);
    await saved(redis, `id||${id}`);
    assert.deepEqual(await evaluate(redis, { id }, payloadOf('treatment'), reader), { value: 'old', isSticky: true });
  }
});

redisTest('many experiments and users at once', async (t, redis) => {
  const features = Object.fromEntries(Array.from({ length: 20 }, (_, i) => {
    const { rules } = payloadOf('control', { key: `exp-${i}` }).features.checkout;
    return [`f${i}`, { rules }];
  }));
  const evaluateAll = async (id, payload) => {
    const gb = new sdk.GrowthBook({ attributes: { id }, stickyBucketService: new sdk.RedisStickyBucketService({ redis }) });
    await gb.init({ payload });
    return Object.keys(features).map((key) => gb.evalFeature(key).experimentResult);
  };
  const ids = Array.from({ length: 20 }, (_, i) => String(i));
  await Promise.all(ids.map((id) => evaluateAll(id, { features })));
  for (const id of ids) await until(async () => Object.keys(JSON.parse((await redis.get(`id||${id}`)) ?? '{"assignments":{}}').assignments).length === 20);
  const later = await Promise.all(ids.map((id) => evaluateAll(id, { features })));
  assert.ok(later.flat().every(({ stickyBucketUsed }) => stickyBucketUsed));
});

redisTest('a payload without experiments asks Redis for nothing', async (t, redis) => {
  const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new sdk.RedisStickyBucketService({ redis }) });
  assert.equal((await gb.init({ payload: { features: { f: { defaultValue: 1 } } } })).success, true);
  assert.equal(gb.getFeatureValue('f', 0), 1);
}, { officially: 'it asks for no keys at all, which Redis refuses' });

redisTest('a Redis that has gone: flags go on, and nothing is left unhandled', async (t, redis, server) => {
  t.mock.method(console, 'error', () => {});
  const unhandled = [];
  const listen = (error) => unhandled.push(error);
  process.on('unhandledRejection', listen);
  t.after(() => process.off('unhandledRejection', listen));
  const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new sdk.RedisStickyBucketService({ redis }) });
  await gb.init({ payload: payloadOf('control') });
  await server.stop();
  await until(() => redis.status === 'end');
  assert.equal(gb.evalFeature('checkout').value, 'old');
  await gb.setAttributes({ id: '2' });
  assert.equal(gb.evalFeature('checkout').value, 'old');
  assert.deepEqual(await evaluate(redis, { id: '3' }, payloadOf('treatment')), { value: 'new', isSticky: false });
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
}, { officially: 'its rejections are not handled' });

redisTest('a service of one\'s own over two stores', async (t, redis) => {
  const memory = new Map();
  class Both extends sdk.StickyBucketService {
    redis = new sdk.RedisStickyBucketService({ redis });

    async getAssignments(name, value) {
      const key = this.getKey(name, value);
      return memory.get(key) ?? (await this.redis.getAllAssignments({ [name]: value }))[`${name}||${value}`] ?? null;
    }

    async saveAssignments(document) {
      memory.set(this.getKey(document.attributeName, document.attributeValue), document);
      await this.redis.saveAssignments(document);
    }
  }
  const evaluateWith = async (payload) => {
    const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new Both() });
    await gb.init({ payload });
    return gb.evalFeature('checkout').value;
  };
  assert.equal(await evaluateWith(payloadOf('control')), 'old');
  await saved(redis, 'id||1');
  assert.equal(await evaluateWith(payloadOf('treatment')), 'old', 'from memory');
  memory.clear();
  assert.equal(await evaluateWith(payloadOf('treatment')), 'old', 'from Redis');
});

/** Runs a program that keeps the persistent cache in Redis, as the documentation shows it, and initialises an instance. */
async function initialiseElsewhere(redisPort, host) {
  const child = spawn(process.execPath, [path.join(__dirname, 'persistent-cache.js'), String(redisPort), host], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return JSON.parse(output);
}

redisTest('the payload survives the process in the persistent cache', async (t, redis, { port }) => {
  const server = await startServer(t, payloadOf('control'));
  assert.deepEqual(await initialiseElsewhere(port, server.url), { source: 'network', value: 'old' });
  server.status = 500;
  assert.deepEqual(await initialiseElsewhere(port, server.url), { source: 'cache', value: 'old' });
  const [[key, entry]] = JSON.parse(await redis.get('gbFeaturesCache'));
  assert.equal(key, `${server.url}||sdk-abc123`);
  assert.deepEqual(entry.data, payloadOf('control'));
});
