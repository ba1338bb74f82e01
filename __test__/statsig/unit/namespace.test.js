'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { loadStatsig, native, specs } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const USER = { userID: 'a' };
const LOCAL = { localMode: true, bootstrapValues: specs() };

/** By the reference, of the official package. */
const FUNCTIONS = [
  'initialize', 'checkGate', 'getFeatureGate', 'getConfig', 'getExperiment', 'getLayer', 'getExperimentLayer', 'getUserPersistedValues',
  'manuallyLogGateExposure', 'manuallyLogConfigExposure', 'manuallyLogExperimentExposure', 'manuallyLogLayerParameterExposure',
  'logEvent', 'logEventObject', 'getClientInitializeResponse', 'overrideGate', 'overrideConfig', 'overrideLayer',
  'clearAllGateOverrides', 'clearAllConfigOverrides', 'clearAllLayerOverrides', 'getFeatureGateList', 'getDynamicConfigList',
  'getExperimentList', 'getAutotuneList', 'getLayerList', 'syncConfigSpecs', 'syncIdLists', 'flush', 'shutdown', 'shutdownAsync',
  ...['checkGate', 'getFeatureGate', 'getConfig', 'getExperiment', 'getLayer'].flatMap((name) => [
    `${name}Sync`, `${name}WithExposureLoggingDisabled`, `${name}WithExposureLoggingDisabledSync`,
  ]),
];

const VALUES = [
  'StatsigServer', 'DataAdapterKeyPath', 'DynamicConfig', 'Layer', 'StatsigInvalidArgumentError', 'StatsigLocalModeNetworkError',
  'StatsigTooManyRequestsError', 'StatsigUninitializedError',
];

/** @param {Error} error */
function isUninitialized(error) {
  assert.ok(error instanceof statsig.StatsigUninitializedError);
  assert.equal(error.message, 'Call and wait for initialize() to finish first.');
  assert.equal(error.name, 'Error');
  return true;
}

test('before the first initialize all functions throw, but initialize and flush', async () => {
  for (const name of FUNCTIONS.filter((name) => !['initialize', 'flush', 'shutdownAsync'].includes(name))) {
    assert.throws(() => statsig[name](), isUninitialized, name);
  }
  await assert.rejects(statsig.shutdownAsync(), isUninitialized);
  assert.equal(await statsig.flush(), undefined);
});

test('all names are there, and are those of the default export', () => {
  assert.deepEqual(Object.keys(statsig).sort(), [...FUNCTIONS, ...VALUES].sort());
  assert.equal(statsig.default, statsig);
});

test('a key that is none is rejected, and another initialize can do better', async () => {
  for (const key of [undefined, null, 5, '', 'client-x', ' secret-x']) {
    await assert.rejects(statsig.initialize(/** @type {any} */ (key)), (error) => {
      assert.ok(error instanceof statsig.StatsigInvalidArgumentError);
      assert.equal(
        error.message,
        'Invalid key provided.  You must use a Server Secret Key from the Statsig console with the node-js-server-sdk',
      );
      return true;
    });
    assert.throws(() => statsig.checkGate(USER, 'on'), isUninitialized);
  }
  assert.equal((await statsig.initialize('any', LOCAL)).success, true);
  assert.equal(statsig.checkGate(USER, 'on'), true);
});

test('there is one server: later keys and options are ignored, and pending calls share what comes', async () => {
  native.specs = () => specs();
  const [first, second] = await Promise.all([statsig.initialize('secret-a'), statsig.initialize('nonsense', { localMode: true })]);
  assert.deepEqual([first.success, first.source], [true, 'Network']);
  assert.deepEqual(second, first);
  assert.equal(native.networks.length, 1);
  assert.deepEqual(await statsig.initialize('secret-b'), { duration: 0, success: true });
  assert.equal(native.networks.length, 1);
  assert.equal(native.networks[0].options.secretKey, 'secret-a');
  statsig.shutdown();
});

test('functions do not depend on this', async () => {
  await statsig.initialize('secret-a', LOCAL);
  const { checkGate, getConfig, getLayer, getFeatureGateList } = statsig;
  assert.equal(checkGate(USER, 'on'), true);
  assert.equal(getConfig(USER, 'c').get('a', 0), 1);
  assert.equal(getLayer(USER, 'c').get('a', 0), 1);
  assert.deepEqual(getFeatureGateList(), []);
});

test('after shutdown evaluations throw until initialize is called again', async () => {
  await statsig.initialize('secret-a', LOCAL);
  statsig.overrideGate('mine', true);
  statsig.shutdown();
  assert.throws(() => statsig.checkGate(USER, 'on'), isUninitialized);
  assert.throws(() => statsig.logEvent(USER, 'e'), isUninitialized);
  assert.throws(() => statsig.getClientInitializeResponse(USER), isUninitialized);
  // These need no specs, and go on.
  assert.deepEqual(statsig.getFeatureGateList(), []);
  assert.equal(await statsig.flush(), undefined);
  assert.equal(await statsig.shutdownAsync(), undefined);
  assert.equal((await statsig.initialize('secret-b')).success, true);
  assert.equal(statsig.checkGate(USER, 'mine'), true);
  statsig.clearAllGateOverrides();
});

test('servers of their own know nothing of that of the process', async () => {
  await statsig.initialize('secret-a', LOCAL);
  const server = new statsig.StatsigServer('secret-other', LOCAL);
  assert.throws(() => server.checkGate(USER, 'on'), isUninitialized);
  await server.initializeAsync();
  server.overrideGate('on', false);
  assert.equal(server.checkGate(USER, 'on'), false);
  assert.equal(statsig.checkGate(USER, 'on'), true);
  server.shutdown();
  assert.equal(statsig.checkGate(USER, 'on'), true);
});
