'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const binding = require('../../../binding.js');
const { GrowthBook } = require('../../../growthbook.js');
const { UNKNOWN } = require('../../../lib/growthbook/evaluation/settled.js');
const { tuning } = require('../../../lib/growthbook/evaluation/tuning.js');
const { plainSources, viewOf } = require('../support/internals.js');

const rule = (condition, force, more) => ({ condition, force, ...more });
const feature = (...rules) => ({ defaultValue: 'none', rules });
const TWO = feature(rule({ company: { $in: ['acme', 'globex'] }, paid: true }, 'paid'), rule({ country: 'PT', age: { $gte: 18 } }, 'adult'));

/** A feature's view whose native questions are counted. */
function countedViewOf(definition) {
  const features = { feature: definition };
  const native = binding.growthbookPayload(JSON.stringify({ features }));
  const asked = { settle: 0 };
  const { settle } = native;
  native.settle = (...args) => {
    asked.settle += 1;
    return settle(...args);
  };
  return { found: viewOf(features, native).feature('feature'), asked };
}

function settledOf(definition) {
  const { found, asked } = countedViewOf(definition);
  found.evaluations = tuning.settledAfter;
  const settled = found.settle();
  const find = (attributes) => settled.find(plainSources(attributes));
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
  assert.equal(settled.rests.length, 1 + 3);
});

test('a feature is not looked at before it is used often', () => {
  const { found } = countedViewOf(TWO);
  for (let count = 1; count < tuning.settledAfter; count += 1) assert.equal(found.settle(), null);
  assert.notEqual(found.settle(), null);
});

test('where more than a few values matters, nothing is remembered', () => {
  const { found } = countedViewOf(feature({ condition: { a: { $regex: 'x' } }, force: 1 }));
  found.evaluations = tuning.settledAfter;
  assert.equal(found.settle(), null);
  assert.equal(found.settled, null);
});

test('memory is bounded per payload', () => {
  const combinations = (index) => feature(...Array.from({ length: 30 }, (_, at) => rule({ a: `${index} ${at}`, b: `${index} ${at}` }, at)));
  const features = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`feature ${index}`, combinations(index)]));
  const view = viewOf(features);
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

test('a getter that gives something else each time decides for nobody else', () => {
  const payload = { features: { two: feature(rule({ country: 'US' }, 'us'), rule({ country: 'DE' }, 'de')) } };
  const valueFor = (attributes) => new GrowthBook({ attributes }).initSync({ payload }).getFeatureValue('two', 'default');
  for (let count = 0; count < tuning.settledAfter; count += 1) valueFor({ country: true });
  let reads = 0;
  const odd = { get country() { return reads++ % 2 ? 'DE' : 'US'; } };
  for (let count = 0; count < 5; count += 1) {
    valueFor(odd);
    assert.deepEqual(['US', 'DE', 'PT'].map((country) => valueFor({ country })), ['us', 'de', 'none']);
  }
});

test('one feature that does not fit leaves room for those that do', () => {
  const large = feature(...Array.from({ length: 60 }, (_, at) => rule({ a: { $in: [`${'x'.repeat(100)} ${at}`] }, b: `${at % 15}` }, at)));
  const features = { ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`large ${index}`, large])), small: TWO };
  const view = viewOf(features);
  const kept = Object.keys(features).filter((key) => view.settled.of(view.feature(key)) !== null);
  assert.ok(kept.length < 100 && kept.includes('small'), `${kept.length} features`);
});

test('what was released is asked as a whole', () => {
  const { found } = countedViewOf(TWO);
  found.evaluations = tuning.settledAfter;
  const settled = found.settle();
  found.view.native.release();
  assert.equal(settled.find(plainSources({ company: 'acme' })), UNKNOWN);
  assert.equal(found.view.settled.of(found), null);
});

test('what is left of features takes of the same memory, and is evaluated whole where that ends', () => {
  const left = (index) => feature(...Array.from({ length: 50 }, (_, at) => rule({ country: `${at}` }, at, { coverage: 0.5, seed: `${index}${'x'.repeat(12_000)}` })));
  const features = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`feature ${index}`, left(index)]));
  const view = viewOf(features);
  const ways = { buckets: 0, parts: 0, whole: 0 };
  let words = 0;
  for (const key of Object.keys(features)) {
    const found = view.feature(key);
    const settled = view.settled.of(found);
    for (let at = 0; settled !== null && at < 50; at += 1) {
      const sources = plainSources({ country: `${at}`, id: 'x' });
      const rest = settled.restOf(settled.find(sources));
      assert.equal(settled.restOf(settled.find(sources)), rest);
      words += rest.bucketRules?.words ?? 0;
      ways[rest === found ? 'whole' : rest.bucketRules === null ? 'parts' : 'buckets'] += 1;
    }
  }
  assert.ok(words < 65_536 && ways.buckets > 20, JSON.stringify({ words, ...ways }));
  assert.ok(ways.parts > 1 && ways.whole > 20, JSON.stringify(ways));
});

test('features of which nothing is remembered take no memory', () => {
  const features = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`matched ${index}`, feature(rule({ mail: { $regex: `${index}` } }, index))]));
  features.experiment = feature({ variations: ['a', 'b'] });
  const view = viewOf(features);
  const kept = Object.keys(features).filter((key) => view.settled.of(view.feature(key)) !== null);
  assert.deepEqual(kept, ['experiment']);
});
