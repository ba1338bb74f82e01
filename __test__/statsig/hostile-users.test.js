'use strict';

// What users, events and specs of the application or of a server can do at worst: the value stands, and events stay JSON that has
// nothing private in it. Expected values are those of the official package, where it does not fail.

const assert = require('node:assert/strict');
const { openOffline, openOnline } = require('./support/open');
const { both, own } = require('./support/sdks');
const test = require('node:test');

const condition = (more) => ({ type: 'public', targetValue: null, operator: null, field: null, additionalValues: {}, idType: 'userID', ...more });
const rule = (conditions, more = {}) => ({ name: 'r', id: 'r', salt: 's', passPercentage: 100, returnValue: true, idType: 'userID', conditions, ...more });
const spec = (name, rules, more = {}) => ({ name, type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate', rules, ...more });
const body = (more) => ({ has_updates: true, time: 1_700_000_000_000, feature_gates: [], dynamic_configs: [], layer_configs: [], ...more });

const GATE = body({ feature_gates: [spec('gate', [rule([condition({})])])] });

/** More than the journal of evaluations holds at first. */
const MANY = 200;

both('a getter of a user may evaluate something that takes more room than there was', async (t, subject) => {
  const gates = Array.from({ length: MANY }, (_, index) => spec(`n${index}`, [rule([condition({})])]));
  const fields = ['f1', 'f2', 'f3', 'f4', 'f5'].map((field) => condition({ type: 'user_field', field, operator: 'neq', targetValue: 'zzz' }));
  const experiment = (name, value) => spec(name, [rule([condition({})], { id: `${name}_r`, returnValue: { p: value } })], { type: 'dynamic_config', entity: 'experiment', defaultValue: {} });
  const layer = (name, delegate, conditions) => spec(name, [rule(conditions, { configDelegate: delegate, returnValue: {} })], { type: 'dynamic_config', entity: 'layer', defaultValue: {} });
  const needsAll = gates.map(({ name }) => condition({ type: 'pass_gate', targetValue: name }));
  const server = await openOffline(t, subject, body({
    feature_gates: gates,
    dynamic_configs: [experiment('expA', 'A'), experiment('expB', 'B')],
    layer_configs: [layer('LA', 'expA', fields), layer('LB', 'expB', needsAll)],
  }));
  const user = {
    userID: 'u',
    get f3() {
      server.getLayer({ userID: 'w' }, 'LB');
      return 'x';
    },
  };
  const found = server.getLayer(user, 'LA');
  assert.deepEqual([found.getAllocatedExperimentName(), found.getRuleID(), found.get('p', null)], ['expA', 'expA_r', 'A']);
});

both('no toJSON brings private attributes back, and none loses the id', async (t, subject) => {
  const { server, takeEvents } = await openOnline(t, subject, GATE);
  class Person {
    get userID() {
      return 'of a class';
    }
    toJSON() {
      return { userID: this.userID, privateAttributes: { ssn: 'TOPSECRET' } };
    }
  }
  server.checkGate(new Person(), 'gate');
  server.checkGate({ userID: 'plain', privateAttributes: { ssn: 'TOPSECRET' } }, 'gate');
  const events = await takeEvents();
  assert.deepEqual(events.map(({ user }) => [user.userID, user.privateAttributes]), [['of a class', null], ['plain', null]]);
});

both('an event of which a part has no JSON spoils no other', async (t, subject) => {
  const { server, takeEvents } = await openOnline(t, subject, GATE);
  server.logEvent({ userID: 'u' }, 'before');
  server.logEventObject({ eventName: 'no time', user: { userID: 'u' }, time: NaN });
  server.logEvent({ userID: 'u' }, 'no metadata', null, { toJSON() {} });
  server.logEvent({ userID: 'u' }, 'after');
  const names = (await takeEvents()).map(({ eventName }) => eventName);
  assert.deepEqual(names.filter((name) => ['before', 'after', 'no time'].includes(name)), ['before', 'no time', 'after']);
});

test('a value does not depend on whether its exposure can be written', { skip: own.skip }, async (t) => {
  const { server, takeEvents } = await openOnline(t, own, GATE);
  const circle = { userID: 'circle' };
  circle.custom = { circle };
  const users = [{ userID: 'big', custom: { big: 10n } }, circle, { userID: 'thrower', get email() { throw new Error('no'); } }];
  for (const user of users) assert.equal(server.checkGate(user, 'gate'), true);
  assert.deepEqual((await takeEvents()).map(({ user }) => user.userID), ['big', 'circle', 'thrower']);
});

test('what is handed out is the caller\'s to change, down to its lists', { skip: own.skip }, async (t) => {
  const experiment = spec('exp', [rule([condition({})], { returnValue: {} })], { type: 'dynamic_config', entity: 'experiment', defaultValue: {}, hasSharedParams: true, explicitParameters: ['p'] });
  const server = await openOffline(t, own, body({ dynamic_configs: [experiment] }));
  const take = () => server.getClientInitializeResponse({ userID: 'u' }, undefined, { hash: 'none' }).dynamic_configs.exp.explicit_parameters;
  take().push('spoilt');
  assert.deepEqual(take(), ['p']);
});

test('a circle of gates costs a response for clients no other gate', { skip: own.skip }, async (t) => {
  const needs = (name) => [rule([condition({ type: 'pass_gate', targetValue: name })])];
  const server = await openOffline(t, own, body({ feature_gates: [spec('a', needs('b')), spec('b', needs('a')), ...GATE.feature_gates] }));
  const { feature_gates: gates } = server.getClientInitializeResponse({ userID: 'u' }, undefined, { hash: 'none' });
  assert.deepEqual([gates.a.value, gates.gate.value], [false, true]);
});

test('specs with a time that is no number do not end the polls', { skip: own.skip }, async (t) => {
  const { server } = await openOnline(t, own, { ...GATE, time: '5000' });
  assert.equal(server.checkGate({ userID: 'u' }, 'gate', { disableExposureLogging: true }), true);
  await server.syncStoreSpecs();
  assert.equal(server.getFeatureGate({ userID: 'u' }, 'gate').evaluationDetails.configSyncTime, 0);
});

test('the sampling of gates that need each other twice takes no exponential time', { skip: own.skip, timeout: 20_000 }, async (t) => {
  const levels = Array.from({ length: 60 }, (_, level) => {
    const needs = level === 0 ? [condition({})] : [0, 1].map(() => condition({ type: 'pass_gate', targetValue: `level ${level - 1}` }));
    return spec(`level ${level}`, [rule(needs, { samplingRate: 7 })]);
  });
  const { server } = await openOnline(t, own, body({ feature_gates: levels, sdk_configs: { sampling_mode: 'on', special_case_sampling_rate: 3 } }));
  for (const userID of ['a', 'b', 'c']) assert.equal(server.checkGate({ userID }, 'level 59'), true);
});
