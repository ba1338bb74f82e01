'use strict';

// GrowthBook's published cases, as far as they are about the public API. Those of internal functions are tests of the engine.

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readCases } = require('./support/cases');
const { own, plain, quietly, settled } = require('./support/sdk');

const { GrowthBook, LocalStorageStickyBucketService, evalCondition } = own;

const PREFIX = 'gbStickyBuckets__';

/** Something like a browser's local storage. */
function memoryStorage() {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

/** Options as they stand in the cases; those of forced features would be a map. */
const optionsOf = (options) => ({ ...options });

const RUNNERS = {
  evalCondition: ([, condition, attributes, expected, groups]) => {
    assert.equal(evalCondition(attributes, condition, groups ?? {}), expected);
  },

  feature: ([, options, key, expected]) => {
    assert.deepEqual(plain(new GrowthBook(optionsOf(options)).evalFeature(key)), expected);
  },

  run: ([, options, experiment, value, inExperiment, hashUsed]) => {
    const result = new GrowthBook(optionsOf(options)).run(experiment);
    assert.deepEqual([result.value, result.inExperiment, result.hashUsed], [value, inExperiment, hashUsed]);
  },

  stickyBucket: async ([, options, docs, key, expected, expectedDocs]) => {
    const service = new LocalStorageStickyBucketService({ prefix: PREFIX, localStorage: memoryStorage() });
    for (const doc of docs) await service.saveAssignments(doc);
    const gb = new GrowthBook({ ...optionsOf(options), stickyBucketService: service });
    await settled();
    assert.deepEqual(plain(gb.evalFeature(key).experimentResult ?? null), expected);
    assert.deepEqual(gb.getStickyBucketAssignmentDocs(), expectedDocs);
  },

  urlRedirect: async ([, options, expected]) => {
    const gb = new GrowthBook(optionsOf(options));
    await settled();
    const actual = gb.getDeferredTrackingCalls().map(({ result }) => ({
      inExperiment: result.inExperiment,
      urlRedirect: result.value.urlRedirect,
      urlWithParams: gb.getRedirectUrl(),
    }));
    assert.deepEqual(actual, expected);
  },

  contextualBandit: ([, options, key, expected]) => {
    assert.deepEqual(plain(new GrowthBook(optionsOf(options)).evalFeature(key)), expected);
  },
};

const COUNTS = { evalCondition: 248, feature: 55, run: 73, stickyBucket: 13, urlRedirect: 4, contextualBandit: 35 };

for (const [section, count] of Object.entries(COUNTS)) {
  test(section, { skip }, async (t) => {
    const cases = readCases()[section];
    assert.equal(cases.length, count);
    for (const given of cases) {
      await t.test(given[0], () => quietly(() => RUNNERS[section](given)));
    }
  });
}
