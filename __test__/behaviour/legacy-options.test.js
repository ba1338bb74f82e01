'use strict';

const assert = require('node:assert/strict');
const { legacyOwn, legacyShared } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { configOf, newSdkKey, until } = require('./support/fixtures');
const { bothGenerations, createLegacyRecorder, openLegacy, servePair } = require('./support/legacy');

legacyShared('a missing SDK key', (t, sdk) => {
  for (const factory of ['createClient', 'createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll']) {
    for (const key of ['', undefined, null]) {
      assert.throws(() => sdk[factory](key), { name: 'Error', message: "Invalid 'apiKey' value" });
    }
  }
});

legacyShared('option values out of range', (t, sdk) => {
  const cases = [
    ['createClientWithAutoPoll', { requestTimeoutMs: -1 }, "Invalid 'requestTimeoutMs' value"],
    ['createClientWithAutoPoll', { pollIntervalSeconds: 0 }, "Invalid 'pollIntervalSeconds' value"],
    ['createClientWithAutoPoll', { pollIntervalSeconds: -5 }, "Invalid 'pollIntervalSeconds' value"],
    ['createClientWithAutoPoll', { maxInitWaitTimeSeconds: -1 }, "Invalid 'maxInitWaitTimeSeconds' value"],
    ['createClientWithLazyLoad', { cacheTimeToLiveSeconds: -1 }, "Invalid 'cacheTimeToLiveSeconds' value. Value must be greater than zero."],
    ['createClientWithLazyLoad', { cacheTimeToLiveSeconds: 0.5 }, "Invalid 'cacheTimeToLiveSeconds' value. Value must be greater than zero."],
  ];
  for (const [factory, options, message] of cases) {
    assert.throws(() => sdk[factory](newSdkKey(), options), { name: 'Error', message });
  }
});

const ALL_NULL = {
  pollIntervalSeconds: null, maxInitWaitTimeSeconds: null, cacheTimeToLiveSeconds: null, requestTimeoutMs: null,
  dataGovernance: null, cache: null, flagOverrides: null, configChanged: null, proxy: null, defaultUser: null,
};

legacyShared('null options count as not given', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: true })));
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { ...ALL_NULL, baseUrl: origin.url });
  assert.equal(await client.getValueAsync('flag', false), true);
});

legacyOwn('null options count as not given when polling automatically', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: true })));
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { ...ALL_NULL, baseUrl: origin.url });
  assert.equal(await client.getValueAsync('flag', false), true);
});

legacyOwn('an interval beyond the range of timers polls once, not in a loop', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  for (const seconds of [Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Infinity, 2 ** 31]) {
    const before = origin.requests.length;
    const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, pollIntervalSeconds: seconds });
    assert.equal(await client.getValueAsync('flag', false), true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(origin.requests.length, before + 1);
  }
  const lazy = openLegacy(t, sdk, 'createClientWithLazyLoad', {
    baseUrl: origin.url, cacheTimeToLiveSeconds: Number.MAX_SAFE_INTEGER,
  });
  const before = origin.requests.length;
  await lazy.getValueAsync('flag', false);
  await lazy.getValueAsync('flag', false);
  assert.equal(origin.requests.length, before + 1);
});

legacyShared('a custom cache gets object items under the key of the older SDK', async (t, sdk, subject) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: 'x' }), '"tag"'));
  const store = new Map();
  const keys = new Set();
  const cache = {
    get: (key) => {
      keys.add(key);
      return store.has(key) ? JSON.parse(store.get(key)) : undefined;
    },
    set: (key, item) => void store.set(key, JSON.stringify(item)),
  };
  const sdkKey = newSdkKey();
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache }, sdkKey);
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', ''), 'x');
  const generation = subject.official ? 'v5' : 'v6';
  const key = `js_config_${generation}_${sdkKey}`;
  assert.deepEqual([...keys], [key]);
  const item = JSON.parse(store.get(key));
  assert.deepEqual(item.ConfigJSON, bothGenerations({ flag: 'x' })[generation]);
  assert.equal(item.HttpETag, '"tag"');
  assert.equal(typeof item.Timestamp, 'number');

  const second = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache }, sdkKey);
  assert.equal(await second.getValueAsync('flag', ''), 'x', 'another client reads the stored item');
  assert.equal(origin.requests.length, 1);
});

legacyShared('a cache may answer with promises', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: 'x' })));
  const store = new Map();
  const cache = {
    get: async (key) => store.get(key),
    set: async (key, item) => void store.set(key, item),
  };
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, cache, pollIntervalSeconds: 1 });
  assert.equal(await client.getValueAsync('flag', ''), 'x');
  await until(() => store.size === 1);
});

legacyOwn('a cache whose prototype methods do nothing is as good as none', async (t, sdk) => {
  function Cache() {}
  Cache.prototype.get = function () {};
  Cache.prototype.set = function () {};
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  for (const factory of ['createClientWithAutoPoll', 'createClientWithLazyLoad']) {
    const client = openLegacy(t, sdk, factory, { baseUrl: origin.url, cache: new Cache() });
    assert.equal(await client.getValueAsync('flag', false), true);
    assert.equal(await client.getValueAsync('flag', false), true);
  }
});

legacyOwn('cache items of the wrong shape, and caches that fail, cost neither the value nor the process', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const faults = [
    () => 'a string', () => 5, () => ({}), () => ({ ConfigJSON: 5, Timestamp: 'x' }), () => ({ ConfigJSON: { f: [] } }),
    () => {
      throw new Error('down');
    },
    () => Promise.reject(new Error('down')),
  ];
  for (const get of faults) {
    const cache = {
      get,
      set: () => Promise.reject(new Error('down')),
    };
    const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, cache });
    assert.equal(await client.getValueAsync('flag', false), true);
  }
});

legacyShared('a four-method logger hears every level', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: true })));
  const logger = createLegacyRecorder();
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, logger });
  await client.forceRefreshAsync();
  await client.getValueAsync('flag', false, { identifier: 'u' });
  assert.deepEqual(logger.of('info'), [
    'Evaluate \'flag\'\n User : {"identifier":"u"}\n Returning value : true',
  ]);
});

legacyShared('the log levels', (t, sdk) => {
  const logger = sdk.createConsoleLogger(3);
  assert.equal(logger.level, 3);
  for (const method of ['debug', 'info', 'warn', 'error', 'log']) {
    assert.equal(typeof logger[method], 'function');
  }
  assert.equal(sdk.createConsoleLogger(0).level, 2);
  assert.equal(sdk.createConsoleLogger().level, 2);
  assert.equal(sdk.createConsoleLogger(-1).level, -1);
});
