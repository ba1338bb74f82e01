'use strict';

// Upstream and Redis are both dead at the start: with what was kept in a directory, and without.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf, cachePayload } = require('../behaviour/support/fixtures');
const { skip } = require('../support/redis');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { redisClient, startMortalRedis } = require('./support/redis');
const { openStream } = require('./support/sse');
const { cacheOn, isValue, textOf } = require('./support/values');
const { reopen, sdkOn, startUpstream } = require('./support/upstream');

/** Within this much both replicas have to know of a change. */
const BOUND_MS = 15_000;

const both = (replicas, value) => eventually(BOUND_MS, async () => {
  return (await Promise.all(replicas.map((replica) => textOf(replica)))).every((text) => text === isValue(value));
}, `${value} on both`);

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
