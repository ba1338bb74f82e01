'use strict';

/**
 * An experiment that gives everybody the same variation by chance: who has another one has kept it.
 *
 * @param {'control' | 'treatment'} variation
 * @param {object} [changes]
 */
const payloadOf = (variation, changes = {}) => ({
  features: {
    checkout: {
      defaultValue: 'default',
      rules: [{
        key: 'checkout',
        variations: ['old', 'new'],
        weights: variation === 'control' ? [1, 0] : [0, 1],
        meta: [{ key: 'control' }, { key: 'treatment' }],
        hashVersion: 2,
        ...changes,
      }],
    },
  },
});

module.exports = { payloadOf };
