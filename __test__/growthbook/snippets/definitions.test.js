'use strict';

const assert = require('node:assert/strict');
const { load, loadOfficial } = require('../support/sdks');
const { documentTest } = require('./covered');

const sdk = load();
const official = loadOfficial();

const open = (features, attributes, options, { GrowthBook } = sdk) => new GrowthBook({ ...options, attributes }).initSync({ payload: { features } });

/** What many users get of each feature, the same with the official package. */
function forMany(features, attributesOf = (id) => ({ id })) {
  return Array.from({ length: 300 }, (_, i) => {
    const attributes = attributesOf(String(i));
    const evaluate = (package_) => Object.keys(features).map((key) => open(features, attributes, {}, package_).evalFeature(key));
    const ours = evaluate(sdk);
    assert.deepEqual(ours, evaluate(official));
    return ours;
  });
}

const share = (all, has) => all.filter(has).length / all.length;
const isNear = (actual, expected) => assert.ok(Math.abs(actual - expected) < 0.1, `${actual}, not ${expected}`);

documentTest('definitions', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const gb = open(features, {});
  for (const key of ['feature-1', 'feature-2', 'another-feature']) assert.equal(gb.isOn(key), true);
});

documentTest('basicFeature', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const { value, source } = open(features, {}).evalFeature('my-feature');
  assert.deepEqual([value, source], [null, 'defaultValue']);
});

documentTest('defaultValue', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  assert.equal(open(features, {}).getFeatureValue('my-feature', ''), 'green');
});

documentTest('ruleConditionAttributes', async (t, run) => {
  const { result: attributes } = await run({ result: 'printed' });
  const condition = { 'browser.vendor': 'firefox', country: { $in: ['US', 'CA', 'IN'] } };
  assert.equal(open({ f: { rules: [{ condition, force: true }] } }, attributes).isOn('f'), true);
});

documentTest('ruleCondition', async (t, run) => {
  const { result: condition } = await run({ result: 'printed' });
  const isOn = (attributes) => open({ f: { rules: [{ condition, force: true }] } }, attributes).isOn('f');
  const browser = { vendor: 'firefox', version: 94 };
  assert.deepEqual([isOn({ browser, country: 'CA' }), isOn({ browser, country: 'DE' }), isOn({ country: 'CA' })], [true, false, false]);
});

documentTest('forceRules', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const color = (attributes) => open(features, attributes).evalFeature('button-color');
  const { value, ruleId, source } = color({ browser: 'firefox', country: 'US' });
  assert.deepEqual([value, ruleId, source], ['green', 'rule-123', 'force']);
  assert.equal(color({ browser: 'firefox', country: 'DE' }).value, 'blue');
  assert.equal(color({ browser: 'chrome', country: 'US' }).value, 'blue');
});

documentTest('rollout', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const all = forMany(features, (id) => ({ 'device-id': id }));
  isNear(share(all, ([{ value }]) => value), 0.2);
  // More users later, and none fewer.
  const [rule] = features['new-feature'].rules;
  const more = forMany({ 'new-feature': { ...features['new-feature'], rules: [{ ...rule, range: [0, 0.4] }] } }, (id) => ({ 'device-id': id }));
  isNear(share(more, ([{ value }]) => value), 0.4);
  assert.ok(all.every(([{ value }], i) => !value || more[i][0].value));
});

documentTest('experimentRules', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const all = forMany(features);
  for (const size of ['small', 'medium', 'large']) isNear(share(all, ([{ value }]) => value === size), 1 / 3);
});

documentTest('ruleTrafficSplit', async (t, run) => {
  const { result: rules } = await run({ result: 'printed' });
  const [first, second] = rules.map((rule) => forMany({ color: { rules: [rule] } }));
  isNear(share(first, ([{ value }]) => value), 0.1);
  assert.deepEqual(first.map(([{ value }]) => value), second.map(([{ value }]) => value), 'identical');
});

documentTest('ruleMeta', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const all = forMany(features);
  const expected = { control: ['sm', 'Small', 0.5], v1: ['md', 'Medium', 0.25], v2: ['lg', 'Large', 0.25] };
  for (const [key, [value, name, part]] of Object.entries(expected)) {
    const chosen = all.map(([{ experimentResult }]) => experimentResult).filter((result) => result.key === key);
    isNear(chosen.length / all.length, part);
    assert.ok(chosen.every((result) => result.value === value && result.name === name));
  }
});

documentTest('trackingKey', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const calls = [];
  const trackingCallback = (experiment, result) => void calls.push([experiment.key, experiment.name, result.featureId]);
  open(features, { id: '1' }, { trackingCallback }).isOn('feature-1');
  assert.deepEqual(calls, [['my-experiment', 'My Experiment', 'feature-1']]);
});

documentTest('hashAttribute', async (t, run) => {
  const { result: gb } = await run({ result: 'gb' });
  const values = new Set();
  for (let id = 0; id < 50; id += 1) {
    gb.setAttributes({ id: String(id), company: 'acme' });
    values.add(gb.getFeatureValue('my-feature', null));
  }
  assert.equal(values.size, 1, 'the same variation for all of a company');
  gb.setAttributes({ id: '123' });
  const { value, source } = gb.evalFeature('my-feature');
  assert.deepEqual([value, source], ['A', 'force']);
});

documentTest('filters', async (t, run) => {
  const { result: features } = await run({ result: 'printed' });
  const all = forMany(features);
  isNear(share(all, ([first]) => first.source === 'experiment'), 0.6);
  assert.ok(all.every(([first, second]) => (first.source === 'experiment') !== (second.source === 'experiment')));
});
