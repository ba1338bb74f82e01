'use strict';

const { anyHashAttribute } = require('./attributes');
const { anyCondition } = require('./conditions');
const { EXPERIMENT_KEYS, INLINE_KEY, anyCoverage, anyWeights } = require('./experiments');
const { FEATURES, anyFeatureValue } = require('./payload');
const { anyUrl } = require('./urls');
const { code } = require('../tree');

/** @typedef {import('../../../support/random').Random} Random */

const anyForcedVariations = (random) =>
  Object.fromEntries(random.times(random.between(0, 3), () => [
    random.pick([...EXPERIMENT_KEYS, 'f0', 'holdout']),
    random.chance(0.9) ? random.below(4) : random.pick([-1, 99, 4]),
  ]));

/** Entries of a map. */
const anyForcedFeatures = (random, features) =>
  random.times(random.between(0, 3), () => [
    random.chance(0.8) ? random.pick(features) : random.pick([...FEATURES, 'nobody']),
    anyFeatureValue(random),
  ]);

/** Overrides of experiments, an option of old. */
function anyOverrides(random, surroundings) {
  const all = {
    condition: () => anyCondition(random, surroundings, 1),
    weights: () => anyWeights(random, 2),
    active: () => random.chance(0.7),
    status: () => random.pick(['draft', 'running', 'stopped']),
    force: () => random.below(3),
    coverage: () => anyCoverage(random),
    groups: () => [random.pick(['beta', 'alpha'])],
    namespace: () => ['ns', 0, 0.8],
    url: () => random.pick([code('/pricing/'), 'pricing', '^/a', '[']),
  };
  const names = random.shuffle(Object.keys(all)).slice(0, random.between(1, 2));
  // What a bandit says of its weights, if others override them, depends on whom one asks in the official package.
  const keys = names.includes('weights') ? [INLINE_KEY] : [...EXPERIMENT_KEYS, INLINE_KEY];
  return { [random.pick(keys)]: Object.fromEntries(names.map((name) => [name, all[name]()])) };
}

/**
 * Options of an instance, or of a user's context, beside attributes and listeners.
 *
 * @param {Random} random
 * @param {import('./experiments').Surroundings} surroundings
 */
function anySession(random, { features }) {
  return {
    ...(random.chance(0.35) ? { url: anyUrl(random) } : {}),
    ...(random.chance(0.03) ? { enabled: random.pick([false, false, true, null, 0]) } : {}),
    ...(random.chance(0.04) ? { qaMode: random.pick([true, true, false]) } : {}),
    ...(random.chance(0.15) ? { forcedVariations: anyForcedVariations(random) } : {}),
    ...(random.chance(0.1) ? { forcedFeatureValues: { entries: anyForcedFeatures(random, features) } } : {}),
  };
}

/** Options that only instances have. */
function anyOldOptions(random, surroundings) {
  return {
    ...(random.chance(0.06) ? { overrides: anyOverrides(random, surroundings) } : {}),
    ...(random.chance(0.06) ? { groups: { beta: random.chance(0.7), alpha: random.chance(0.3) } } : {}),
    ...(random.chance(0.05) ? { user: { [anyHashAttribute(random)]: String(random.below(100)) } } : {}),
    ...(random.chance(0.03) ? { disableUrlRedirectExperiments: true } : {}),
    ...(random.chance(0.03) ? { disableCrossOriginUrlRedirectExperiments: true } : {}),
    ...(random.chance(0.03) ? { disableExperimentsOnLoad: true } : {}),
    ...(random.chance(0.03) ? { blockedChangeIds: ['change-0'] } : {}),
  };
}

module.exports = { anyForcedFeatures, anyForcedVariations, anyOldOptions, anyOverrides, anySession };
