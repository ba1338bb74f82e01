'use strict';

const { anyHashAttribute } = require('./attributes');
const { anyCondition, anySavedGroups } = require('./conditions');
const experiments = require('./experiments');
const { bucketOfSomebody } = require('./hashes');
const { anyJson, anyText } = require('./values');

/** @typedef {import('./experiments').Surroundings} Surroundings */

const FEATURES = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'ü-feature', 'with space', '', '7', 'a\ud800', 'exp-1'];
const BANDITS = ['b1', 'b2'];

const anyFeatureValue = (random) =>
  random.choose([
    [4, () => random.chance(0.5)],
    [3, () => random.pick(['on', 'off', 'a', '', anyText(random)])],
    [2, () => random.pick([0, 1, -0, 5, 0.5, 1e21])],
    [3, () => anyJson(random)],
    [0.5, () => null],
  ]);

/** A conclusion of an evaluation elsewhere, to be tracked with the value. */
function anyTrack(random) {
  const variations = experiments.anyVariations(random);
  const variationId = random.below(variations.length || 1);
  return {
    experiment: { key: random.pick(experiments.EXPERIMENT_KEYS), variations, ...(random.chance(0.3) ? { name: anyText(random) } : {}) },
    result: {
      value: variations[variationId], variationId, key: String(variationId), inExperiment: true, hashUsed: true,
      hashAttribute: 'id', hashValue: String(random.below(3)), featureId: random.pick(['f0', null]),
    },
  };
}

/** The part that rules of both kinds share. */
function anyTargeting(random, surroundings) {
  return {
    ...(random.chance(0.6) ? { id: random.pick(['rule-1', 'rule-2', '', 'fr_ü', 5, null]) } : {}),
    ...(random.chance(0.45) ? { condition: anyCondition(random, surroundings) } : {}),
    ...(random.chance(0.15) ? { parentConditions: experiments.anyParents(random, surroundings) } : {}),
  };
}

/** Puts the limit of a rollout exactly at the bucket of a user, now and then. */
function withExactLimit(random, rule, { users, key }) {
  if (!random.chance(0.3)) return rule;
  const limit = bucketOfSomebody(random, users, { ...rule, seed: rule.seed || key });
  if (limit === undefined) return rule;
  return { ...rule, ...random.pick([{ coverage: limit }, { range: [0, limit] }, { range: [limit, 1] }]) };
}

function anyForceRule(random, surroundings) {
  const isRollout = random.chance(0.35);
  const rule = {
    ...anyTargeting(random, surroundings),
    force: anyFeatureValue(random),
    ...(random.chance(0.08) ? { filters: experiments.anyFilters(random) } : {}),
    ...(isRollout && random.chance(0.7) ? { coverage: experiments.anyCoverage(random) } : {}),
    ...(isRollout && random.chance(0.4) ? { range: experiments.anyRange(random) } : {}),
    ...(isRollout && random.chance(0.4) ? { hashAttribute: anyHashAttribute(random) } : {}),
    ...(isRollout && random.chance(0.2) ? { fallbackAttribute: anyHashAttribute(random) } : {}),
    ...(isRollout && random.chance(0.1) ? { disableStickyBucketing: true } : {}),
    ...(isRollout && random.chance(0.4) ? { hashVersion: experiments.anyHashVersion(random) } : {}),
    ...(isRollout && random.chance(0.4) ? { seed: random.pick(experiments.SEEDS) } : {}),
    ...(random.chance(0.06) ? { tracks: random.times(random.between(0, 2), () => anyTrack(random)) } : {}),
    ...(random.chance(0.02) ? { variations: ['a', 'b'] } : {}),
  };
  return isRollout ? withExactLimit(random, rule, surroundings) : rule;
}

function anyExperimentRule(random, surroundings) {
  const variations = experiments.anyVariations(random);
  const isBandit = random.chance(0.12);
  const key = random.chance(0.6) ? random.pick(experiments.EXPERIMENT_KEYS) : undefined;
  const split = { key: key || surroundings.key, variations, ...experiments.anySplit(random, variations.length) };
  const rule = {
    ...anyTargeting(random, surroundings),
    ...experiments.withExactLimits(random, split, surroundings.users),
    ...(isBandit ? { contextualBanditRef: random.pick([...BANDITS, 'no bandit']) } : {}),
    ...(isBandit && random.chance(0.8) ? { contextualVariations: variations.map(() => anyJson(random, 1)) } : {}),
  };
  if (key === undefined) delete rule.key;
  // What the official package tells of a bandit's variation that does not exist depends on when one looks.
  if (isBandit && rule.ranges) rule.ranges = rule.ranges.slice(0, variations.length);
  return rule;
}

/** An experiment that lets most users through to the rules below, so that the others hold out. */
const HOLDOUT = {
  key: 'holdout',
  variations: [true, false],
  weights: [0.2, 0.8],
  hashVersion: 2,
  meta: [{ key: 'held' }, { key: 'other', passthrough: true }],
};

const anyRule = (random, surroundings) =>
  random.choose([
    [5, () => anyForceRule(random, surroundings)],
    [6, () => anyExperimentRule(random, surroundings)],
    [0.6, () => HOLDOUT],
    [0.3, () => anyTargeting(random, surroundings)],
  ]);

function anyFeature(random, surroundings) {
  return {
    ...(random.chance(0.85) ? { defaultValue: anyFeatureValue(random) } : {}),
    ...(random.chance(0.88) ? { rules: random.times(random.pick([0, 1, 1, 2, 2, 3, 4]), () => anyRule(random, surroundings)) } : {}),
  };
}

function anyBandit(random, surroundings) {
  return {
    ...(random.chance(0.8) ? { banditVersion: random.pick([0, 1, 7]) } : {}),
    contexts: random.times(random.below(4), (leafId) => ({
      leafId,
      condition: anyCondition(random, surroundings, 1),
      weights: experiments.anyWeights(random, 2),
    })),
  };
}

/**
 * A payload as GrowthBook's servers could send it, for users whose attributes are known.
 *
 * @param {import('../../../support/random').Random} random
 * @param {any[]} users attributes
 */
function anyPayload(random, users) {
  const keys = random.shuffle(FEATURES).slice(0, random.between(2, 6));
  const savedGroups = random.chance(0.6) ? anySavedGroups(random, users) : undefined;
  /** @type {Surroundings} */
  const surroundings = { users, groups: Object.keys(savedGroups ?? {}), features: keys, bandits: BANDITS };
  const bandits = random.shuffle(BANDITS).slice(0, random.below(3));
  const payload = {
    ...(random.chance(0.3) ? { status: 200 } : {}),
    features: Object.fromEntries(keys.map((key) => [key, anyFeature(random, { ...surroundings, key })])),
    ...(random.chance(0.3) ? { experiments: experiments.anyAutoExperiments(random, surroundings) } : {}),
    ...(random.chance(0.3) ? { dateUpdated: '2026-01-01T00:00:00.000Z' } : {}),
    ...(savedGroups ? { savedGroups } : {}),
    ...(random.chance(0.6) ? { contextualBandits: Object.fromEntries(bandits.map((id) => [id, anyBandit(random, surroundings)])) } : {}),
  };
  return { payload, surroundings };
}

module.exports = { FEATURES, anyFeatureValue, anyPayload };
