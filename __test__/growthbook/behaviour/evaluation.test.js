'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { both, own, same } = require('../support/sdk');
const { keys, payload } = require('../support/payload');

const ATTRIBUTES = [
  { id: '1', country: 'US' },
  { id: '2', country: 'CA' },
  { id: 17 },
  {},
  { id: '', country: 'US' },
  { id: null },
  { id: ['a', 'b'] },
  { id: { a: 1 } },
  { id: true, country: ['US'] },
  { id: '\u0000zero', country: 'US' },
  { id: 'ümläut-\ud83d\ude00', country: 'US' },
];

for (const attributes of ATTRIBUTES) {
  same(`all features for ${JSON.stringify(attributes)}`, ({ GrowthBook }) => {
    const gb = new GrowthBook({ attributes }).initSync({ payload: payload() });
    return keys.flatMap((key) => [gb.evalFeature(key), gb.isOn(key), gb.isOff(key), gb.getFeatureValue(key, 'fallback')]);
  });
}

both('a value that is falsy is no reason for the default value, null is', ({ GrowthBook }) => {
  const gb = new GrowthBook({ features: { zero: { defaultValue: 0 }, no: { defaultValue: false }, text: { defaultValue: '' }, none: { defaultValue: null } } });
  assert.deepEqual(['zero', 'no', 'text', 'none', 'missing'].map((key) => gb.getFeatureValue(key, 'default')), [0, false, '', 'default', 'default']);
});

both('values are the objects of the payload', ({ GrowthBook }) => {
  const given = payload();
  const gb = new GrowthBook().initSync({ payload: given });
  assert.equal(gb.getFeatureValue('json', null), given.features.json.defaultValue);
  assert.equal(gb.evalFeature('json').value, given.features.json.defaultValue);
});

both('each result has an experiment of its own', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() });
  const first = gb.evalFeature('experiment');
  first.experiment.key = 'changed';
  first.experimentResult.value = 'changed';
  const second = gb.evalFeature('experiment');
  assert.equal(second.experiment.key, 'exp-1');
  assert.equal(second.experimentResult.value, second.value);
});

same('forced values win, for features that depend on them, too', ({ GrowthBook }) => {
  const forced = new Map([['text', 'red'], ['missing', { a: 1 }], ['experiment', null], ['zero', undefined]]);
  const gb = new GrowthBook({ attributes: { id: '1' }, forcedFeatureValues: forced }).initSync({ payload: payload() });
  const results = () => keys.map((key) => gb.evalFeature(key));
  const before = results();
  forced.set('text', 'green');
  const during = results();
  gb.setForcedFeatures(new Map());
  return [before, during, results(), gb.getForcedFeatures()];
});

same('forced variations', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' }, forcedVariations: { 'exp-1': 0 } }).initSync({ payload: payload() });
  const seen = [gb.evalFeature('experiment')];
  gb.forceVariation('exp-1', 1);
  seen.push(gb.evalFeature('experiment'), { ...gb.getForcedVariations() });
  gb.forceVariation('exp-1', 9);
  seen.push(gb.evalFeature('experiment'));
  gb.setForcedVariations({});
  return [...seen, gb.evalFeature('experiment'), gb.getDeferredTrackingCalls().length];
});

for (const options of [{ enabled: false }, { qaMode: true }, { url: 'http://a/?exp-1=2&hold=0' }, { url: '/path?exp-1=9' }, { url: 'http://a/?exp-1=1#?exp-1=2' }]) {
  same(`all features with ${JSON.stringify(options)}`, ({ GrowthBook }) => {
    const gb = new GrowthBook({ attributes: { id: '1', country: 'US' }, ...options }).initSync({ payload: payload() });
    return [...keys.map((key) => gb.evalFeature(key)), gb.getDeferredTrackingCalls()];
  });
}

same('overrides of attributes', async ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1', country: 'CA' }, attributeOverrides: { country: 'US' } }).initSync({ payload: payload() });
  const seen = [gb.evalFeature('forced'), gb.getAttributes()];
  gb.setAttributeOverrides({});
  seen.push(gb.evalFeature('forced'), gb.getAttributes());
  gb.updateAttributes({ country: 'US' });
  seen.push(gb.evalFeature('forced'), gb.getAttributes());
  await gb.setAttributes({ id: '2' });
  return [...seen, gb.evalFeature('forced'), gb.getAttributes()];
});

same('keys that are no texts', ({ GrowthBook }) => {
  const gb = new GrowthBook({ features: { 1: { defaultValue: 'one' }, undefined: { defaultValue: 'u' }, null: { defaultValue: 'n' } } });
  return [1, undefined, null, Symbol('x'), {}].map((key) => gb.evalFeature(key));
});

test('names that every object has are neither features nor attributes', () => {
  const gb = new own.GrowthBook({
    attributes: { id: '1' },
    features: { f: { defaultValue: 'd', rules: [{ condition: { toString: { $exists: true } }, force: 'inherited' }] }, own: { defaultValue: 1 } },
  });
  for (const key of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) assert.equal(gb.evalFeature(key).source, 'unknownFeature', key);
  assert.equal(gb.getFeatureValue('f', null), 'd');
  assert.equal(gb.getFeatureValue('own', null), 1);
});

class Account {
  #plan = 'pro';
  get plan() {
    return this.#plan;
  }
}

same('attributes of many kinds', ({ GrowthBook }) => {
  const features = Object.fromEntries(
    [
      { 'user.plan': 'pro' },
      { 'list.1': 'b' },
      { 'list.length': 2 },
      { list: { $elemMatch: { $eq: 'b' } } },
      { list: { $in: ['b'] } },
      { list: { $size: 2 } },
      { list: ['a', 'b'] },
      { list: 'a,b' },
      { date: { $gt: 1000 } },
      { date: { $lt: 1000 } },
      { date: { $type: 'object' } },
      { big: { $gt: 5 } },
      { big: '10' },
      { nan: { $exists: true } },
      { nan: { $eq: NaN } },
      { infinite: { $gt: 1e300 } },
      { fn: { $exists: true } },
      { missing: null },
      { none: null },
      { 'none.deep': null },
      { nested: { a: { b: [1] } } },
      { 'nested.a.b.0': 1 },
      { 'nested.a.c': null },
      { tricky: '\u0000x' },
      { mixed: { $elemMatch: { n: { $gt: 5 } } } },
      { mixed: { $all: [{ $exists: true }] } },
    ].map((condition, index) => [`f${index}`, { defaultValue: condition, rules: [{ condition, force: 'holds' }] }]),
  );
  const attributes = {
    user: new Account(),
    list: ['a', 'b'],
    date: new Date(86_400_000),
    big: 10n,
    nan: NaN,
    infinite: Infinity,
    fn: () => 1,
    none: undefined,
    nested: { a: { b: [1] } },
    tricky: '\u0000x',
    mixed: [undefined, { n: 3 }, { n: Infinity }, new Date(0)],
  };
  const gb = new GrowthBook({ attributes, features });
  return Object.keys(features).map((key) => [key, gb.evalFeature(key).source]);
});

test('a getter that throws makes the condition false that reads it, and nothing else', () => {
  const said = [];
  const attributes = {
    id: '1',
    get country() {
      throw new Error('no country for anybody');
    },
  };
  const gb = new own.GrowthBook({ attributes, log: (...args) => said.push(args) }).initSync({ payload: payload() });
  assert.equal(gb.getFeatureValue('forced', null), 'no');
  assert.equal(gb.getFeatureValue('experiment', null), new own.GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() }).getFeatureValue('experiment', null));
});

test('the result of a callback that evaluates again is not mixed up', () => {
  const values = [];
  const gb = new own.GrowthBook({
    attributes: { id: '1', country: 'US' },
    trackingCallback: () => values.push(gb.evalFeature('child').value, gb.evalFeature('bandit').experimentResult?.leafId),
    onFeatureUsage: () => values.push(gb.getFeatureValue('holdout', null)),
  }).initSync({ payload: payload() });
  const alone = new own.GrowthBook({ attributes: { id: '1', country: 'US' } }).initSync({ payload: payload() });
  for (const key of keys) assert.deepEqual(gb.evalFeature(key), alone.evalFeature(key), key);
  assert.ok(values.length > 0);
});

same('what was asked before is answered as before, and told as before', ({ GrowthBook }) => {
  const events = [];
  const shared = payload();
  const instance = (attributes, more) => new GrowthBook({ attributes, ...more, trackingCallback: (...args) => events.push(args) }).initSync({ payload: shared });
  const us = { id: '1', country: 'US' };
  const instances = [instance(us), instance({ ...us }), instance({ id: '2', country: 'US' }), instance(us), instance(us, { qaMode: true }), instance(us)];
  const results = [];
  for (let round = 0; round < 3; round++) for (const key of keys) for (const gb of instances) results.push(gb.evalFeature(key), gb.isOn(key));
  instances[0].setAttributes({ id: '2', country: 'CA' });
  for (const key of keys) for (const gb of instances) results.push(gb.evalFeature(key));
  return [...results, ...events, ...instances.map((gb) => gb.getAllResults())];
});

same('a feature with more attributes than are compared', ({ GrowthBook }) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const condition = (count) => Object.fromEntries(names.slice(0, count).map((name) => [name, { $gte: 1 }]));
  const features = Object.fromEntries(names.map((name, index) => [name, { defaultValue: 0, rules: [{ condition: condition(index + 1), force: index + 1 }] }]));
  const seen = [];
  for (const last of [1, 0, 1, 1, undefined, 0]) {
    for (const name of names) {
      const gb = new GrowthBook({ attributes: { ...Object.fromEntries(names.map((each) => [each, 1])), [name]: last }, features });
      seen.push(...names.map((key) => gb.getFeatureValue(key, null)), ...names.map((key) => gb.getFeatureValue(key, null)));
    }
  }
  return seen;
});
