'use strict';

// Attributes whose reading runs code of the application, which may ask for somebody else meanwhile.

const assert = require('node:assert/strict');
const test = require('node:test');

const { own } = require('../support/sdk');

const { GrowthBook } = own;

/** So often that what is settled about a feature is remembered. */
const OFTEN = 20;

const EXPERIMENT = { key: 'e', variations: ['0', '1'], hashAttribute: 'id', hashVersion: 2, seed: 's' };
const payload = { features: { f: { defaultValue: 'none', rules: [EXPERIMENT] }, g: { defaultValue: 'none', rules: [{ condition: { country: 'US' }, force: 'us' }, EXPERIMENT] } } };

const instance = (attributes, options) => new GrowthBook({ attributes, trackingCallback() {}, ...options }).initSync({ payload });
const answerFor = (id, key) => instance({ id, country: 'DE' }).evalFeature(key);

/** Two users in different variations. */
function users(key) {
  const ids = Array.from({ length: 50 }, (_, index) => `user ${index}`);
  const first = ids[0];
  const second = ids.find((id) => answerFor(id, key).value !== answerFor(first, key).value);
  return [first, second];
}

for (const key of ['f', 'g']) {
  for (const evaluations of [0, OFTEN]) {
    test(`${key}: a getter that asks for somebody else changes no answer, after ${evaluations} evaluations`, () => {
      const [first, second] = users(key);
      for (let count = 0; count < evaluations; count += 1) answerFor(first, key);
      const expected = [first, second].map((id) => answerFor(id, key));
      const other = instance({ id: second, country: 'DE' });
      for (let count = 0; count < 4; count += 1) {
        const outer = instance({
          country: 'DE',
          get id() {
            other.getFeatureValue(key, null);
            return first;
          },
        });
        const seen = outer.evalFeature(key);
        assert.equal(seen.value, expected[0].value);
        assert.equal(seen.experimentResult.bucket, expected[0].experimentResult.bucket);
        assert.equal(other.getFeatureValue(key, null), expected[1].value);
        assert.equal(answerFor(second, key).value, expected[1].value);
      }
    });

    test(`${key}: what is forced for one is forced for nobody else, after ${evaluations} evaluations`, () => {
      const [first, second] = users(key);
      for (let count = 0; count < evaluations; count += 1) answerFor(first, key);
      const expected = answerFor(second, key).value;
      const other = instance({ id: second, country: 'DE' });
      const force = expected === '0' ? 1 : 0;
      const attributes = {
        country: 'DE',
        get id() {
          other.getFeatureValue(key, null);
          return first;
        },
      };
      assert.equal(instance(attributes, { forcedVariations: { e: force } }).getFeatureValue(key, null), String(force));
      assert.equal(answerFor(second, key).value, expected);
    });
  }
}

test('a hash attribute whose name is no text breaks nothing', () => {
  const names = [Object.create(null), { toString() { throw new Error('no'); } }, Symbol('id')];
  for (const hashAttribute of names) {
    assert.doesNotThrow(() => instance({ id: '1' }).run({ ...EXPERIMENT, hashAttribute }));
    assert.doesNotThrow(() => instance({ id: '1' }).run({ ...EXPERIMENT, fallbackAttribute: hashAttribute }));
  }
  const features = Object.fromEntries(
    ['hashAttribute', 'fallbackAttribute'].map((name) => [name, { defaultValue: 'none', rules: [{ ...EXPERIMENT, [name]: { toString: 1 } }] }]),
  );
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: { features } });
  assert.equal(gb.getFeatureValue('hashAttribute', null), 'none');
  assert.notEqual(gb.getFeatureValue('fallbackAttribute', null), 'none');
});
