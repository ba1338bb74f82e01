'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const officialOptions = require('@configcat/sdk/lib/cjs/ConfigCatClientOptions.js');
const official = require('@configcat/sdk/node');
const { NodeHttpConfigFetcher } = require('../../lib/configcat/fetching/fetchers.js');
const { readOptions } = require('../../lib/configcat/options/options.js');
const { maskOf } = require('../support/mask.js');
const { version } = require('../../package.json');

const SDK_KEY = 'configcat-sdk-1/1234567890123456789012/abcdefghijklmnopqrstuv';
const noop = () => {};

/** Arguments of `getClient` that the official package refuses. */
const REFUSED = [
  [undefined],
  [null],
  [''],
  [5],
  [{}],
  ['wrong-key'],
  ['configcat-proxy/key'],
  ['configcat-proxy/', 0, { baseUrl: 'http://localhost' }],
  [SDK_KEY, 3],
  [SDK_KEY, 'AutoPoll'],
  [SDK_KEY, 0, 'options'],
  [SDK_KEY, 0, []],
  [SDK_KEY, 9, { pollIntervalSeconds: 0 }],
];

/** Options that the official package refuses: mode, then options. */
const REFUSED_OPTIONS = [
  [0, { logFilter: 'x' }],
  [0, { logger: 'x' }],
  [0, { logger: {} }],
  [0, { logger: { log: 5 } }],
  [0, { cache: [] }],
  [0, { cache: {} }],
  [0, { cache: { get: noop } }],
  [0, { cache: { set: noop } }],
  [0, { configFetcher: {} }],
  [0, { requestTimeoutMs: '1' }],
  [0, { requestTimeoutMs: 0 }],
  [0, { requestTimeoutMs: -1 }],
  [0, { requestTimeoutMs: NaN }],
  [0, { dataGovernance: 2 }],
  [0, { dataGovernance: 'EuOnly' }],
  [0, { baseUrl: '' }],
  [0, { baseUrl: new URL('http://localhost') }],
  [0, { flagOverrides: {} }],
  [0, { flagOverrides: { behaviour: 0 } }],
  [0, { flagOverrides: { behaviour: 5, dataSource: {} } }],
  [0, { flagOverrides: { behaviour: '0', dataSource: {} } }],
  [0, { flagOverrides: { behaviour: 0, dataSource: null } }],
  [0, { flagOverrides: { behaviour: 0, dataSource: {} } }],
  [0, { defaultUser: 'me' }],
  [0, { defaultUser: [] }],
  [0, { offline: 1 }],
  [0, { setupHooks: {} }],
  [0, { httpAgent: 5 }],
  [0, { httpAgentFactory: {} }],
  [0, { httpsAgent: noop }],
  [0, { httpsAgentFactory: 'x' }],
  [0, { pollIntervalSeconds: 0.5 }],
  [0, { pollIntervalSeconds: 2147484 }],
  [0, { pollIntervalSeconds: '60' }],
  [0, { maxInitWaitTimeSeconds: 2147484 }],
  [0, { maxInitWaitTimeSeconds: null, pollIntervalSeconds: NaN }],
  [0, { maxInitWaitTimeSeconds: '5' }],
  [1, { cacheTimeToLiveSeconds: 0 }],
  [1, { cacheTimeToLiveSeconds: 2147483648 }],
  [1, { cacheTimeToLiveSeconds: true }],
  // Of several mistakes, the first one checked is told.
  [0, { pollIntervalSeconds: 0, offline: 'x', logger: 1, logFilter: 1 }],
];

function thrownBy(act) {
  try {
    act();
  } catch (err) {
    return { name: err.name, message: err.message };
  }
  return undefined;
}

for (const args of [...REFUSED, ...REFUSED_OPTIONS.map(([mode, options]) => [SDK_KEY, mode, options])]) {
  const [sdkKey, mode, options] = args;
  test(`refused as officially: ${String(sdkKey)}, ${String(mode)}, ${JSON.stringify(options) ?? ''}`, () => {
    const expected = thrownBy(() => official.getClient(...args));
    assert.notEqual(expected, undefined);
    // What may be a mistyped SDK key is not shown.
    const message = expected?.message.replace(`got '${sdkKey}'`, () => `got '${maskOf(String(sdkKey))}'`);
    assert.deepEqual(thrownBy(() => readOptions(...args)), { ...expected, message });
  });
}

test('null and undefined mean not given, and options of other modes are not looked at', () => {
  const names = [
    'logFilter', 'logger', 'cache', 'cacheFile', 'configFetcher', 'requestTimeoutMs', 'dataGovernance', 'baseUrl', 'flagOverrides',
    'defaultUser', 'offline', 'setupHooks', 'proxy', 'keepAlive', 'httpAgent', 'pollIntervalSeconds',
  ];
  for (const value of [null, undefined]) {
    readOptions(SDK_KEY, 0, Object.fromEntries(names.map((name) => [name, value])));
  }
  readOptions(SDK_KEY, null, null);
  readOptions(SDK_KEY, 2, { pollIntervalSeconds: 'x', cacheTimeToLiveSeconds: 'x', maxInitWaitTimeSeconds: 'x' });
  readOptions(SDK_KEY, 1, { pollIntervalSeconds: 'x', maxInitWaitTimeSeconds: 'x' });
});

const KERNEL = { sdkType: 'Test', sdkVersion: '1', configFetcherFactory: () => ({}) };
const OFFICIAL_CLASSES = ['AutoPollOptions', 'LazyLoadOptions', 'ManualPollOptions'];

for (const [mode, options] of [
  [0, {}],
  [1, {}],
  [2, {}],
  [0, { pollIntervalSeconds: 1.5, maxInitWaitTimeSeconds: 0, requestTimeoutMs: 0.5 }],
  [0, { pollIntervalSeconds: 2147483, maxInitWaitTimeSeconds: -Infinity }],
  [1, { cacheTimeToLiveSeconds: 2147483647, offline: true }],
  [2, { dataGovernance: 1, defaultUser: { identifier: 'me' } }],
  [2, { dataGovernance: 1, baseUrl: 'http://localhost/path?query#hash' }],
  [2, { baseUrl: 'http://localhost#hash?query' }],
]) {
  test(`values of mode ${mode} with ${JSON.stringify(options)} are the official ones`, () => {
    const ours = readOptions(SDK_KEY, mode, options);
    const theirs = new officialOptions[OFFICIAL_CLASSES[mode]](SDK_KEY, KERNEL, options);
    assert.equal(ours.legacy, false);
    assert.equal(ours.mode, mode);
    assert.equal(ours.sdkKey, SDK_KEY);
    for (const name of ['baseUrl', 'requestTimeoutMs', 'offline', 'defaultUser']) {
      assert.deepEqual(ours[name], theirs[name], name);
    }
    assert.equal(ours.baseUrlOverridden, theirs.baseUrlOverriden);
    if (mode === 0) {
      assert.equal(ours.pollIntervalMs, theirs.pollIntervalSeconds * 1000);
      const wait = theirs.maxInitWaitTimeSeconds;
      assert.equal(ours.maxInitWaitMs, wait < 0 ? -1 : wait * 1000);
    }
    if (mode === 1) assert.equal(ours.ttlMs, theirs.cacheTimeToLiveSeconds * 1000);
  });
}

test('requests name the package, its version and the mode', () => {
  for (const [mode, letter] of ['a', 'l', 'm'].entries()) {
    const name = `Vexil-Node/${letter}-${version}`;
    const settings = readOptions(SDK_KEY, mode);
    assert.equal(settings.clientVersion, name);
    assert.deepEqual(settings.headers, [['User-Agent', name], ['X-ConfigCat-UserAgent', name]]);
  }
});

test('with local overrides only, the form of the SDK key does not matter', () => {
  const flagOverrides = official.createFlagOverridesFromMap({}, official.OverrideBehaviour.LocalOnly);
  assert.equal(readOptions('local', 0, { flagOverrides }).overrides.behaviour, 0);
});

test('given objects arrive as they are', () => {
  const given = { cache: { get: noop, set: noop }, configFetcher: { fetchAsync: noop } };
  const settings = readOptions(SDK_KEY, 0, given);
  assert.equal(settings.cache, given.cache);
  assert.equal(settings.fetcher, given.configFetcher);
  assert.equal(settings.ownsFetcher, false);
});

test('agents or agent factories call for a fetcher of our own', () => {
  const settings = readOptions(SDK_KEY, 0, { httpsAgentFactory: noop });
  assert.equal(settings.fetcher instanceof NodeHttpConfigFetcher, true);
  assert.equal(settings.ownsFetcher, true);
  assert.equal(readOptions(SDK_KEY, 0, {}).fetcher, null);
});

test('hooks are set up with the hooks of the client; their errors are signals and reports', () => {
  const events = [];
  const logger = { level: 1, log: (...event) => events.push(event) };
  const signals = [];
  let seen;
  const setupHooks = (hooks) => {
    seen = hooks;
    hooks.on('clientError', (message) => signals.push(String(message)));
    hooks.on('configChanged', () => {
      throw new Error('listener');
    });
  };
  const settings = readOptions(SDK_KEY, 0, { logger, setupHooks });
  assert.equal(seen, settings.hooks);
  settings.messages.methodError('m', 'err');
  assert.deepEqual(signals, ['Error occurred in the `m` method.']);
  settings.hooks.emit('configChanged');
  assert.equal(events.length, 2);
  assert.equal(signals.length, 1);
});

test('proxy: a URL, or an error in the log and none', () => {
  const events = [];
  const logger = { level: 4, log: (level, id, message) => events.push([level, id, String(message)]) };
  const proxyOf = (proxy, more) => readOptions(SDK_KEY, 0, { logger, proxy, ...more }).proxy;
  assert.equal(proxyOf('http://me:pw@localhost:8080'), 'http://me:pw@localhost:8080');
  assert.equal(proxyOf(''), null);
  assert.deepEqual(events, []);
  assert.equal(proxyOf('not a url'), null);
  assert.deepEqual(events, [[1, 0, "Failed to parse `options.proxy`: 'not a url'."]]);
  assert.equal(proxyOf('not a url', { configFetcher: { fetchAsync: noop } }), null);
  assert.equal(events.length, 1);
  assert.throws(() => proxyOf(5), {
    name: 'TypeError',
    message: 'Invalid property `options.proxy`. Expected a value of type string, got number.',
  });
});

test('keepAlive is a boolean, and off unless asked for', () => {
  assert.equal(readOptions(SDK_KEY, 0).keepAlive, false);
  assert.equal(readOptions(SDK_KEY, 0, { keepAlive: true }).keepAlive, true);
  assert.throws(() => readOptions(SDK_KEY, 0, { keepAlive: 'yes' }), {
    message: 'Invalid property `options.keepAlive`. Expected a value of type boolean, got string.',
  });
});
