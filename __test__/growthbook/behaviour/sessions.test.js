'use strict';

// What is forced, and sticky buckets: seen as they are at the moment of the evaluation, and no matter to what does not depend on them.

const assert = require('node:assert/strict');
const test = require('node:test');
const binding = require('../../../binding.js');
const { own, same } = require('../support/sdk');

const META = [{ key: 'a' }, { key: 'b' }];
const experiment = (rest) => ({ variations: ['A', 'B'], meta: META, weights: [1, 0], ...rest });
const features = {
  exp: { defaultValue: 'none', rules: [experiment({ minBucketVersion: 1, bucketVersion: 2 })] },
  named: { rules: [experiment({ key: 'its__name' })] },
  child: { defaultValue: 'no', rules: [{ parentConditions: [{ id: 'middle', condition: { value: 'M' } }], force: 'yes' }] },
  middle: { defaultValue: 'none', rules: [{ parentConditions: [{ id: 'top', condition: { value: { $in: ['T', 'B'] } }, gate: true }], force: 'M' }] },
  top: { defaultValue: 'none', rules: [experiment({ key: 'of-top' })] },
  json: { defaultValue: 'no', rules: [{ parentConditions: [{ id: 'object', condition: { 'value.a.b': 1 } }], force: 'yes' }] },
  plain: { defaultValue: 1 },
  forced: { defaultValue: 0, rules: [{ condition: { id: '1' }, force: 2 }] },
};
const KEYS = [...Object.keys(features), 'object', 'nothing'];
const service = () => ({ getAllAssignments: async () => ({}), saveAssignments: async () => {} });
const doc = (assignments, attributeValue = '1') => ({ attributeName: 'id', attributeValue, assignments });

/** Everything that an instance says of the features. */
const all = (gb) => KEYS.map((key) => [gb.getFeatureValue(key, null), gb.evalFeature(key).experimentResult?.stickyBucketUsed, gb.isOn(key)]);

for (const docs of [
  { 'id||1': doc({ exp__2: 'b', 'its__name__0': 'b', other__0: 'b', 'of-top__0': 'b' }) },
  { 'id||1': doc({ exp__0: 'b', 'its__name__1': 'b', 'its__0': 'b' }) },
  { 'id||1': doc({ exp__2: 'unknown' }), 'id||2': doc({ exp__2: 'b' }, '2') },
  { 'id||1': doc(null), 'id||2': 'text' },
  { 'id||1': doc({ exp__2: 5, 'of-top__0': null }) },
]) {
  same(`sticky buckets ${JSON.stringify(docs)}`, async ({ GrowthBook }) => {
    const gb = new GrowthBook({ attributes: { id: '1' }, features, stickyBucketService: service(), stickyBucketAssignmentDocs: structuredClone(docs), log() {} });
    return all(gb);
  });
}

same('what is forced can be changed at any time, inside of the objects too', ({ GrowthBook }) => {
  const forcedVariations = { 'of-top': 1 };
  const object = { a: { b: 0 } };
  const map = new Map([['unrelated', { deep: {} }]]);
  const gb = new GrowthBook({ attributes: { id: '1' }, features, forcedVariations, forcedFeatureValues: map });
  const seen = [all(gb)];
  const after = (change) => seen.push((change(), all(gb)));
  after(() => (forcedVariations['of-top'] = 0));
  after(() => (forcedVariations.exp = 1));
  after(() => (forcedVariations['its__name'] = 1));
  after(() => delete forcedVariations.exp);
  after(() => map.set('object', object));
  after(() => (object.a.b = 1));
  after(() => map.set('top', 'T'));
  after(() => map.set('top', 'other'));
  after(() => map.set('middle', 'M'));
  after(() => map.set('plain', 0));
  after(() => map.set('top', undefined).delete('middle'));
  after(() => map.clear());
  return seen;
});

same('documents of a user context can be changed at any time, inside of the objects too', ({ GrowthBookClient }) => {
  const client = new GrowthBookClient({});
  client.initSync({ payload: { features } });
  const stickyBucketAssignmentDocs = { 'id||1': doc({ exp__2: 'b' }) };
  const context = { attributes: { id: '1' }, stickyBucketAssignmentDocs, saveStickyBucketAssignmentDoc: async () => {} };
  const scoped = client.createScopedInstance(context);
  const tell = () => [client.evalFeature('exp', context).value, scoped.evalFeature('exp').value, scoped.getFeatureValue('child', null)];
  const seen = [tell()];
  stickyBucketAssignmentDocs['id||1'].assignments.exp__2 = 'a';
  seen.push(tell());
  stickyBucketAssignmentDocs['id||1'].assignments['exp__0'] = 'a';
  seen.push(tell());
  stickyBucketAssignmentDocs['id||1'] = doc({ exp__2: 'b' });
  seen.push(tell());
  context.stickyBucketAssignmentDocs = {};
  seen.push(tell());
  return seen;
});

/** The sessions that native code is given. */
function counted(t) {
  const given = [];
  const { growthbookSession } = binding;
  binding.growthbookSession = (text) => (given.push(text), growthbookSession(text));
  t.after(() => (binding.growthbookSession = growthbookSession));
  return given;
}

test('what cannot matter to a feature is not handed to native code', (t) => {
  const given = counted(t);
  const forcedFeatureValues = new Map(Array.from({ length: 40 }, (_, i) => [`forced ${i}`, { text: 'x'.repeat(1000) }]));
  const forcedVariations = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`forced ${i}`, 1]));
  const gb = new own.GrowthBook({ attributes: { id: 'only here' }, features, forcedFeatureValues, forcedVariations });
  all(gb);
  assert.deepEqual(given, []);
  const docs = { 'id||only here': doc({ ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`other ${i}__0`, 'a'])), exp__2: 'b' }) };
  const sticky = new own.GrowthBook({ attributes: { id: 'only here' }, features, stickyBucketService: service(), stickyBucketAssignmentDocs: docs });
  for (let i = 0; i < 10; i++) assert.equal(sticky.getFeatureValue('exp', null), 'B');
  assert.deepEqual(given, ['{"sticky":{"id||only here":{"assignments":{"exp__2":"b"}}}}']);
  for (let i = 0; i < 10; i++) assert.equal(sticky.getFeatureValue('forced', null), 0);
  assert.equal(given.length, 1);
});

test('a feature that reaches very far gets all there is', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, { defaultValue: i, rules: [{ parentConditions: [{ id: `f${i + 1}`, condition: { value: 'forced' }, gate: true }], force: 'forced' }] }]));
  const gb = new own.GrowthBook({ features: many, forcedFeatureValues: new Map([['f90', 'forced']]) });
  assert.equal(gb.getFeatureValue('f0', null), 'forced');
  assert.equal(gb.getFeatureValue('f89', null), 'forced');
  assert.equal(gb.getFeatureValue('f91', null), null);
});
