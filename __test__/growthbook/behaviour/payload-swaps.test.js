'use strict';

// The application sets another payload while something is being evaluated by the one before.

const assert = require('node:assert/strict');
const test = require('node:test');
const { garbageCollector } = require('../../support/garbage');
const { own, same, settled } = require('../support/sdk');

const gc = garbageCollector();

const parents = { p: { defaultValue: true }, e: { rules: [{ variations: [true, true], key: 'parent' }] } };
const parentConditions = [{ id: 'p', condition: { value: true } }, { id: 'e', condition: { value: true } }];

for (const [name, swap] of [
  ['setPayload', (gb) => gb.setPayload({ features: {} })],
  ['setFeatures', (gb) => gb.setFeatures({})],
  ['initSync', (gb) => gb.initSync({ payload: { features: { other: { defaultValue: 1 } } } })],
]) {
  same(`include sets another payload: ${name}`, async ({ GrowthBook }) => {
    const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: { features: parents } });
    const ran = gb.run({ key: 'inline', variations: [0, 1], include: () => Boolean(swap(gb)) || true, parentConditions });
    await settled();
    return [ran, gb.evalFeature('p')];
  });
}

test('include sets another payload: prerequisites are told by the one that they were evaluated with', () => {
  const used = [];
  const options = { attributes: { id: '1' }, onFeatureUsage: (key, { source }) => used.push([key, source]) };
  const gb = new own.GrowthBook(options).initSync({ payload: { features: parents } });
  const include = () => Boolean(gb.initSync({ payload: { features: { other: { defaultValue: 1 }, another: { defaultValue: 2 } } } }));
  assert.equal(gb.run({ key: 'inline', variations: [0, 1], include, parentConditions }).inExperiment, true);
  assert.deepEqual(used, [['p', 'defaultValue'], ['e', 'experiment']]);
});

same('include runs so many other experiments that its own would be forgotten', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' }, features: parents });
  const include = () => {
    for (let i = 0; i < 300; i += 1) gb.run({ key: `other-${i}`, variations: [0, 1], weights: [0, 1] });
    gb.setFeatures({});
    for (let i = 0; i < 3; i += 1) gc();
    return true;
  };
  return [gb.run({ key: 'outer', variations: [0, 1, 2], weights: [0, 0, 1], include })];
});

const auto = (key) => ({
  key,
  changeId: key,
  urlPatterns: [{ type: 'simple', include: true, pattern: 'http://a/' }],
  variations: [{ domMutations: [] }, { domMutations: [], css: key }],
  weights: [0, 1],
});

same('a callback sets another list of experiments while one is gone through', async ({ GrowthBook }) => {
  const tracked = [];
  const gb = new GrowthBook({
    attributes: { id: '1' },
    url: 'http://a/',
    trackingCallback: ({ key }, { variationId }) => {
      tracked.push([key, variationId]);
      if (tracked.length === 1) gb.setPayload({ features: {}, experiments: [auto('new')] });
    },
  });
  await gb.setPayload({ features: {}, experiments: [auto('a'), auto('b'), auto('c')] });
  await settled();
  // When the new ones run is up to the package.
  return tracked.sort();
});
