'use strict';

// Responses for clients whose specs are many, or read much, or need themselves: what one native call gives, and where one is not enough.

const assert = require('node:assert/strict');
const { openOffline, openOnline } = require('./support/open');
const { both } = require('./support/sdks');

const condition = (type, rest = {}) => ({ type, field: null, operator: null, targetValue: null, additionalValues: {}, idType: 'userID', ...rest });

const rule = (id, conditions, rest = {}) => ({ name: id, id, salt: id, passPercentage: 100, returnValue: true, idType: 'userID', conditions, ...rest });

const gate = (name, conditions) => ({ name, type: 'feature_gate', salt: name, enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate', rules: [rule(`rule-${name}`, conditions)] });

const config = (name, entity, rules, rest = {}) => ({ name, type: 'dynamic_config', salt: name, enabled: true, defaultValue: {}, idType: 'userID', entity, rules, ...rest });

const specsOf = ({ gates = [], configs = [], layers = [], ...rest }) => ({ has_updates: true, time: 1_700_000_000_000, feature_gates: gates, dynamic_configs: configs, layer_configs: layers, ...rest });

const UNHIDDEN = { hash: 'none' };

both('more exposures than the journal has room for', async (t, subject) => {
  const COUNT = 60;
  const names = Array.from({ length: COUNT }, (_, index) => `gate_${index}`);
  const passed = names.map((name) => condition('pass_gate', { targetValue: name }));
  const gates = names.flatMap((name, index) => [gate(name, [condition('public')]), gate(`after_${name}`, passed.slice(index))]);
  const server = await openOffline(t, subject, specsOf({ gates }));
  for (let round = 0; round < 2; round += 1) {
    const { feature_gates: found } = server.getClientInitializeResponse({ userID: 'a' }, undefined, UNHIDDEN);
    assert.equal(Object.keys(found).length, 2 * COUNT);
    for (const [index, name] of names.entries()) {
      const { rule_id: ruleID, secondary_exposures: exposures, value } = found[`after_${name}`];
      assert.deepEqual({ ruleID, value }, { ruleID: `rule-after_${name}`, value: true });
      assert.deepEqual(exposures.map((exposure) => exposure.gate), names.slice(index));
    }
  }
});

const fieldsTest = (count) => async (t, subject) => {
  const gates = Array.from({ length: count }, (_, index) => gate(`gate_${index}`, [condition('user_field', { field: `field_${index}`, operator: 'any', targetValue: ['yes'] })]));
  const server = await openOffline(t, subject, specsOf({ gates }));
  const user = { userID: 'a', custom: { field_0: 'yes', field_7: 'no', field_9900: 'yes' } };
  const { feature_gates: found } = server.getClientInitializeResponse(user, undefined, UNHIDDEN);
  assert.equal(Object.keys(found).length, count);
  assert.deepEqual(Object.values(found).filter(({ value }) => value).map(({ name }) => name), ['gate_0', 'gate_9900']);
};

both('as many fields as a call takes', fieldsTest(10_000));

both('more fields than a call takes', fieldsTest(10_500));

both('no specs of any kind', async (t, subject) => {
  const server = await openOffline(t, subject, specsOf({}));
  const { dynamic_configs: configs, feature_gates: gates, layer_configs: layers } = server.getClientInitializeResponse({ userID: 'a' });
  assert.deepEqual({ configs, gates, layers }, { configs: {}, gates: {}, layers: {} });
});

both('gates that need each other in a circle are off, and the others are not', async (t, subject) => {
  const gates = [
    gate('left', [condition('pass_gate', { targetValue: 'right' })]),
    gate('right', [condition('pass_gate', { targetValue: 'left' })]),
    gate('on', [condition('public')]),
  ];
  const server = await openOffline(t, subject, specsOf({ gates }));
  const { feature_gates: found } = server.getClientInitializeResponse({ userID: 'a' }, undefined, UNHIDDEN);
  assert.deepEqual(Object.values(found).map(({ rule_id, value }) => [rule_id, value]), [['', false], ['', false], ['rule-on', true]]);
}, { officially: 'its stack overflows, and there is no response' });

both('two experiments without values have the defaults of their own layers', async (t, subject) => {
  const experiment = (name) => config(name, 'experiment', [], { hasSharedParams: true, explicitParameters: ['a'], isActive: true });
  const layers = ['x', 'y'].map((name) => config(name, 'layer', [], { defaultValue: { from: name, list: [1] } }));
  const specs = specsOf({ configs: [experiment('one'), experiment('two')], layers });
  const server = await openOffline(t, subject, { ...specs, layers: { x: ['one'], y: ['two'] } });
  const ask = () => server.getClientInitializeResponse({ userID: 'a' }, undefined, UNHIDDEN).dynamic_configs;
  const { one, two } = ask();
  assert.deepEqual([one.value, two.value], [{ from: 'x', list: [1] }, { from: 'y', list: [1] }]);
  // The official package hands out what it has itself.
  if (subject.isOfficial) return;
  one.value.list.push(2);
  one.explicit_parameters.push('b');
  assert.deepEqual([ask().one.value.list, ask().one.explicit_parameters], [[1], ['a']]);
});

both('an override that the caller changes counts as it is', async (t, subject) => {
  const configs = [config('one', 'experiment', [], { hasSharedParams: true, explicitParameters: [] })];
  const layers = [config('x', 'layer', [], { defaultValue: { default: 1 } })];
  const server = await openOffline(t, subject, { ...specsOf({ configs, layers }), layers: { x: ['one'] } });
  const given = { value: { changes: 1, inner: { changes: 1 } } };
  const ask = () => server.getClientInitializeResponse({ userID: 'a' }, undefined, { ...UNHIDDEN, overrides: { dynamicConfigs: { one: given } } }).dynamic_configs.one.value;
  assert.deepEqual(ask(), { default: 1, changes: 1, inner: { changes: 1 } });
  given.value.changes = 2;
  given.value.comes = true;
  given.value.inner.changes = 2;
  assert.deepEqual(ask(), { default: 1, changes: 2, comes: true, inner: { changes: 2 } });
});

both('clients of one app, which only some conditions ask for', async (t, subject) => {
  const isFor = (app) => condition('target_app', { operator: 'any', targetValue: [app] });
  const targetAppIDs = ['app'];
  const gates = [gate('mine', [isFor('app')]), gate('of_another', [isFor('other')])].map((spec) => ({ ...spec, targetAppIDs }));
  const configs = [config('one', 'experiment', [rule('in', [isFor('app')], { isExperimentGroup: true, returnValue: { a: 1 } })], { isActive: true, targetAppIDs })];
  const body = { ...specsOf({ gates, configs }), app_id: 'other', sdk_keys_to_app_ids: { 'client-a': 'app' } };
  const server = await openOffline(t, subject, body);
  const all = (clientKey) => {
    const { dynamic_configs: { one }, feature_gates: { mine, of_another: other } } = server.getClientInitializeResponse({ userID: 'a' }, clientKey, UNHIDDEN);
    return [mine.value, other.value, one.rule_id, one.is_user_in_experiment];
  };
  assert.deepEqual(all(undefined), [false, true, 'default', false]);
  // Whether a user is in an experiment is asked as if nobody knew the app.
  assert.deepEqual(all('client-a'), [true, false, 'in', false]);
  assert.deepEqual(all('client-b'), [false, false, 'default', false]);
});

both('one server answers clients with other keys, and other hashes, in turns', async (t, subject) => {
  const gates = [{ ...gate('of_app', [condition('public')]), targetAppIDs: ['app'] }, gate('of_nobody', [condition('public')])];
  const server = await openOffline(t, subject, { ...specsOf({ gates }), sdk_keys_to_app_ids: { 'client-a': 'app' } });
  const ask = (clientKey, hash) => Object.keys(server.getClientInitializeResponse({ userID: 'a' }, clientKey, { hash }).feature_gates);
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(ask('client-a', 'none'), ['of_app']);
    assert.deepEqual(ask(undefined, 'none'), ['of_app', 'of_nobody']);
    assert.deepEqual(ask('client-other', 'none'), ['of_app', 'of_nobody']);
    // 31 * ... over the code units of the names.
    assert.match(ask('client-a', 'djb2').join(), /^\d+$/);
    assert.match(ask('client-a', 'sha256').join(), /^[\w+/]{43}=$/);
  }
});

both('a layer that delegates to what is unsupported has the sampling rate of the rule that is to blame', async (t, subject) => {
  const configs = [
    config('delegate', 'experiment', [
      rule('never', [condition('user_field', { field: 'email', operator: 'any', targetValue: ['x'] })], { samplingRate: 7 }),
      rule('unknown', [condition('nobody_knows')], { samplingRate: 2 }),
    ]),
  ];
  const layers = [config('layer', 'layer', [rule('all', [condition('public')], { configDelegate: 'delegate' })])];
  const specs = { ...specsOf({ configs, layers }), sdk_configs: { sampling_mode: 'shadow', special_case_sampling_rate: 101 } };
  const { server, takeEvents } = await openOnline(t, subject, specs, { environment: { tier: 'production' } });
  // The first of each rule is told in any case.
  for (const userID of ['a', 'b']) server.logLayerParameterExposure({ userID }, 'layer', 'p');
  const events = await takeEvents();
  assert.deepEqual(events.map(({ statsigMetadata: { samplingRate } }) => samplingRate), [undefined, 2]);
});
