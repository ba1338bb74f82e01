'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { isUsable } = require('../../../lib/statsig/user/usable.js');
const { FakeRecorder, loadStatsig, native, noting, specs } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

/** Each of them was tried with the official package. */
const USABLE = [{ userID: '' }, { userID: 'a' }, { userID: 5 }, { userID: NaN }, { customIDs: { a: 'b' } }, { customIDs: ['a'] }, { userID: {}, customIDs: { a: 1 } }];
const UNUSABLE = [
  null, undefined, 5, 'x', true, 5n, [], {}, { userID: null }, { userID: true }, { userID: 5n }, { customIDs: {} }, { customIDs: 'abc' }, { customIDs: 5 },
  { customIDs: [] }, Object.assign(() => {}, { userID: 'x' }),
];

test('a user has a user id, which may be empty or a number, or a custom id', () => {
  for (const user of USABLE) assert.equal(isUsable(user), true, String(user));
  assert.equal(isUsable(Object.create({ userID: 'inherited' })), true);
  for (const user of UNUSABLE) assert.equal(isUsable(user), false, String(user));
});

test('a user whose properties throw is none', () => {
  const angry = { get userID() { throw new Error('no'); } };
  assert.equal(isUsable(angry), false);
});

async function serverOf(options) {
  const server = new statsig.StatsigServer('secret-k', { localMode: true, bootstrapValues: specs(), ...options });
  await server.initializeAsync();
  return server;
}

const BAD_NAME = 'Lookup key must be a non-empty string';
const BAD_USER =
  'Must pass a valid user with a userID or customID for the server SDK to work. See https://docs.statsig.com/messages/serverRequiredUserID/ for more details.';

/** Calls that take a user and a name. */
const CALLS = [
  ...['checkGate', 'getFeatureGate', 'getConfig', 'getExperiment', 'getLayer'].flatMap((name) => [
    name, `${name}Sync`, `${name}WithExposureLoggingDisabled`, `${name}WithExposureLoggingDisabledSync`,
  ]),
  'logGateExposure', 'logConfigExposure', 'logExperimentExposure', 'logLayerParameterExposure',
];

test('evaluations look at state, name and user, in this order', async () => {
  const fresh = new statsig.StatsigServer('secret-k', { localMode: true });
  const server = await serverOf();
  for (const call of CALLS) {
    assert.throws(() => fresh[call](null, ''), (error) => error instanceof statsig.StatsigUninitializedError, call);
    for (const name of [null, undefined, '', 5, {}, [], new String('x')]) {
      assert.throws(() => server[call](null, name), (error) => error instanceof statsig.StatsigInvalidArgumentError && error.message === BAD_NAME, call);
    }
    for (const user of UNUSABLE) {
      assert.throws(() => server[call](user, ' '), (error) => error instanceof statsig.StatsigInvalidArgumentError && error.message === BAD_USER, call);
    }
    for (const user of USABLE) server[call](user, ' ', 'p');
  }
});

test('options that are none are none', async () => {
  const server = await serverOf();
  for (const options of [undefined, null, 5, 'text', {}]) {
    assert.equal(server.checkGate({ userID: 'a' }, 'on', options), true);
    assert.equal(server.getConfig({ userID: 'a' }, 'c', options).get('a', 0), 1);
    assert.equal(server.getLayer({ userID: 'a' }, 'c', options).get('a', 0), 1);
  }
  assert.equal(FakeRecorder.all.at(-1).told.length, 15);
});

/** The environment that the evaluator gets. */
async function environmentOf({ given, default: byDefault, own }) {
  const server = await serverOf({ environment: given, bootstrapValues: specs({ default_environment: byDefault }) });
  const user = Object.freeze({ userID: 'a', ...(own === undefined ? {} : { statsigEnvironment: own }) });
  server.checkGate(user, 'on');
  const [, told, environment] = FakeRecorder.all.at(-1).told[0];
  assert.equal(told, user);
  return environment;
}

test('the environment is that of the option, or of the specs, or of the user, and the user stays what it is', async () => {
  const [given, own] = [{ tier: 'given' }, { tier: 'own' }];
  assert.equal(await environmentOf({ given, default: 'specs', own }), given);
  assert.deepEqual(await environmentOf({ given: undefined, default: 'specs', own }), { tier: 'specs' });
  assert.equal(await environmentOf({ given: undefined, default: undefined, own }), own);
  assert.equal(await environmentOf({ given: undefined, default: null, own: undefined }), undefined);
});

test('the environment follows the specs', async () => {
  native.specs = () => specs({ default_environment: 'first' });
  const server = new statsig.StatsigServer('secret-k', {});
  await server.initializeAsync();
  server.checkGate({ userID: 'a' }, 'on');
  native.specs = () => specs({ default_environment: 'second', time: 2_000 });
  await server.syncStoreSpecs();
  server.checkGate({ userID: 'a' }, 'on');
  assert.deepEqual(FakeRecorder.all.at(-1).told.map(([, , environment]) => environment), [{ tier: 'first' }, { tier: 'second' }]);
  server.shutdown();
});

test('sampling goes by the tier of the option', async () => {
  const tierOf = async (environment) => {
    await serverOf({ environment });
    return FakeRecorder.all.at(-1).tier;
  };
  assert.equal(await tierOf({ tier: 'staging' }), 'staging');
  assert.equal(await tierOf({}), 'production');
  assert.equal(await tierOf(undefined), 'production');
});

test('whatever fails inside gives the default, and is told once', async () => {
  const logger = noting();
  const server = await serverOf({ logger });
  const user = { userID: 'a' };
  for (let at = 0; at < 3; at++) {
    assert.equal(server.checkGate(user, 'broken'), false);
    assert.deepEqual(server.getFeatureGate(user, 'broken'), { name: 'broken', ruleID: '', value: false, groupName: null, idType: null, evaluationDetails: null });
    const config = server.getExperiment(user, 'broken');
    assert.ok(config instanceof statsig.DynamicConfig);
    assert.deepEqual([config.value, config.getRuleID(), config.getGroupName(), config.getIDType(), config.getEvaluationDetails()], [{}, '', null, null, null]);
    const layer = server.getLayer(user, 'broken');
    assert.ok(layer instanceof statsig.Layer);
    assert.deepEqual([layer.get('a', 7), layer.getRuleID(), layer.getEvaluationDetails()], [7, '', null]);
    server.logGateExposure(user, 'broken');
    assert.equal(server.getClientInitializeResponse(null), null);
  }
  const texts = logger.said.map(([level, text, message]) => `${level} ${text} ${message}`);
  const told = 'error [Statsig] An unexpected exception occurred.';
  assert.deepEqual(texts, [...Array(5).fill(`${told} inside`), `${told} The user is no object`]);
});
