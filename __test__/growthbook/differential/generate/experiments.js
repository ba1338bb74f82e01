'use strict';

const { anyHashAttribute } = require('./attributes');
const { anyCondition } = require('./conditions');
const { bucketOfSomebody } = require('./hashes');
const { KEYS, anyJson, anyText } = require('./values');
const { code } = require('../tree');
const { anyTargets, anyUrl } = require('./urls');

/**
 * @typedef {import('../../../support/random').Random} Random
 * @typedef {import('./conditions').Knowledge & { features: string[], bandits: string[] }} Surroundings what a payload refers to
 */

/** Few keys, so that forced variations, query strings, sticky buckets and other features meet them. */
const EXPERIMENT_KEYS = ['exp-1', 'exp-2', 'exp 3', 'ü-exp', 'f1', 'f2', '', 'a\ud800'];
/** A key that only programs use. */
const INLINE_KEY = 'inline';
const SEEDS = ['exp-1', 'seed', 'ключ', '', 'a\ud800', 'long'.repeat(20)];

const anyHashVersion = (random) =>
  random.choose([
    [6, () => random.pick([1, 2])],
    [1, () => random.pick([0, 3, -1, 1.5, '2', '1', null, true, false, 'x'])],
  ]);
const anyFraction = (random) => random.pick([0, 0.01, 0.1, 0.25, 0.3, 1 / 3, 0.5, 0.6, 0.75, 0.99, 1, 1, 1]);

const anyRange = (random) =>
  random.choose([
    [10, () => {
      const from = anyFraction(random);
      return [from, Math.min(1, from + anyFraction(random))];
    }],
    [1, () => [anyFraction(random), anyFraction(random)]],
    [0.2, () => random.pick([[-1, 2], [0.5], [], [1, 0], ['0', '1'], [null, 1], [0, '0.5'], [true, 2]])],
  ]);

/** Ranges that divide a part of the traffic. */
function anyRanges(random, count) {
  if (random.chance(0.3)) return random.times(random.between(0, count + 1), () => anyRange(random));
  const share = anyFraction(random);
  return random.times(count, (index) => [index / count, index / count + share / count]);
}

function anyWeights(random, count) {
  return random.choose([
    [4, () => random.times(count, () => 1 / count)],
    [3, () => {
      const parts = random.times(count, () => random.between(1, 5));
      const sum = parts.reduce((total, part) => total + part, 0);
      return parts.map((part) => part / sum);
    }],
    [1, () => random.times(random.between(0, count + 1), () => anyFraction(random))],
    [0.3, () => random.pick([[1, 0], [0, 1], [0.5, 0.51], [0.5, 0.48], ['0.5', '0.5'], [null, 1], [-1, 2], [0.5, 0.5, 0]])],
  ]);
}

const anyCoverage = (random) => (random.chance(0.9) ? anyFraction(random) : random.pick([-0.5, 1.5, '0.5', null, 'x', true]));
const anyNamespace = (random) => {
  const from = anyFraction(random);
  return [random.pick(['ns', 'pricing', 'ключ']), from / 2, Math.max(from, 0.7)];
};
const anyFilter = (random) => ({
  ...(random.chance(0.5) ? { attribute: anyHashAttribute(random) } : {}),
  seed: random.pick(SEEDS),
  ...(random.chance(0.7) ? { hashVersion: anyHashVersion(random) } : {}),
  ranges: random.chance(0.8) ? [[0, random.pick([0.6, 0.9, 1])]] : random.times(random.below(3), () => anyRange(random)),
});
const anyFilters = (random) => random.times(random.pick([1, 1, 2, 0]), () => anyFilter(random));

function anyMeta(random, count) {
  return random.times(count, (index) => ({
    ...(random.chance(0.85) ? { key: random.chance(0.9) ? `v${index}` : random.pick(['', 'v0', 'ключ', 0, 5, null]) } : {}),
    ...(random.chance(0.4) ? { name: random.pick(['Control', 'Größe', '', null, 5]) } : {}),
    ...(random.chance(0.15) ? { passthrough: random.pick([true, true, false, 1, 'x']) } : {}),
  }));
}

/** Conditions on other features, on itself and on features that nobody knows. */
function anyParents(random, { features, ...knowledge }, withGates = true) {
  return random.times(random.pick([1, 1, 1, 2]), () => ({
    id: random.chance(0.95) ? random.pick(features) : random.pick(['nobody', '']),
    condition: random.choose([
      [4, () => ({ value: random.pick([true, false, 'a', 'on', 1, 0, null]) })],
      [2, () => ({ value: random.pick([{ $exists: true }, { $ne: null }, { $type: 'boolean' }, { $in: [true, 'a', 1] }, { $not: { $eq: false } }]) })],
      [1, () => ({ value: anyJson(random, 1) })],
      [1, () => ({ [`value.${random.pick(KEYS)}`]: anyJson(random, 0) })],
      [1, () => anyCondition(random, { ...knowledge, paths: ['value', 'value.a', 'value.0', 'id'] }, 1)],
      [0.5, () => ({})],
    ]),
    ...(withGates && random.chance(0.4) ? { gate: random.pick([true, true, true, false, 1, null]) } : {}),
  }));
}

/** Two variations or more, seldom fewer. */
const anyVariations = (random) => {
  const count = random.pick([2, 2, 2, 3, 3, 4, ...(random.chance(0.05) ? [0, 1] : [])]);
  return random.chance(0.6) ? random.times(count, (index) => ['a', 'b', 'c', 'd'][index]) : random.times(count, () => anyJson(random, 1));
};

/**
 * How users are divided, in the fields that rules and experiments share; each is there now and then.
 *
 * @param {Random} random
 * @param {number} count of variations
 */
function anySplit(random, count) {
  const all = {
    coverage: [0.25, () => anyCoverage(random)],
    weights: [0.3, () => anyWeights(random, count)],
    ranges: [0.2, () => anyRanges(random, count)],
    namespace: [0.08, () => anyNamespace(random)],
    filters: [0.1, () => anyFilters(random)],
    meta: [0.45, () => anyMeta(random, Math.max(count, 1))],
    seed: [0.2, () => random.pick(SEEDS)],
    hashVersion: [0.5, () => anyHashVersion(random)],
    hashAttribute: [0.4, () => anyHashAttribute(random)],
    fallbackAttribute: [0.25, () => anyHashAttribute(random)],
    disableStickyBucketing: [0.06, () => random.pick([true, true, false, 1])],
    bucketVersion: [0.2, () => random.pick([0, 1, 2, 1, '1', null])],
    minBucketVersion: [0.12, () => random.pick([0, 1, 2, '1'])],
    name: [0.1, () => anyText(random)],
    phase: [0.1, () => random.pick(['0', '1', 'full-traffic'])],
  };
  const chosen = Object.entries(all).filter(([, [probability]]) => random.chance(probability));
  return Object.fromEntries(random.shuffle(chosen).map(([name, [, make]]) => [name, make()]));
}

/** Puts a limit between variations exactly at the bucket of a user, now and then. */
function withExactLimits(random, experiment, users) {
  if (!random.chance(0.2)) return experiment;
  const limit = bucketOfSomebody(random, users, { ...experiment, seed: experiment.seed || experiment.key });
  if (limit === undefined) return experiment;
  const limits = random.choose([
    [2, () => ({ ranges: experiment.variations.map((_, index) => (index === 0 ? [0, limit] : [limit, 1])) })],
    [1, () => ({ weights: [limit, 1 - limit, ...experiment.variations.slice(2).map(() => 0)] })],
    [1, () => ({ weights: experiment.variations.map((_, index) => (index === 0 ? 1 : 0)), coverage: limit })],
    [1, () => ({ namespace: undefined, filters: [{ seed: experiment.seed || experiment.key, hashVersion: experiment.hashVersion, ranges: [[0, limit]] }] })],
  ]);
  return Object.fromEntries(Object.entries({ ...experiment, ...limits }).filter(([, value]) => value !== undefined));
}

/** What only a program can say about an experiment of its own. */
function anyHostPart(random) {
  const all = {
    include: [0.1, () => code(random.pick(['() => true', '() => false', '() => 0', '() => "x"', '() => { throw new Error("no"); }']))],
    url: [0.06, () => code(random.pick(['/pricing/', '/example\\.com/i', '/^\\/a/', '/./', '/nowhere/', '/pricing/g']))],
    groups: [0.05, () => random.pick([['beta'], ['alpha', 'beta'], [], ['nobody']])],
    status: [0.08, () => random.pick(['draft', 'running', 'stopped', 'other'])],
    active: [0.08, () => random.pick([true, false, null, 0])],
    force: [0.06, () => random.pick([0, 1, 2, -1, 9, undefined])],
    urlPatterns: [0.1, () => anyTargets(random)],
  };
  const chosen = Object.entries(all).filter(([, [probability]]) => random.chance(probability));
  return Object.fromEntries(chosen.map(([name, [, make]]) => [name, make()]));
}

/**
 * An experiment for `run`.
 *
 * @param {Random} random
 * @param {Surroundings} surroundings
 */
function anyInline(random, surroundings) {
  const variations = anyVariations(random);
  const experiment = { key: random.pick([...EXPERIMENT_KEYS, INLINE_KEY]), variations, ...anySplit(random, variations.length) };
  return {
    ...withExactLimits(random, experiment, surroundings.users),
    ...(random.chance(0.3) ? { condition: anyCondition(random, surroundings) } : {}),
    ...(random.chance(0.12) ? { parentConditions: anyParents(random, surroundings) } : {}),
    ...anyHostPart(random),
    ...(random.chance(0.05) ? { own: anyJson(random) } : {}),
  };
}

/** An experiment of a payload that sends users to another page, or does nothing that a server can do. */
function anyAutoExperiment(random, surroundings, index) {
  const count = random.pick([2, 2, 3]);
  const redirect = () => ({ urlRedirect: random.chance(0.8) ? anyUrl(random) : random.pick(['https://example.com/new', '', '/relative']) });
  return {
    key: random.pick(EXPERIMENT_KEYS),
    variations: random.times(count, (variation) => (variation === 0 && random.chance(0.7) ? {} : redirect())),
    ...anySplit(random, count),
    ...(random.chance(0.9) ? { urlPatterns: random.chance(0.7) ? [{ include: true, type: 'simple', pattern: '*' }] : anyTargets(random) } : {}),
    ...(random.chance(0.25) ? { condition: anyCondition(random, surroundings) } : {}),
    ...(random.chance(0.1) ? { parentConditions: anyParents(random, surroundings) } : {}),
    ...(random.chance(0.6) ? { changeId: `change-${index}` } : {}),
    ...(random.chance(0.1) ? { manual: random.chance(0.7) } : {}),
    ...(random.chance(0.4) ? { persistQueryString: random.chance(0.8) } : {}),
    ...(random.chance(0.05) ? { status: random.pick(['draft', 'running', 'stopped']) } : {}),
    ...(random.chance(0.05) ? { active: random.chance(0.5) } : {}),
    ...(random.chance(0.03) ? { force: random.below(3) } : {}),
  };
}

/** The list of a payload: each has a key of its own, because an instance runs all of them while it is being made. */
function anyAutoExperiments(random, surroundings) {
  const list = random.times(random.below(4), (index) => anyAutoExperiment(random, surroundings, index));
  return list.filter(({ key }, index) => list.findIndex((other) => other.key === key) === index);
}

module.exports = {
  EXPERIMENT_KEYS, INLINE_KEY, SEEDS, anyAutoExperiments, anyCoverage, anyFilters, anyHashVersion, anyInline, anyMeta, anyParents, anyRange, anySplit,
  anyVariations, anyWeights, withExactLimits,
};
