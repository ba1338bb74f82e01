'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');

const binding = require('../../../binding.js');
const { GrowthBook } = require('../../../growthbook.js');
const { BucketRules, NO_RULE } = require('../../../lib/growthbook/evaluation/bucket-rules.js');
const { Slot } = require('../../../lib/growthbook/evaluation/attributes.js');
const { UNKNOWN } = require('../../../lib/growthbook/evaluation/value-classes.js');
const { bucketOf, fineBucketOf, hashOf } = require('../../../lib/growthbook/evaluation/bucket-hash.js');
const { tuning } = require('../../../lib/growthbook/evaluation/tuning.js');
const { readCases, skip } = require('../support/cases.js');
const { plainSources } = require('../support/internals.js');

const IDS = ['a', 'user-1', 'ü', '日本', '😀x', '\ud83d', '\0', ...Array.from({ length: 20_000 }, (_, index) => `user ${index}`)];

test('hashes are those of the conformance cases', { skip }, () => {
  const known = readCases().hash.filter(([, , , expected]) => expected !== null);
  assert.ok(known.length > 5);
  for (const [seed, value, version, expected] of known) {
    const bucket = version === 2 ? fineBucketOf(hashOf(seed), value) : bucketOf(seed, value);
    assert.equal(bucket, expected, `${seed} ${value} ${version}`);
  }
});

test('hashes are those of native code', () => {
  for (const id of IDS) {
    assert.equal(bucketOf('seed', id), binding.growthbookHash('seed', id, 1));
    assert.equal(fineBucketOf(hashOf('sée😀d'), id), binding.growthbookHash('sée😀d', id, 2));
  }
});

const SLOTS = [new Slot(['t', 'id']), new Slot(['t', 'device'])];
const find = (rules, attributes) => {
  const outcome = rules.find(plainSources(attributes));
  return [outcome, rules.ran, rules.bucket];
};

test('the first rule that has a user counts, and an experiment is told even of who is not in', () => {
  const half = bucketOf('s', 'u1');
  const rules = new BucketRules(SLOTS, [0, [[1, 's', 1, -1, [half, half + 0.001, 7]], [0, 't', 2, 4, [0, 0.5, 8, 0.5, 0.75, 9]]]]);
  assert.deepEqual(find(rules, { device: 'u1', id: 'any' }), [7, NO_RULE, half]);
  const seen = new Set();
  for (const id of IDS) {
    const bucket = binding.growthbookHash('t', id, 2);
    const expected = bucket < 0.5 ? [8, 4, bucket] : bucket < 0.75 ? [9, 4, bucket] : [0, 4, NaN];
    assert.deepEqual(find(rules, { device: 'none', id }), expected);
    seen.add(expected[0]);
  }
  assert.deepEqual([...seen].sort(), [0, 8, 9]);
});

test('numbers are hashed as they are written', () => {
  const rules = new BucketRules(SLOTS, [0, [[0, 's', 2, 1, [0, 1, 5]]]]);
  for (const id of [5, -1, 1.5, 1e21, 5e-7, Infinity, 123456789012]) {
    assert.deepEqual(find(rules, { id }), [5, 1, binding.growthbookHash('s', String(id), 2)]);
  }
});

test('what native code has to look at is left alone', () => {
  const rules = new BucketRules(SLOTS, [0, [[0, 's', 2, 1, [0, 1, 5]]]]);
  const getter = { get id() { throw new Error('no'); } };
  for (const attributes of [{}, { id: '' }, { id: 0 }, { id: NaN }, { id: true }, { id: null }, { id: ['x'] }, { id: {} }, { id: 5n }, { id: 'x'.repeat(300) }, getter]) {
    assert.equal(find(rules, attributes)[0], UNKNOWN);
  }
});

const PAYLOAD = {
  features: {
    feature: {
      defaultValue: 'none',
      rules: [
        { condition: { country: 'PT' }, force: 'part', coverage: 0.4, hashAttribute: 'device' },
        { key: 'half', condition: { country: { $in: ['PT', 'DE'] } }, variations: ['a', 'b'], coverage: 0.5, hashVersion: 2 },
      ],
    },
    bare: { defaultValue: 0, rules: [{ variations: [1, 2, 3], weights: [0.2, 0.3, 0.5], meta: [{ key: 'x', name: 'X' }, {}, {}] }] },
  },
};

/** What comes of many users, and what is told of them. */
function everything() {
  const told = [];
  const users = IDS.slice(0, 300).map((id, index) => ({ id: index % 5 ? id : index, device: `d${index}`, country: ['PT', 'DE', 'US', 'DE'][index % 4] }));
  users.push({}, { id: '' }, { id: true, country: 'DE' }, { device: ['d'], country: 'PT' });
  for (const attributes of users) {
    const trackingCallback = (experiment, result) => told.push([experiment, result]);
    const gb = new GrowthBook({ attributes, trackingCallback }).initSync({ payload: PAYLOAD });
    gb.subscribe((experiment, result) => told.push(['subscription', experiment, result]));
    told.push(gb.evalFeature('feature'), gb.evalFeature('bare'), gb.getFeatureValue('feature', null), [...gb.getAllResults()]);
  }
  return told;
}

test('what comes out, and what is told of it, is the same with and without native code', () => {
  const { settledAfter } = tuning;
  try {
    tuning.settledAfter = Infinity;
    const expected = everything();
    tuning.settledAfter = 1;
    PAYLOAD.features = structuredClone(PAYLOAD.features);
    assert.deepEqual(everything(), expected);
    const sources = new Set(expected.filter((each) => each.source).map(({ source, ruleId, value }) => `${source} ${ruleId} ${value}`));
    assert.ok(sources.size >= 7, [...sources].join());
  } finally {
    tuning.settledAfter = settledAfter;
  }
});
