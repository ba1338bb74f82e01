'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const officialOptions = require('configcat-common/lib/ConfigCatClientOptions.js');
const { readLegacyOptions } = require('../../lib/configcat/options/legacy-options.js');

const SDK_KEY = 'any key';
const KERNEL_ARGS = ['Test', '1'];
const CLASSES = ['AutoPollOptions', 'LazyLoadOptions', 'ManualPollOptions'];

const officialOf = (sdkKey, mode, options) =>
  new officialOptions[CLASSES[mode]](sdkKey, ...KERNEL_ARGS, options);

function thrownBy(act) {
  try {
    act();
  } catch (err) {
    return { name: err.name, message: err.message };
  }
  return undefined;
}

for (const [sdkKey, mode, options] of [
  [undefined, 0],
  [null, 1],
  ['', 2],
  [SDK_KEY, 0, { requestTimeoutMs: -1 }],
  [SDK_KEY, 0, { pollIntervalSeconds: 0 }],
  [SDK_KEY, 0, { pollIntervalSeconds: 0.5 }],
  [SDK_KEY, 0, { maxInitWaitTimeSeconds: -1 }],
  [SDK_KEY, 1, { cacheTimeToLiveSeconds: 0.5 }],
  [SDK_KEY, 1, { cacheTimeToLiveSeconds: -1 }],
  [SDK_KEY, 0, { pollIntervalSeconds: 0, maxInitWaitTimeSeconds: -1, requestTimeoutMs: -1 }],
]) {
  test(`refused as by version 8: ${sdkKey}, ${mode}, ${JSON.stringify(options) ?? ''}`, () => {
    const expected = thrownBy(() => officialOf(sdkKey, mode, options));
    assert.notEqual(expected, undefined);
    assert.deepEqual(thrownBy(() => readLegacyOptions(sdkKey, mode, options)), expected);
  });
}

for (const [mode, options] of [
  [0, undefined],
  [0, null],
  [0, {}],
  [1, {}],
  [2, {}],
  [0, { pollIntervalSeconds: 95, maxInitWaitTimeSeconds: 0, requestTimeoutMs: 0 }],
  [0, { pollIntervalSeconds: null, maxInitWaitTimeSeconds: undefined, requestTimeoutMs: null }],
  [1, { cacheTimeToLiveSeconds: 600 }],
  [1, { cacheTimeToLiveSeconds: 0 }],
  [1, { cacheTimeToLiveSeconds: null }],
  [2, { dataGovernance: 1, requestTimeoutMs: 1500 }],
  [2, { dataGovernance: 7 }],
  [2, { dataGovernance: 1, baseUrl: 'http://localhost' }],
  [2, { baseUrl: '' }],
  [2, { defaultUser: { identifier: 'me' } }],
]) {
  test(`values of mode ${mode} with ${JSON.stringify(options)} are those of version 8`, () => {
    const ours = readLegacyOptions(SDK_KEY, mode, options);
    const theirs = officialOf(SDK_KEY, mode, options);
    assert.equal(ours.legacy, true);
    assert.equal(ours.mode, mode);
    assert.equal(ours.sdkKey, SDK_KEY);
    for (const name of ['baseUrl', 'requestTimeoutMs', 'defaultUser']) assert.deepEqual(ours[name], theirs[name], name);
    assert.equal(ours.baseUrlOverridden, theirs.baseUrlOverriden);
    if (mode === 0) {
      assert.equal(ours.pollIntervalMs, theirs.pollIntervalSeconds * 1000);
      assert.equal(ours.maxInitWaitMs, theirs.maxInitWaitTimeSeconds * 1000);
    }
    if (mode === 1) assert.equal(ours.ttlMs, theirs.cacheTimeToLiveSeconds * 1000);
  });
}

test('intervals beyond the range of timers are cut to it', () => {
  const settings = readLegacyOptions(SDK_KEY, 0, {
    pollIntervalSeconds: Number.MAX_SAFE_INTEGER,
    maxInitWaitTimeSeconds: Infinity,
    requestTimeoutMs: Number.MAX_VALUE,
  });
  assert.equal(settings.pollIntervalMs, 2147483000);
  assert.equal(settings.maxInitWaitMs, 2147483000);
  assert.equal(settings.requestTimeoutMs, 2147483647);
  assert.equal(readLegacyOptions(SDK_KEY, 1, { cacheTimeToLiveSeconds: Infinity }).ttlMs, 2147483647000);
});

test('what is no number counts as not given', () => {
  const settings = readLegacyOptions(SDK_KEY, 0, { pollIntervalSeconds: 'often', requestTimeoutMs: {} });
  assert.equal(settings.pollIntervalMs, 60000);
  assert.equal(settings.requestTimeoutMs, 30000);
});

test('configChanged belongs to auto polling', () => {
  const configChanged = () => {};
  assert.equal(readLegacyOptions(SDK_KEY, 0, { configChanged }).configChanged, configChanged);
  assert.equal(readLegacyOptions(SDK_KEY, 2, { configChanged }).configChanged, null);
  assert.equal(readLegacyOptions(SDK_KEY, 0, { configChanged: 'x' }).configChanged, null);
});

test('a cache needs no particular class', () => {
  const cache = { get() {}, set() {} };
  assert.equal(readLegacyOptions(SDK_KEY, 0, { cache }).cache, cache);
});

test('a proxy is taken; one that cannot be parsed is logged in the words of version 8', () => {
  const errors = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (text) => errors.push(text) };
  assert.equal(readLegacyOptions(SDK_KEY, 0, { logger, proxy: 'http://127.0.0.1:8080' }).proxy, 'http://127.0.0.1:8080');
  assert.deepEqual(errors, []);
  assert.equal(readLegacyOptions(SDK_KEY, 0, { logger, proxy: 'ftp://me:secret@host' }).proxy, null);
  assert.deepEqual(errors, ['Failed to parse options.proxy: ftp://***@host']);
});

test('hooks, offline mode and filters are at hand as well', () => {
  let hooks;
  const settings = readLegacyOptions(SDK_KEY, 0, {
    offline: true,
    setupHooks: (given) => (hooks = given),
    logFilter: () => false,
  });
  assert.equal(settings.offline, true);
  assert.equal(settings.hooks, hooks);
  assert.equal(settings.log.filter(), false);
});
