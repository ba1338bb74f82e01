'use strict';

/** The feature that tells which version of the payload is there. */
const VERSION_KEY = 'payload-version';

const COUNTRIES = ['US', 'CA', 'DE', 'PT', 'JP', 'NZ'];

/** @param {number} index */
const keyOf = (index) => `team${index % 40}-feature-${String(index).padStart(6, '0')}`;

/** A feature as a dashboard would make it: targeted, rolled out, and tested on the rest. @param {number} index */
const typicalFeature = (index) => ({
  defaultValue: false,
  rules: [
    { id: `fr_${index}_a`, condition: { company: { $in: [`company-${index}`, `partner-${index}`] } }, force: true },
    {
      id: `fr_${index}_b`,
      condition: { country: COUNTRIES[index % COUNTRIES.length], 'browser.version': { $gte: index % 100 } },
      force: true,
      coverage: (index % 10) / 10,
      hashAttribute: 'id',
    },
    {
      id: `fr_${index}_c`,
      key: `experiment-${index}`,
      variations: [false, true],
      weights: [0.5, 0.5],
      hashAttribute: 'id',
      hashVersion: 2,
      meta: [{ key: '0', name: 'Control' }, { key: '1', name: 'Treatment' }],
      phase: '0',
    },
  ],
});

/**
 * @param {number} count how many features, besides that of the version
 * @param {string} version of one digit
 */
function largePayload(count, version) {
  const features = Object.fromEntries(Array.from({ length: count }, (_, index) => [keyOf(index), typicalFeature(index)]));
  return {
    status: 200,
    dateUpdated: `2026-01-01T00:00:0${version}.000Z`,
    features: { ...features, [VERSION_KEY]: { defaultValue: version } },
  };
}

module.exports = { VERSION_KEY, largePayload };
