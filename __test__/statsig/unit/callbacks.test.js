'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { FakeRecorder, loadStatsig, noting, specs } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const USER = Object.freeze({ userID: 'a', privateAttributes: { x: 1 } });

async function serverOf(options) {
  const server = new statsig.StatsigServer('secret-k', { localMode: true, bootstrapValues: specs(), environment: { tier: 'dev' }, ...options });
  await server.initializeAsync();
  return server;
}

/** All callbacks, and what they were called with. */
function listening() {
  const calls = [];
  const names = ['gateCallback', 'dynamicConfigCallback', 'experimentCallback', 'layerCallback', 'layerParamCallback'];
  const evaluationCallbacks = Object.fromEntries(names.map((name) => [name, (...args) => calls.push([name, ...args])]));
  return { calls, options: { evaluationCallback: (...args) => calls.push(['evaluationCallback', ...args]), evaluationCallbacks } };
}

const namesOf = (calls) => calls.map(([name]) => name);

/** As the official package does it. */
const EXPECTED = {
  checkGate: ['gateCallback', 'evaluationCallback'],
  getFeatureGate: ['gateCallback', 'evaluationCallback'],
  getConfig: ['dynamicConfigCallback', 'evaluationCallback'],
  getExperiment: ['experimentCallback', 'evaluationCallback'],
  getLayer: ['layerCallback', 'evaluationCallback'],
};

for (const [call, expected] of Object.entries(EXPECTED)) {
  test(`${call} tells ${expected.join(' and ')}; its deprecated names tell the first alone`, async () => {
    const { calls, options } = listening();
    const server = await serverOf(options);
    const name = call.includes('Gate') ? 'on' : 'c';
    server[call](USER, name);
    assert.deepEqual(namesOf(calls), expected);
    calls.length = 0;
    server[call](USER, name, { disableExposureLogging: true });
    assert.deepEqual(namesOf(calls), expected);
    const deprecated = call === 'getExperiment' ? 'dynamicConfigCallback' : expected[0];
    for (const suffix of ['Sync', 'WithExposureLoggingDisabled', 'WithExposureLoggingDisabledSync']) {
      calls.length = 0;
      server[call + suffix](USER, name);
      assert.deepEqual(namesOf(calls), [deprecated], suffix);
    }
  });
}

test('callbacks get the result, the user with the environment, and the event of a manual exposure', async () => {
  const { calls, options } = listening();
  const server = await serverOf(options);
  const gate = server.getFeatureGate(USER, 'on');
  const [[, told, user, event], [, alone]] = calls;
  assert.equal(told, gate);
  assert.equal(alone, gate);
  assert.deepEqual(user, { ...USER, statsigEnvironment: { tier: 'dev' } });
  assert.deepEqual(USER, { userID: 'a', privateAttributes: { x: 1 } });
  const { serverTime } = gate.evaluationDetails;
  assert.deepEqual(event.toObject(), {
    eventName: 'statsig::gate_exposure',
    metadata: {
      gate: 'on', gateValue: 'true', ruleID: 'r1', configVersion: '3', isManualExposure: 'true', reason: 'Bootstrap', configSyncTime: 1_000,
      initTime: 1_000, serverTime,
    },
    time: event.time,
    user: { userID: 'a', privateAttributes: null, statsigEnvironment: { tier: 'dev' } },
    value: null,
    secondaryExposures: [{ gate: 'inner', gateValue: 'true', ruleID: 'i1' }],
    statsigMetadata: {},
  });
  assert.deepEqual(Object.keys(event.metadata), ['gate', 'gateValue', 'ruleID', 'configVersion', 'isManualExposure', 'reason', 'configSyncTime', 'initTime', 'serverTime']);
});

test('callbacks about configs and parameters of layers get their events', async () => {
  const { calls, options } = listening();
  const server = await serverOf(options);
  server.getConfig(USER, 'c');
  const { serverTime, ...config } = calls[0][3].metadata;
  assert.ok(Math.abs(serverTime - Date.now()) < 60_000);
  assert.deepEqual(config, {
    config: 'c', ruleID: 'r1', rulePassed: 'true', configVersion: '3', isManualExposure: 'true', reason: 'Bootstrap', configSyncTime: 1_000, initTime: 1_000,
  });
  calls.length = 0;
  const layer = server.getLayer(USER, 'c', { disableExposureLogging: true });
  assert.equal(layer.get('a', 0), 1);
  assert.deepEqual(layer.get('deep', {}), { x: [1] });
  assert.equal(layer.get('missing', 5), 5);
  assert.deepEqual(namesOf(calls), ['layerCallback', 'evaluationCallback', 'layerParamCallback', 'layerParamCallback']);
  const [, read, parameter, user, event] = calls[2];
  assert.deepEqual([read, parameter, user], [layer, 'a', { ...USER, statsigEnvironment: { tier: 'dev' } }]);
  assert.deepEqual(event.metadata, {
    config: 'c', ruleID: 'r1', allocatedExperiment: 'exp', parameterName: 'a', isExplicitParameter: 'true', configVersion: '3', isManualExposure: 'true',
    reason: 'Bootstrap', configSyncTime: 1_000, initTime: 1_000, serverTime: layer.getEvaluationDetails().serverTime,
  });
  assert.deepEqual(event.secondaryExposures, [{ gate: 'inner', gateValue: 'true', ruleID: 'i1' }]);
  assert.deepEqual(calls[3][4].secondaryExposures, []);
  assert.equal(calls[3][4].metadata.allocatedExperiment, '');
  assert.deepEqual(FakeRecorder.all.at(-1).told.filter(([kind]) => kind === 'layer'), []);
});

test('callbacks get the very user where the environment is its own, or there is none', async () => {
  for (const user of [USER, { userID: 'a', statsigEnvironment: { tier: 'own' } }]) {
    const { calls, options } = listening();
    const server = await serverOf({ ...options, environment: undefined });
    server.checkGate(user, 'on');
    server.getLayer(user, 'c').get('a', 0);
    assert.equal(calls[0][2], user);
    assert.equal(calls[2][2], user);
    assert.equal(calls[4][3], user);
  }
});

test('manual exposures and events tell nobody', async () => {
  const { calls, options } = listening();
  const server = await serverOf(options);
  server.logGateExposure(USER, 'on');
  server.logConfigExposure(USER, 'c');
  server.logExperimentExposure(USER, 'c');
  server.logLayerParameterExposure(USER, 'c', 'a');
  server.logEvent(USER, 'e');
  assert.deepEqual(calls, []);
  const told = FakeRecorder.all.at(-1).told.map(([kind, , , name, ...rest]) => [kind, name, rest.at(-1)]);
  assert.deepEqual(told.slice(0, 4), [['gate', 'on', true], ['config', 'c', true], ['config', 'c', true], ['layer', 'c', true]]);
});

test('what callbacks throw is told, and evaluations give what they give', async () => {
  const angry = () => {
    throw new Error('angry');
  };
  const several = Object.fromEntries(Object.keys(listening().options.evaluationCallbacks).map((name) => [name, angry]));
  const logger = noting();
  const server = await serverOf({ logger, evaluationCallback: angry, evaluationCallbacks: several });
  assert.equal(server.checkGate(USER, 'on'), true);
  assert.equal(server.checkGate(USER, 'on'), true);
  assert.equal(server.getExperiment(USER, 'c').get('a', 0), 1);
  assert.equal(server.getLayer(USER, 'c').get('a', 0), 1);
  // Once for each of the five callbacks that were called.
  assert.equal(logger.said.length, 5);
  assert.equal(FakeRecorder.all.at(-1).told.length, 4);
});

test('callbacks that are none are not called', async () => {
  const server = await serverOf({ evaluationCallback: 5, evaluationCallbacks: { gateCallback: 5, layerCallback: null } });
  assert.equal(server.checkGate(USER, 'on'), true);
  assert.equal(server.getLayer(USER, 'c').get('a', 0), 1);
});

test('default values of another type are told, whether or not exposures are logged, but not where nothing was found', async () => {
  const server = await serverOf();
  server.getConfig(USER, 'c', { disableExposureLogging: true }).get('a', 'text');
  server.getConfig(USER, 'unknown').get('a', 'text');
  const mismatch = { name: 'c', ruleID: 'r1', parameter: 'a', defaultValueType: 'string', valueType: 'number' };
  assert.deepEqual(FakeRecorder.all.at(-1).told.filter(([kind]) => kind === 'mismatch'), [['mismatch', USER, { tier: 'dev' }, mismatch]]);
});

test('overrides take values of the right type', async () => {
  const logger = noting();
  const server = await serverOf({ logger });
  server.overrideGate('off', 'yes');
  server.overrideConfig('c', 'text');
  server.overrideLayer('c', true);
  assert.deepEqual(logger.said.map(([level, text]) => [level, text]), [
    ['warn', 'statsigSDK> Attempted to override a gate with a non boolean value'],
    ['warn', 'statsigSDK> Attempted to override a config with a non object value'],
    ['warn', 'statsigSDK> Attempted to override a layer with a non object value'],
  ]);
  server.overrideGate('off', true, 'a');
  server.overrideConfig('c', { a: 2 }, null);
  server.overrideLayer('c', { a: 3 });
  assert.equal(server.checkGate(USER, 'off'), true);
  assert.equal(server.checkGate({ userID: 'b' }, 'off'), false);
  assert.deepEqual(server.getConfig(USER, 'c').value, { a: 2 });
  assert.equal(server.getLayer(USER, 'c').get('a', 0), 3);
  server.clearAllGateOverrides();
  server.clearAllConfigOverrides();
  server.clearAllLayerOverrides();
  assert.equal(server.checkGate(USER, 'off'), false);
  assert.equal(server.getConfig(USER, 'c').get('a', 0), 1);
  assert.equal(server.getLayer(USER, 'c').get('a', 0), 1);
});
