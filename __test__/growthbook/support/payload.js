'use strict';

/** A payload with a feature of each kind. */
const payload = () => ({
  status: 200,
  dateUpdated: '2026-01-01T00:00:00Z',
  features: {
    empty: {},
    text: { defaultValue: 'blue' },
    zero: { defaultValue: 0 },
    json: { defaultValue: { a: [1, 2, { b: null }] } },
    forced: { defaultValue: 'no', rules: [{ id: 'r-force', condition: { country: 'US' }, force: 'yes' }] },
    rollout: { defaultValue: false, rules: [{ id: 'r-roll', force: true, coverage: 0.5, hashAttribute: 'id', hashVersion: 2, seed: 's' }] },
    experiment: {
      defaultValue: 'control',
      rules: [
        {
          id: 'r-exp',
          key: 'exp-1',
          name: 'Experiment',
          phase: '0',
          variations: ['a', 'b', 'c'],
          weights: [0.2, 0.3, 0.5],
          hashVersion: 2,
          seed: 'seed',
          meta: [{ key: 'va', name: 'A' }, { key: 'vb', name: 'B' }, { key: 'vc' }],
        },
      ],
    },
    excluded: { defaultValue: 'd', rules: [{ key: 'exp-2', variations: [1, 2], condition: { country: 'nowhere' } }] },
    holdout: {
      defaultValue: 'd',
      rules: [{ key: 'hold', variations: ['x', 'y'], meta: [{ passthrough: true }, { passthrough: true }] }, { id: 'r-after', force: 'after' }],
    },
    child: { defaultValue: 0, rules: [{ id: 'r-child', parentConditions: [{ id: 'experiment', condition: { value: { $in: ['a', 'b', 'c'] } } }], force: 1 }] },
    gated: { defaultValue: 0, rules: [{ parentConditions: [{ id: 'text', condition: { value: 'red' }, gate: true }], force: 1 }] },
    orphan: { defaultValue: 0, rules: [{ parentConditions: [{ id: 'nobody', condition: { value: null } }], force: 'orphan' }] },
    circle: { defaultValue: 0, rules: [{ parentConditions: [{ id: 'circle', condition: { value: 1 } }], force: 1 }] },
    tracks: {
      defaultValue: 0,
      rules: [
        {
          force: 7,
          tracks: [
            {
              experiment: { key: 'remote', variations: [6, 7] },
              result: { key: '1', variationId: 1, value: 7, inExperiment: true, hashUsed: true, hashAttribute: 'id', hashValue: '1', featureId: 'tracks' },
            },
          ],
        },
      ],
    },
    grouped: { defaultValue: 0, rules: [{ condition: { id: { $inGroup: 'testers' } }, force: 1 }] },
    bandit: { defaultValue: 'd', rules: [{ key: 'cb', contextualBanditRef: 'ref', contextualVariations: ['m', 'n'], weights: [0.5, 0.5] }] },
  },
  savedGroups: { testers: ['1', '2'] },
  contextualBandits: { ref: { banditVersion: 3, contexts: [{ leafId: 7, condition: { country: 'US' }, weights: [0.9, 0.1] }] } },
});

const keys = [...Object.keys(payload().features), 'missing'];

module.exports = { payload, keys };
