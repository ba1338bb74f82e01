'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('../behaviour/support/subjects');
const { createRecorder, newSdkKey } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');

const AUTO = 0;
const LAZY = 1;
const MANUAL = 2;

/** [SDK key, error name, message] */
const SDK_KEYS = [
  [undefined, 'TypeError', 'Invalid argument `sdkKey`. Expected a value of type string, got undefined.'],
  [null, 'TypeError', 'Invalid argument `sdkKey`. Expected a value of type string, got null.'],
  [42, 'TypeError', 'Invalid argument `sdkKey`. Expected a value of type string, got number.'],
  ['', 'Error', 'Invalid argument `sdkKey`. Expected a non-empty string.'],
];

/** [text that is no SDK key, how this package shows it]. The official package shows it as it is. */
const NO_SDK_KEYS = [
  ['short', '*****'],
  ['elevenchars', '***********'],
  ['twelve/chars', '******/chars'],
  ['configcat-sdk-2/1234567890123456789012/1234567890123456789012', '***************/**********************/****************789012'],
  [' configcat-sdk-1/1234567890123456789012/1234567890123456789012', '****************/**********************/****************789012'],
  ['configcat-sdk-1/1234567890123456789012/1234567890123456789012\n', '***************/**********************/*****************89012\n'],
];

for (const [sdkKey, name, message] of SDK_KEYS) {
  shared(`getClient: SDK key ${JSON.stringify(sdkKey)}`, (t, sdk) => {
    assert.throws(() => sdk.getClient(sdkKey), { name, message });
  });
}

for (const [text, shown] of NO_SDK_KEYS) {
  shared(`getClient: ${JSON.stringify(text)} is no SDK key`, (t, sdk, { official }) => {
    const message = `Invalid argument \`sdkKey\`. Expected a string matching the SDK Key format, got '${official ? text : shown}'.`;
    assert.throws(() => sdk.getClient(text), { name: 'Error', message });
  });
}

shared('getClient: a proxy key needs a base URL, LocalOnly needs no format', (t, sdk) => {
  assert.throws(() => sdk.getClient('configcat-proxy/sdk'), /matching the SDK Key format/);
  const silent = sdk.createConsoleLogger(sdk.LogLevel.Off);
  open(t, sdk, 'ManualPoll', { baseUrl: 'http://127.0.0.1:9' }, `configcat-proxy/${newSdkKey().slice(-5)}`);
  sdk.getClient(`any-${newSdkKey().slice(-8)}`, AUTO, {
    logger: silent, flagOverrides: sdk.createFlagOverridesFromMap({}, sdk.OverrideBehaviour.LocalOnly),
  }).dispose();
});

shared('getClient: polling mode and options', (t, sdk) => {
  assert.throws(() => sdk.getClient(newSdkKey(), 3), {
    name: 'RangeError', message: "Invalid argument `pollingMode`. Expected a valid `PollingMode` value, got '3'.",
  });
  assert.throws(() => sdk.getClient(newSdkKey(), 'auto'), {
    name: 'TypeError', message: 'Invalid argument `pollingMode`. Expected a value of type number, got string.',
  });
  assert.throws(() => sdk.getClient(newSdkKey(), AUTO, 'options'), {
    name: 'TypeError', message: 'Invalid argument `options`. Expected a value of type object, got string.',
  });
});

/** [polling mode, option, value, error name, rest of the message] */
const OPTIONS = [
  [AUTO, 'pollIntervalSeconds', 0, 'RangeError', 'Expected a value between 1 and 2147483, got 0.'],
  [AUTO, 'pollIntervalSeconds', 2147484, 'RangeError', 'Expected a value between 1 and 2147483, got 2147484.'],
  [AUTO, 'pollIntervalSeconds', NaN, 'RangeError', 'Expected a value between 1 and 2147483, got NaN.'],
  [AUTO, 'pollIntervalSeconds', '60', 'TypeError', 'Expected a value of type number, got string.'],
  [AUTO, 'maxInitWaitTimeSeconds', 2147484, 'RangeError', 'Expected a value less than or equal to 2147483, got 2147484.'],
  [AUTO, 'maxInitWaitTimeSeconds', {}, 'TypeError', 'Expected a value of type number, got object.'],
  [LAZY, 'cacheTimeToLiveSeconds', 0, 'RangeError', 'Expected a value between 1 and 2147483647, got 0.'],
  [LAZY, 'cacheTimeToLiveSeconds', 2147483648, 'RangeError', 'Expected a value between 1 and 2147483647, got 2147483648.'],
  [LAZY, 'cacheTimeToLiveSeconds', true, 'TypeError', 'Expected a value of type number, got boolean.'],
  [MANUAL, 'requestTimeoutMs', 0, 'RangeError', 'Expected a value greater than 0, got 0.'],
  [MANUAL, 'requestTimeoutMs', -5, 'RangeError', 'Expected a value greater than 0, got -5.'],
  [MANUAL, 'requestTimeoutMs', '1', 'TypeError', 'Expected a value of type number, got string.'],
  [MANUAL, 'dataGovernance', 2, 'RangeError', "Expected a valid `DataGovernance` value, got '2'."],
  [MANUAL, 'dataGovernance', 'Global', 'TypeError', 'Expected a value of type number, got string.'],
  [MANUAL, 'baseUrl', '', 'Error', 'Expected a non-empty string.'],
  [MANUAL, 'baseUrl', 5, 'TypeError', 'Expected a value of type string, got number.'],
  [MANUAL, 'offline', 'yes', 'TypeError', 'Expected a value of type boolean, got string.'],
  [MANUAL, 'defaultUser', 'user', 'TypeError', 'Expected a value of type object, got string.'],
  [MANUAL, 'setupHooks', {}, 'TypeError', 'Expected a value of type function, got object.'],
  [MANUAL, 'logFilter', 1, 'TypeError', 'Expected a value of type function, got number.'],
  [MANUAL, 'logger', 'console', 'TypeError', 'Expected a value of type object, got string.'],
  [MANUAL, 'logger', {}, 'TypeError', 'Expected an object with method `log`.'],
  [MANUAL, 'logger', { log: 1 }, 'TypeError', 'Expected an object with method `log`.'],
  [MANUAL, 'cache', {}, 'TypeError', 'Expected an object with method `set`.'],
  [MANUAL, 'cache', { set() {} }, 'TypeError', 'Expected an object with method `get`.'],
  [MANUAL, 'configFetcher', {}, 'TypeError', 'Expected an object with method `fetchAsync`.'],
  [MANUAL, 'flagOverrides', {}, 'TypeError', 'Expected an object with property `dataSource`.'],
  [MANUAL, 'flagOverrides', { behaviour: 0 }, 'TypeError', 'Expected an object with property `dataSource`.'],
  [MANUAL, 'flagOverrides', { dataSource: {} }, 'TypeError', 'Expected an object with property `behaviour`.'],
];

for (const [mode, option, value, name, reason] of OPTIONS) {
  shared(`getClient: options.${option} = ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`, (t, sdk) => {
    const message = `Invalid property \`options.${option}\`. ${reason}`;
    assert.throws(() => sdk.getClient(newSdkKey(), mode, { [option]: value }), { name, message });
  });
}

shared('getClient: nested override options', (t, sdk) => {
  const getClient = (flagOverrides) => () => sdk.getClient(newSdkKey(), MANUAL, { flagOverrides });
  assert.throws(getClient({ behaviour: 7, dataSource: {} }), {
    name: 'RangeError', message: "Invalid property `options.flagOverrides.behaviour`. Expected a valid `OverrideBehaviour` value, got '7'.",
  });
  assert.throws(getClient({ behaviour: 0, dataSource: {} }), {
    name: 'TypeError', message: 'Invalid property `options.flagOverrides.dataSource`. Expected an object with method `getOverrides`.',
  });
});

shared('getClient: null options count as not given', (t, sdk) => {
  const names = [...new Set(OPTIONS.map(([, option]) => option))];
  const client = sdk.getClient(newSdkKey(), MANUAL, Object.fromEntries(names.map((name) => [name, null])));
  t.after(() => client.dispose());
  assert.equal(client.isOffline, false);
});

shared('arguments of evaluation methods are rejections, not throws', async (t, sdk) => {
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { offline: true, logger: recorder });
  const cases = [
    [() => client.getValueAsync('', false), 'Error', 'Invalid argument `key`. Expected a non-empty string.'],
    [() => client.getValueAsync(undefined, false), 'TypeError', 'Invalid argument `key`. Expected a value of type string, got undefined.'],
    [() => client.getValueAsync(5, false), 'TypeError', 'Invalid argument `key`. Expected a value of type string, got number.'],
    [() => client.getValueDetailsAsync(null, false), 'TypeError', 'Invalid argument `key`. Expected a value of type string, got null.'],
    [() => client.getValueAsync('k', {}), 'TypeError', 'Invalid argument `defaultValue`. The default value must be boolean, number, string, null or undefined.'],
    [() => client.getValueAsync('k', Symbol('s')), 'TypeError', 'Invalid argument `defaultValue`. The default value must be boolean, number, string, null or undefined.'],
    [() => client.getValueAsync('k', 1n), 'TypeError', 'Invalid argument `defaultValue`. The default value must be boolean, number, string, null or undefined.'],
    [() => client.getValueAsync('k', false, 'user'), 'TypeError', 'Invalid argument `user`. Expected a value of type object, got string.'],
    [() => client.getAllValuesAsync(5), 'TypeError', 'Invalid argument `user`. Expected a value of type object, got number.'],
    [() => client.getAllValueDetailsAsync(true), 'TypeError', 'Invalid argument `user`. Expected a value of type object, got boolean.'],
    [() => client.getKeyAndValueAsync(''), 'Error', 'Invalid argument `variationId`. Expected a non-empty string.'],
    [() => client.getKeyAndValueAsync(), 'TypeError', 'Invalid argument `variationId`. Expected a value of type string, got undefined.'],
  ];
  for (const [call, name, message] of cases) {
    let promise;
    assert.doesNotThrow(() => {
      promise = call();
    });
    await assert.rejects(promise, { name, message });
  }
  assert.deepEqual(recorder.ids(), [], 'nothing is logged about it');
  assert.throws(() => client.setDefaultUser('user'), {
    name: 'TypeError', message: 'Invalid argument `defaultUser`. Expected a value of type object, got string.',
  });
});

own('a proxy that cannot be parsed is an error in the log, and the request goes direct', async (t, sdk) => {
  const { serveConfig, startOrigin } = require('../behaviour/support/origin');
  const { configOf } = require('../behaviour/support/fixtures');
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder, proxy: 'not a url' });
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.deepEqual(recorder.texts(), ["Failed to parse `options.proxy`: 'not a url'."]);
});
