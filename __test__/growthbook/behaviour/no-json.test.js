'use strict';

// What an application gives that JSON cannot say: it is left out, and the rest counts.

const assert = require('node:assert/strict');
const test = require('node:test');
const { own, same, settled } = require('../support/sdk');

const meta = [{ key: 'a' }, { key: 'b' }, { key: 'c' }];
const payload = { features: { f: { rules: [{ key: 'exp', variations: ['x', 'y', 'z'], weights: [1, 0, 0], meta }] } } };
const user = { attributes: { id: '1' } };

const circle = () => {
  /** @type {any} */
  const circular = { a: 1 };
  circular.circular = circular;
  return circular;
};
const throws = { toJSON: () => assert.fail('no JSON') };

/** The results of an instance, a client and an inline experiment, without the experiments' objects. */
function resultsFor({ GrowthBook, GrowthBookClient }, options) {
  const brief = ({ source, value }) => [source, value];
  const gb = new GrowthBook({ ...user, ...options }).initSync({ payload });
  const client = new GrowthBookClient().initSync({ payload });
  const { value } = gb.run({ key: 'inline', variations: [0, 1], weights: [0, 1] });
  return [gb.isOn('f'), brief(gb.evalFeature('f')), value, brief(client.evalFeature('f', { ...user, ...options }))];
}

for (const [name, forcedVariations] of [
  ['a BigInt', { other: 1n, exp: 2 }],
  ['a circle', { other: circle(), exp: 2 }],
  ['a toJSON that throws', { other: throws, exp: 2 }],
  ['a key that is a name of all objects', { ['__proto__']: 1, other: 1n, exp: 1 }],
]) {
  same(`forcedVariations: ${name}`, (sdk) => resultsFor(sdk, { forcedVariations }));
}

const DOC = { attributeName: 'id', attributeValue: '1', assignments: { exp__0: 'c' } };

/** Options with sticky buckets that are kept nowhere else. */
function stickyWith({ StickyBucketService }, stickyBucketAssignmentDocs) {
  class Nowhere extends StickyBucketService {
    async getAssignments() {
      return null;
    }
    async saveAssignments() {}
  }
  return { stickyBucketService: new Nowhere(), stickyBucketAssignmentDocs };
}

for (const [name, docs] of [
  ['a document with a BigInt', { 'id||1': { ...DOC, more: 1n } }],
  ['a document with a circle', { 'id||1': { ...DOC, more: circle() } }],
  ['a document that throws', { 'id||1': DOC, 'id||2': throws }],
]) {
  same(`sticky buckets: ${name}`, async (sdk) => {
    const gb = new sdk.GrowthBook({ ...user, ...stickyWith(sdk, docs) }).initSync({ payload });
    const client = new sdk.GrowthBookClient().initSync({ payload });
    const context = { ...user, stickyBucketAssignmentDocs: docs, saveStickyBucketAssignmentDoc: () => {} };
    const results = [gb.evalFeature('f'), client.evalFeature('f', context)];
    await settled();
    return results.map(({ experimentResult, value }) => [experimentResult.stickyBucketUsed, value]);
  });
}

test('sticky buckets: an assignment that is no JSON leaves the others', async () => {
  // The official package throws.
  const docs = { 'id||1': { ...DOC, assignments: { ...DOC.assignments, other__0: 1n } } };
  const gb = new own.GrowthBook({ ...user, ...stickyWith(own, docs), log: () => {} }).initSync({ payload });
  assert.equal(gb.evalFeature('f').value, 'z');
});

test('sticky buckets: a user whose attribute is no JSON', () => {
  const gb = new own.GrowthBook({ attributes: { id: 1n }, ...stickyWith(own, {}) }).initSync({ payload });
  assert.equal(gb.evalFeature('f').value, 'x');
  assert.deepEqual(Object.keys(gb.getStickyBucketAssignmentDocs()), ['id||1']);
});

test('what is left out is told once', () => {
  const said = [];
  const log = (...args) => said.push(args);
  const forcedVariations = { other: 1n, circular: circle(), exp: 1 };
  const expected = [['Values that are no JSON are left out', { leftOut: ['forcedVariations.other', 'forcedVariations.circular.circular.circular'] }]];
  // A feature is told of what it can look at, an experiment of one's own of everything.
  const experiment = { key: 'exp', variations: ['x', 'y'] };
  const gb = new own.GrowthBook({ ...user, forcedVariations, log }).initSync({ payload });
  assert.equal(gb.getFeatureValue('f', null), 'y');
  assert.deepEqual(said, []);
  for (let i = 0; i < 3; i += 1) assert.equal(gb.run(experiment).value, 'y');
  assert.deepEqual(said, expected);
  said.length = 0;
  const client = new own.GrowthBookClient({ log }).initSync({ payload });
  for (let i = 0; i < 3; i += 1) assert.equal(client.runInlineExperiment(experiment, { ...user, forcedVariations }).value, 'y');
  assert.deepEqual(said, expected);
});

test('forced variations that cannot be read force nothing', () => {
  const forcedVariations = new Proxy({}, { ownKeys: () => assert.fail('unreadable') });
  const said = [];
  const gb = new own.GrowthBook({ ...user, forcedVariations, log: (_message, context) => said.push(context) }).initSync({ payload });
  assert.equal(gb.getFeatureValue('f', null), 'x');
  gb.run({ key: 'other', variations: [0, 1] });
  assert.deepEqual(said, [{ leftOut: ['forcedVariations'] }]);
});
