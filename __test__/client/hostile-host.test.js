'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const binding = require('../../binding.js');
const { ConfigService } = require('../../lib/configcat/service/service.js');
const { EMPTY_ENTRY } = require('../../lib/configcat/config/entry.js');
const { NativeEvent, NoReport } = require('../../lib/configcat/service/native-events.js');
const { readOptions } = require('../../lib/configcat/options/options.js');
const { load, loadOfficial, newSdkKey, openClientOn } = require('../support/sdk');

const sdk = load('current');
const CONFIG = JSON.stringify({
  f: { flag: { t: 1, v: { s: 'on' }, i: 'id', r: [{ c: [{ u: { a: 'Email', c: 28, s: 'a' } }], s: { v: { s: 'a' } } }] } },
});
const QUIET = { level: -1, log() {} };

/** A value that throws whatever one asks of it, even `instanceof`. */
function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function open(t, options, mode = sdk.PollingMode.ManualPoll) {
  const client = sdk.getClient(newSdkKey(), mode, { logger: QUIET, ...options });
  t.after(() => client.dispose());
  return client;
}

test('what a user object throws may itself be unusable: the default value and a logged error', async (t) => {
  const ids = [];
  const client = await openClientOn(CONFIG, { logger: { level: 1, log: (_level, id) => ids.push(id) } });
  t.after(() => client.dispose());
  class BrokenError extends Error {
    toString() {
      throw new Error('no text');
    }
  }
  for (const thrown of [revoked(), new BrokenError()]) {
    const user = {
      get email() {
        throw thrown;
      },
    };
    const details = await client.getValueDetailsAsync('flag', 'default', user);
    assert.equal(details.value, 'default');
    assert.equal(details.errorCode, sdk.EvaluationErrorCode.UnexpectedError);
    assert.equal(details.errorException, thrown);
    assert.equal(details.errorMessage, '[unknown]');
  }
  assert.deepEqual(ids, [1002, 1002]);
});

test('a fetcher that fails with such a value, or answers with one, fails the refresh', async (t) => {
  const answers = [
    () => Promise.reject(revoked()),
    () => Promise.resolve({
      get statusCode() {
        throw new Error('no status');
      },
    }),
  ];
  for (const fetchAsync of answers) {
    const { isSuccess, errorCode } = await open(t, { configFetcher: { fetchAsync } }).forceRefreshAsync();
    assert.equal(isSuccess, false);
    assert.equal(errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
  }
});

test('a logger that throws when a refresh ends does not leave the refresh open', async () => {
  const logger = {
    level: 2,
    log() {
      throw new Error('logger');
    },
  };
  const service = new ConfigService(readOptions(newSdkKey(), sdk.PollingMode.ManualPoll, { logger }));
  const refresh = service.refresh(EMPTY_ENTRY, true);
  service.receive(NativeEvent.RefreshDone, [1, NoReport.Offline, undefined]);
  const { isSuccess, errorCode } = await refresh;
  assert.equal(isSuccess, false);
  assert.equal(errorCode, sdk.RefreshErrorCode.OfflineClient);
});

test('a configChanged callback that rejects is logged and changes nothing', async (t) => {
  const errors = [];
  const configFetcher = { fetchAsync: async () => ({ statusCode: 200, reasonPhrase: 'OK', eTag: '"1"', body: CONFIG }) };
  const client = sdk.createClientWithAutoPoll('key', {
    configFetcher,
    logger: { debug() {}, info() {}, warn() {}, error: (text) => errors.push(text) },
    configChanged: async () => {
      throw new Error('from the callback');
    },
  });
  t.after(() => client.dispose());
  assert.equal(await client.getValueAsync('flag', 'default', {}), 'on');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(errors.length, 1);
  assert.match(errors[0], /listener of the `configChanged` event.*\nError: from the callback/);
});

test('a slow look into the cache does not bring back what a download has replaced', async (t) => {
  const stale = `1000\n"old"\n${JSON.stringify({ f: { flag: { t: 1, v: { s: 'stale' } } } })}`;
  const reads = [];
  const cache = { get: () => new Promise((resolve) => reads.push(resolve)), set() {} };
  let answer = (_response) => {};
  const answered = new Promise((resolve) => {
    answer = resolve;
  });
  const client = open(t, { cache, configFetcher: { fetchAsync: () => answered } });
  reads.shift()(null);
  await client.waitForReady();
  const refresh = client.forceRefreshAsync();
  reads.shift()(null);
  await new Promise((resolve) => setImmediate(resolve));
  const value = client.getValueAsync('flag', 'default', {});
  answer({ statusCode: 200, reasonPhrase: 'OK', eTag: '"1"', body: CONFIG });
  await refresh;
  reads.shift()(stale);
  assert.equal(await value, 'on');
});

test('a client that a listener disposes while it is made does not keep the place of its SDK key', (t) => {
  const sdkKey = newSdkKey();
  const make = (setupHooks) =>
    sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, {
      logger: QUIET,
      offline: true,
      cache: { get: () => `1000\n"1"\n${CONFIG}`, set() {} },
      setupHooks,
    });
  const first = make((hooks) => hooks.on('configChanged', () => hooks.configCatClient.dispose()));
  const second = make();
  t.after(() => second.dispose());
  assert.notEqual(second, first);
});

test('an overridden flag has the variation id "", as in the official callback API', async () => {
  const legacy = loadOfficial('legacy');
  for (const { createClientWithManualPoll, createFlagOverridesFromMap } of [sdk, legacy]) {
    const flagOverrides = createFlagOverridesFromMap({ first: 1, second: 'two' }, 0);
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const client = createClientWithManualPoll('key', { flagOverrides, logger });
    assert.deepEqual(await client.getKeyAndValueAsync(''), { settingKey: 'first', settingValue: 1 });
    assert.deepEqual(await client.getAllVariationIdsAsync(), ['', '']);
    assert.equal(await client.getKeyAndValueAsync('other'), null);
    client.dispose();
  }
});

test('a snapshot of the callback API takes any value as a key, as its client does', async (t) => {
  const flagOverrides = sdk.createFlagOverridesFromMap({ 5: 'five' }, sdk.OverrideBehaviour.LocalOnly);
  const client = sdk.createClientWithManualPoll('key', { flagOverrides, logger: sdk.createConsoleLogger(sdk.LogLevel.Off) });
  t.after(() => client.dispose());
  assert.equal(await client.getValueAsync(5, 'default'), 'five');
  assert.equal(client.snapshot().getValue(5, 'default'), 'five');
  assert.equal(client.snapshot().getValueDetails(5, 'default').value, 'five');
});

test('a refresh that a listener asks for while the client is being made fails if the native service cannot be opened', async (t) => {
  t.mock.method(binding, 'configcatOpen', () => {
    throw new Error('not opened');
  });
  const cache = { get: () => `1700000000000\n"etag"\n${CONFIG}`, set() {} };
  const refreshes = [];
  const setupHooks = (hooks) =>
    hooks.on('configChanged', function () {
      refreshes.push(this.configCatClient.forceRefreshAsync());
    });
  const client = open(t, { cache, setupHooks });
  assert.equal(refreshes.length, 1);
  for (const refresh of [...refreshes, client.forceRefreshAsync()]) {
    const { errorCode, errorException } = await refresh;
    assert.equal(errorCode, sdk.RefreshErrorCode.UnexpectedError);
    assert.equal(errorException.message, 'not opened');
  }
  assert.equal(await client.getValueAsync('flag', 'default'), 'on');
});
