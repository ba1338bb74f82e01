'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const binding = require('../../../binding.js');
const { GrowthBook } = require('../../../growthbook.js');
const { PayloadView } = require('../../../lib/growthbook/payload/view.js');
const { UNKNOWN } = require('../../../lib/growthbook/evaluation/settled.js');
const { tuning } = require('../../../lib/growthbook/evaluation/tuning.js');

const rule = (condition, force, more) => ({ condition, force, ...more });
const feature = (...rules) => ({ defaultValue: 'none', rules });
const TWO = feature(rule({ company: { $in: ['acme', 'globex'] }, paid: true }, 'paid'), rule({ country: 'PT', age: { $gte: 18 } }, 'adult'));

/** A feature's view whose native questions are counted. */
function viewOf(definition) {
  const features = { feature: definition };
  const native = binding.growthbookPayload(JSON.stringify({ features }));
  const asked = { settle: 0 };
  const { settle } = native;
  native.settle = (...args) => {
    asked.settle += 1;
    return settle(...args);
  };
  const view = new PayloadView(native, { feature: (key) => features[key], experiment: () => undefined, contextualBandits: () => undefined });
  return { found: view.feature('feature'), asked };
}

function settledOf(definition) {
  const { found, asked } = viewOf(definition);
  found.evaluations = tuning.settledAfter;
  const settled = found.settle();
  const find = (attributes) => settled.find({ overrides: null, attributes, globals: null, hasPlainAttributes: () => true });
  return { settled, asked, find, valueFor: (attributes) => found.values[find(attributes)] };
}

test('native code is asked once per combination of classes', () => {
  const { asked, valueFor } = settledOf(TWO);
  const valuesOf = (suffix) => [
    valueFor({ company: 'acme', paid: true, country: 'DE', age: 5 }),
    valueFor({ company: `other${suffix}`, paid: true, country: 'PT', age: 18 }),
    valueFor({ company: `other${suffix}`, paid: false, country: 'PT', age: 17 - suffix }),
  ];
  const expected = ['paid', 'adult', 'none'];
  assert.deepEqual(valuesOf(1), expected);
  const { settle } = asked;
  assert.equal(settle, 3);
  for (let suffix = 2; suffix < 40; suffix += 1) assert.deepEqual(valuesOf(suffix % 17), expected);
  assert.equal(asked.settle, settle);
});

test('of lists, objects, NaN and getters that throw nothing is known', () => {
  const { find } = settledOf(TWO);
  const getter = { get company() { throw new Error('no'); } };
  for (const attributes of [{ company: ['acme'] }, { company: {} }, { company: NaN }, { company: 5n }, { age: NaN, country: 'PT' }, getter]) {
    assert.equal(find(attributes), UNKNOWN);
  }
  // Numbers are no text of this list, but the age of somebody.
  assert.notEqual(find({ company: 'acme', age: 5 }), UNKNOWN);
});

test('what is left is evaluated with no more than it needs', () => {
  const { find, settled } = settledOf(
    feature(rule({ company: 'acme' }, 'acme'), rule({ country: 'PT' }, 'some', { coverage: 0.5, hashAttribute: 'device' }), {
      key: 'experiment',
      variations: ['a', 'b'],
      condition: { paid: true },
    }),
  );
  const named = (attributes) => settled.restOf(find(attributes)).slots.map(({ name }) => name).sort();
  assert.deepEqual(named({ company: 'other', country: 'DE', paid: true }), ['id']);
  assert.deepEqual(named({ company: 'other', country: 'DE', paid: false }), ['id']);
  assert.deepEqual(named({ company: 'other', country: 'PT', paid: true }), ['device', 'id']);
  assert.equal(settled.rests.length, 3);
});

test('a feature is not looked at before it is used often', () => {
  const { found } = viewOf(TWO);
  for (let count = 1; count < tuning.settledAfter; count += 1) assert.equal(found.settle(), null);
  assert.notEqual(found.settle(), null);
});

test('where more than a few values matters, nothing is remembered', () => {
  const { found } = viewOf(feature({ condition: { a: { $regex: 'x' } }, force: 1 }));
  found.evaluations = tuning.settledAfter;
  assert.equal(found.settle(), null);
  assert.equal(found.settled, null);
});

test('memory is bounded per payload', () => {
  const combinations = (index) => feature(...Array.from({ length: 30 }, (_, at) => rule({ a: `${index} ${at}`, b: `${index} ${at}` }, at)));
  const features = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`feature ${index}`, combinations(index)]));
  const native = binding.growthbookPayload(JSON.stringify({ features }));
  const view = new PayloadView(native, { feature: (key) => features[key], experiment: () => undefined, contextualBandits: () => undefined });
  const places = Object.keys(features).map((key) => view.settled.of(view.feature(key)));
  const kept = places.filter((settled) => settled !== null);
  assert.ok(kept.length > 20 && kept.length < 100, `${kept.length} features`);
  assert.equal(kept.reduce((sum, settled) => sum + settled.known.length, 0) < 65_536, true);
});

test('the same values, whether remembered or not', () => {
  const payload = { features: { two: TWO } };
  const people = [
    { company: 'acme', paid: true },
    { company: 'acme', paid: '' },
    { company: ['acme'], paid: 1 },
    { country: 'PT', age: 18 },
    { country: 'PT', age: '18' },
    { country: 'PT', age: 17.999 },
    { country: 'PT', age: null },
    { country: 'pt', age: 20 },
    {},
  ];
  const values = () => people.map((attributes) => new GrowthBook({ attributes }).initSync({ payload }).getFeatureValue('two', 'default'));
  const first = values();
  assert.deepEqual(first, ['paid', 'none', 'paid', 'adult', 'adult', 'none', 'none', 'none', 'none']);
  for (let count = 0; count < tuning.settledAfter; count += 1) assert.deepEqual(values(), first);
});
