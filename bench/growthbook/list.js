'use strict';

// Every operation that is timed, with its goal: how many times as fast as the official package.

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {keyof typeof import('./loops.js')} loop
 * @property {string} feature the one that is asked for; the empty text where five are
 * @property {number} [goal]
 * @property {boolean} [inChart]
 */

const GOALS = { defaultValue: 5, force: 8, experiment: 8, threeRules: 10, tenMissed: 12 };

const FEATURE_NAMES = {
  defaultValue: 'default value',
  force: 'one force rule',
  experiment: 'experiment',
  threeRules: 'three-rule feature',
  tenMissed: 'ten missed rules',
  json: 'JSON value with 200 keys',
};

const each = (call, loop, properties) =>
  Object.entries(GOALS).map(([feature, goal]) => ({ name: `${call}, ${FEATURE_NAMES[feature]}`, loop, feature, ...properties(goal) }));

/** @type {Operation[]} */
const OPERATIONS = [
  ...each('GrowthBook getFeatureValue', 'value', (goal) => ({ goal, inChart: true })),
  { name: `GrowthBook getFeatureValue, ${FEATURE_NAMES.json}`, loop: 'jsonValue', feature: 'json', goal: 20, inChart: true },
  ...each('GrowthBook isOn', 'isOn', (goal) => ({ goal })),
  // Its result is an object of up to a dozen properties, which whoever makes it has to pay for: no goal.
  ...each('GrowthBook evalFeature', 'evaluation', () => ({})),
  { name: 'GrowthBook request, new instance and five evaluations', loop: 'request', feature: '', goal: 8, inChart: true },
  { name: 'GrowthBook request, scoped instance and five evaluations', loop: 'scopedRequest', feature: '' },
];

module.exports = { OPERATIONS };
