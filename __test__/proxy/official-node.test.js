'use strict';

// The official SDKs for Node.js as clients: by way of the proxy, and on the cache that it writes.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf } = require('../behaviour/support/fixtures');
const { skip, startRedis } = require('../support/redis');
const { RULES, configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { redisClient } = require('./support/redis');
const { sdkOn, startUpstream } = require('./support/upstream');
const { recordingProxy } = require('./support/recording');

/** The packages, and what differs between them. */
const PACKAGES = {
  'configcat-node 11.4.1': require('configcat-node-11'),
  '@configcat/sdk 1.1.0': require('@configcat/sdk'),
};

const USERS = [undefined, { identifier: 'a', email: 'a@example.com', custom: { Rating: 4.5, Roles: ['admin'] } }, { identifier: 'b' }];

function open(t, sdk, sdkKey, options, mode = 'ManualPoll') {
  const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
  const client = sdk.getClient(sdkKey, sdk.PollingMode[mode], { logger, ...options });
  t.after(() => client.dispose());
  return client;
}

const userOf = (sdk, user) => user && new sdk.User(user.identifier, user.email, undefined, user.custom);

/** Everything that a client evaluates. */
async function valuesOf(client, sdk, user) {
  const all = await client.getAllValuesAsync(userOf(sdk, user));
  return Object.fromEntries(all.map(({ settingKey, settingValue }) => [settingKey, settingValue]));
}

for (const [name, sdk] of Object.entries(PACKAGES)) {
  test(`${name}: values, not modified, and a change`, HANG_GUARD, async (t) => {
    const upstream = await startUpstream(t, RULES);
    const key = sdkOn(upstream).key;
    const proxy = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream, { key }) } });
    const seen = await recordingProxy(t, proxy.port);
    const direct = open(t, sdk, key, { baseUrl: upstream.url });
    const through = open(t, sdk, 'configcat-proxy/my_sdk', { baseUrl: seen.url });
    for (const client of [direct, through]) assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    for (const user of USERS) assert.deepEqual(await valuesOf(through, sdk, user), await valuesOf(direct, sdk, user));
    assert.equal(Object.keys(await valuesOf(through, sdk)).length, 5);

    assert.equal((await through.forceRefreshAsync()).isSuccess, true);
    upstream.setConfig(configOf({ flag: 'changed' }));
    await request(proxy.port, '/hook/my_sdk');
    assert.equal((await through.forceRefreshAsync()).isSuccess, true);
    assert.equal(await through.getValueAsync('flag', 'default'), 'changed');
    assert.deepEqual(seen.statuses(), [200, 304, 200]);
  });

  test(`${name}: polls by itself, and keeps its config when the proxy goes away`, HANG_GUARD, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 'first' }));
    const proxy = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
    const client = open(t, sdk, 'configcat-proxy/my_sdk', { baseUrl: `http://127.0.0.1:${proxy.port}`, pollIntervalSeconds: 1 }, 'AutoPoll');
    const changed = new Promise((resolve) => client.on('configChanged', () => client.getValueAsync('flag', '').then((value) => value === 'second' && resolve(value))));
    await client.waitForReady();
    assert.equal(await client.getValueAsync('flag', 'default'), 'first');
    upstream.setConfig(configOf({ flag: 'second' }));
    await request(proxy.port, '/hook/my_sdk');
    assert.equal(await changed, 'second');
    await proxy.stop();
    assert.equal((await client.forceRefreshAsync()).isSuccess, false);
    assert.equal(await client.getValueAsync('flag', 'default'), 'second');
  });

  test(`${name}: by the SDK key itself`, HANG_GUARD, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 'value' }));
    const options = sdkOn(upstream);
    const proxy = await startProxy(t, { sdks: { my_sdk: options } });
    const client = open(t, sdk, options.key, { baseUrl: `http://127.0.0.1:${proxy.port}` });
    assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', 'default'), 'value');
  });

  test(`${name}: an identifier that nobody has`, HANG_GUARD, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 'value' }));
    const proxy = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
    const client = open(t, sdk, 'configcat-proxy/nobody', { baseUrl: `http://127.0.0.1:${proxy.port}` });
    const { isSuccess, errorCode } = await client.forceRefreshAsync();
    assert.equal(isSuccess, false);
    if ('RefreshErrorCode' in sdk) assert.equal(errorCode, sdk.RefreshErrorCode.InvalidSdkKey);
  });

  test(`${name}: a config from a file`, HANG_GUARD, async (t) => {
    const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(RULES) }), 'config.json');
    const proxy = await startProxy(t, { sdks: { my_sdk: { key: sdkOn({ url: '' }).key, offline: { enabled: true, local: { file_path: file } } } } });
    const seen = await recordingProxy(t, proxy.port);
    const client = open(t, sdk, 'configcat-proxy/my_sdk', { baseUrl: seen.url });
    for (let count = 0; count < 2; count++) assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    assert.equal((await valuesOf(client, sdk, USERS[1])).byRoles, 'these');
    assert.deepEqual(seen.statuses(), [200, 304]);
  });

  test(`${name}: preferences that would lead it away, with and without their removal`, HANG_GUARD, async (t) => {
    const elsewhere = await startUpstream(t, configOf({ flag: 'elsewhere' }));
    const config = { p: { u: elsewhere.url, r: 2, s: 'salt' }, ...configOf({ flag: 'by way of the proxy' }) };
    const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(config) }), 'config.json');
    const sdks = { my_sdk: { key: sdkOn({ url: '' }).key, offline: { enabled: true, local: { file_path: file } } } };
    for (const isRemoved of [false, true]) {
      const proxy = await startProxy(t, { sdks, http: { cdn_proxy: { rewrite_preferences: isRemoved } } });
      const client = open(t, sdk, 'configcat-proxy/my_sdk', { baseUrl: `http://127.0.0.1:${proxy.port}` });
      await client.forceRefreshAsync();
      assert.equal(await client.getValueAsync('flag', 'default'), isRemoved ? 'by way of the proxy' : 'elsewhere');
      client.dispose();
    }
    assert.equal(elsewhere.requests.length, 1);
  });

  test(`${name}: reads what the proxy has written to Redis`, { ...HANG_GUARD, skip }, async (t) => {
    const redis = await startRedis(t);
    const upstream = await startUpstream(t, RULES, { etag: 'W/"from upstream"' });
    const options = sdkOn(upstream);
    const before = Date.now();
    const proxy = await startProxy(t, { sdks: { my_sdk: options }, cache: { redis: { enabled: true, addresses: [`127.0.0.1:${redis.port}`] } } });
    const store = redisClient(t, redis.port);
    const payload = await eventually(10_000, () => store.get(cacheKeyOf(options.key)), 'the entry');
    const [time, etag, json] = payload.split('\n');
    assert.equal(etag, 'W/"from upstream"');
    assert.equal(json, JSON.stringify(RULES));
    assert.match(time, /^\d{13}$/);
    assert.ok(Number(time) >= before - 1000 && Number(time) <= Date.now() + 1000, time);
    assert.equal(await store.ttl(cacheKeyOf(options.key)), -1);
    await proxy.stop();

    const cache = { get: (key) => store.get(key), set: (key, value) => store.set(key, value).then(() => {}) };
    const client = open(t, sdk, options.key, { baseUrl: 'http://127.0.0.1:1', cache, offline: true });
    await client.forceRefreshAsync();
    assert.equal((await valuesOf(client, sdk, USERS[1])).byEmail, 'these');
  });

  test(`${name}: writes what the proxy reads from Redis`, { ...HANG_GUARD, skip }, async (t) => {
    const redis = await startRedis(t);
    const upstream = await startUpstream(t, configOf({ flag: 'of the SDK' }), { etag: '"sdk"' });
    const options = sdkOn(upstream);
    const store = redisClient(t, redis.port);
    const cache = { get: (key) => store.get(key), set: (key, value) => store.set(key, value).then(() => {}) };
    const client = open(t, sdk, options.key, { baseUrl: upstream.url, cache });
    assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    await eventually(5000, () => store.get(cacheKeyOf(options.key)), 'the entry');

    const proxy = await startProxy(t, {
      sdks: { my_sdk: { key: options.key, offline: { enabled: true, use_cache: true } } },
      cache: { redis: { enabled: true, addresses: [`127.0.0.1:${redis.port}`] } },
    });
    assert.equal((await post(proxy.port, '/api/my_sdk/eval', { key: 'flag' })).text, '{"value":"of the SDK","variationId":"id-flag"}');
    const { headers } = await request(proxy.port, '/configuration-files/configcat-proxy/my_sdk/config_v6.json');
    assert.equal(headers.etag, '"sdk"');
  });
}
