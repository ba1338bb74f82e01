'use strict';

const { userCondition } = require('./conditions');
const { WORDS, ODD_TEXTS, anyText } = require('./texts');
const { anyUser, attributeNames } = require('./users');

/** @typedef {import('../../support/random').Random} Random */

const KEYS = ['flag', 'other', 'isOn', 'a b', 'ключ', '😀', 'x"y', "it's", '\ud800', '10', '2', '01', '-1', '4294967294', '4294967295', ' '];
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const SLOTS = ['b', 's', 'i', 'd'];

const SAMPLES = {
  b: (random) => random.chance(0.5),
  s: (random) => random.pick(random.chance(0.7) ? WORDS : ODD_TEXTS),
  i: (random) => random.pick([0, -0, 1, 2, 42, -7, 9007199254740991, -9007199254740991]),
  d: (random) => random.pick([0, -0, 0.1, 3.14, 1e21, 1e-7, 5e-324, Infinity, -Infinity, 2, 1.7976931348623157e308]),
};

/** A value for a setting of the given type, rarely in a wrong slot, in several or in none. */
function valueFor(random, type) {
  const slot = SLOTS[type] ?? random.pick(SLOTS);
  const value = { [slot]: SAMPLES[slot](random) };
  const other = random.pick(SLOTS);
  return random.choose([
    [60, () => value],
    [1, () => ({ [other]: SAMPLES[other](random) })],
    [1, () => ({ [other]: SAMPLES[other](random), ...value })],
    [1, () => ({ b: null, s: null, i: null, d: null, ...value })],
    [0.3, () => ({ [slot]: null })],
    [0.3, () => ({})],
  ]);
}

/** A value together with its variation id. */
function served(world, type) {
  const { random } = world;
  world.variationCount += 1;
  const id = random.choose([
    [8, () => `id${world.variationCount}`],
    [1, () => undefined],
    [1, () => random.pick(['', 'id1', '\ud800', 'ü'])],
  ]);
  return { v: valueFor(random, type), i: id };
}

function percentageOptions(world, type) {
  const { random } = world;
  const shares = random.pick([[50, 50], [100], [25, 25, 25, 25], [0, 100], [0, 0, 100, 0], [30, 70], [1, 98, 1], [33, 33, 34]]);
  const parts = random.choose([
    [30, () => shares],
    [1, () => [10, 20]],
    [1, () => [0]],
    [1, () => [150]],
    [1, () => [20, -1, 100]],
    [1, () => [-5, 105]],
  ]);
  return parts.map((p) => ({ p, ...served(world, type) }));
}

function segmentCondition({ random, segments }) {
  const index = random.chance(0.96) && segments.length > 0 ? random.below(segments.length) : random.pick([-1, segments.length, 99]);
  return { s: index, c: random.chance(0.97) ? random.below(2) : random.pick([2, -1]) };
}

function prerequisiteCondition(world, position) {
  const { random, keys, types } = world;
  const target = random.choose([
    [40, () => random.below(Math.max(position, 1))],
    [1, () => random.below(keys.length)],
    [1, () => position],
    [1, () => -1],
  ]);
  const f = keys[target] ?? random.pick(['missing', 'hasOwnProperty', '']);
  const c = random.chance(0.97) ? random.below(2) : random.pick([2, -1]);
  return { f, c, v: valueFor(random, types[target] ?? 0) };
}

function condition(world, scope, position) {
  const { random } = world;
  const made = random.choose([
    [30, () => ({ u: userCondition(scope) })],
    [world.segments.length > 0 ? 4 : 0.1, () => ({ s: segmentCondition(world) })],
    [position > 0 ? 5 : 0.5, () => ({ p: prerequisiteCondition(world, position) })],
    [0.2, () => ({})],
    [0.2, () => ({ u: userCondition(scope), s: segmentCondition(world) })],
    [0.2, () => ({ p: prerequisiteCondition(world, position), s: segmentCondition(world) })],
  ]);
  return random.chance(0.03) ? { u: null, p: null, s: null, ...made } : made;
}

function targetingRule(world, scope, position, type) {
  const { random } = world;
  const count = random.choose([[6, () => 1], [3, () => 2], [1, () => 3], [0.4, () => 0]]);
  const conditions = random.times(count, () => condition(world, scope, position));
  const c = count === 0 ? random.pick([[], null, undefined]) : conditions;
  return random.choose([
    [40, () => ({ c, s: served(world, type) })],
    [15, () => ({ c, p: percentageOptions(world, type) })],
    [1, () => ({ c, s: null, p: percentageOptions(world, type) })],
    [1, () => ({ c, s: served(world, type), p: null })],
    [0.5, () => ({ c, s: served(world, type), p: percentageOptions(world, type) })],
    [0.3, () => ({ c, s: served(world, type), p: [] })],
  ]);
}

function setting(world, position) {
  const { random, attributes, users, configSalt, keys, types } = world;
  const type = types[position];
  const scope = { random, attributes, users, configSalt, contextSalt: keys[position] };
  const ruleCount = random.choose([[2, () => 0], [4, () => 1], [3, () => 2], [1, () => 4]]);
  return {
    t: type,
    a: random.chance(0.6) ? undefined : random.pick([...attributes, '', null]),
    r: ruleCount === 0 ? random.pick([[], null, undefined]) : random.times(ruleCount, () => targetingRule(world, scope, position, type)),
    p: random.chance(0.35) ? percentageOptions(world, type) : random.pick([[], null, undefined]),
    ...served(world, type),
  };
}

function segment({ random, attributes, users, configSalt }, index) {
  const n = random.chance(0.96) ? random.pick([`segment ${index}`, 'Beta users', 'Ünïcode 😀', "it's"]) : '';
  const scope = { random, attributes, users, configSalt, contextSalt: n };
  const count = random.choose([[6, () => 1], [3, () => 2], [1, () => 3], [0.4, () => 0]]);
  return { n, r: count === 0 ? random.pick([[], null, undefined]) : random.times(count, () => userCondition(scope)) };
}

function preferences(random, baseUrl, configSalt) {
  return random.choose([
    [20, () => ({ s: configSalt })],
    [5, () => ({ u: baseUrl, r: random.pick([0, 1]), s: configSalt })],
    [2, () => ({ u: 'https://cdn-global.configcat.com', r: random.pick([0, 1, undefined]), s: configSalt })],
    [1, () => ({ u: null, r: null, s: null })],
    [1, () => undefined],
    [1, () => null],
  ]);
}

/**
 * A config of the right shape with everything that can be in one, right or wrong, and users that its rules often fit.
 *
 * @param {Random} random
 * @param {string} baseUrl of the server that will serve it
 */
function anyWorld(random, baseUrl) {
  const attributes = attributeNames(random);
  const users = random.times(3, () => anyUser(random, attributes));
  const configSalt = random.pick(['salt', 'wp/t/G2kXSBXcxpSHiS0MV9ua/jmPiNQciQl2KiofTE=', '', 'ß\ud800', anyText(random)]);
  const keyPool = random.chance(0.3) ? [...KEYS, ...PROTOTYPE_KEYS] : KEYS;
  const keys = random.shuffle(keyPool).slice(0, random.between(3, 9));
  const types = keys.map(() => (random.chance(0.97) ? random.below(4) : random.pick([-1, 4, 99])));
  const world = { random, attributes, users, configSalt, keys, types, segments: [], variationCount: 0 };
  world.segments = random.times(random.below(4), (index) => segment(world, index));

  const settings = Object.fromEntries(keys.map((key, position) => [key, setting(world, position)]));
  const config = {
    p: preferences(random, baseUrl, configSalt),
    s: world.segments.length > 0 || random.chance(0.5) ? world.segments : undefined,
    f: random.chance(0.995) ? settings : random.pick([{}, null, undefined]),
  };
  return { config, attributes, users, keys };
}

/** All variation ids of a config. */
function variationIds(config) {
  const ids = new Set();
  JSON.stringify(config.f ?? {}, (name, value) => {
    if (name === 'i' && typeof value === 'string' && value !== '') {
      ids.add(value);
    }
    return value;
  });
  return [...ids];
}

module.exports = { anyWorld, variationIds, PROTOTYPE_KEYS };
