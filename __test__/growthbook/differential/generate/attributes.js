'use strict';

const { NO_JSON_NUMBERS, VERSION_TEXTS, WORDS, anyJson, anyNumber, anyText, anyValue } = require('./values');
const { code, define, isBranch } = require('../tree');

/** @typedef {import('../../../support/random').Random} Random */

const list = (random, make) => random.times(random.below(4), make);
const word = (random) => random.pick(WORDS);

/** What each attribute holds most of the time, so that conditions that suit it are well fed. */
const SUITED = {
  id: (random) => (random.chance(0.85) ? String(random.below(1000)) : random.pick([random.below(1000), anyText(random), '', 0, null, false])),
  deviceId: (random) => `device-${random.below(100)}`,
  company: (random) => random.pick(['acme', 'ümlaut & co', '日本', '😀', 'a\ud800', '']),
  country: (random) => random.pick(['US', 'CA', 'IN', 'us', 'ca']),
  browser: (random) => ({ vendor: random.pick(['firefox', 'chrome']), version: random.between(90, 99), os: { name: word(random) } }),
  tags: (random) => list(random, () => (random.chance(0.8) ? word(random) : anyJson(random, 1))),
  age: (random) => random.pick([0, 17, 18, 21, 65, '18', anyNumber(random)]),
  premium: (random) => random.pick([true, false, true, false, 1, 0, 'true', '']),
  appVersion: (random) => random.pick(random.chance(0.7) ? VERSION_TEXTS.slice(0, 16) : VERSION_TEXTS),
  url: (random) => random.pick(['/pricing', '/', 'https://example.com/a?b=c']),
  nested: (random) => ({ a: { b: list(random, () => anyJson(random, 1)), c: word(random) }, n: anyNumber(random) }),
  items: (random) => list(random, () => ({ sku: word(random), price: anyNumber(random), tags: list(random, () => word(random)) })),
  when: (random) => code(`new Date(${random.pick([0, 1693497500123, 86400000, 'NaN'])})`),
  odd: (random) => random.pick(NO_JSON_NUMBERS),
};
const ODD_NAMES = ['', 'ключ', 'with space', '$groups', 'a.b', '0', '-', '\ud800', 'value', '_private', '__proto__'];
const NAMES = Object.keys(SUITED);

/** Dotted paths that lead somewhere for most users, or nowhere. */
const PATHS = [
  ...NAMES, 'browser.vendor', 'browser.version', 'browser.os.name', 'nested.a.b', 'nested.a.c', 'nested.n', 'nested.a.b.0', 'nested.a.b.length',
  'tags.0', 'tags.length', 'items.0.sku', 'items.1.tags', 'country.length', 'id.0', 'missing', 'missing.deep', 'a.b', 'when.x', 'nested.', '.nested',
  'nested..a', 'ключ', '$groups', '', '0',
];

/**
 * @param {Random} random
 * @param {any[]} [unusual] values that one of them may have
 */
function anyAttributes(random, unusual = []) {
  const result = {};
  for (const name of random.shuffle(NAMES)) {
    if (!random.chance(name === 'id' ? 0.93 : 0.6)) continue;
    define(result, name, random.chance(0.92) ? SUITED[name](random) : anyValue(random));
  }
  if (random.chance(0.25)) define(result, random.pick(ODD_NAMES), anyValue(random));
  if (unusual.length && random.chance(0.5)) result[random.pick(NAMES)] = random.pick(unusual);
  return result;
}

/** A part of all attributes, for updates and overrides. */
function someAttributes(random) {
  const all = Object.entries(anyAttributes(random));
  const chosen = random.shuffle(all).slice(0, random.between(0, 3));
  if (random.chance(0.3)) chosen.push([random.pick(NAMES), random.pick([null, undefined, ''])]);
  return Object.fromEntries(chosen);
}

/** The value that a path leads to in a tree of attributes, for making conditions that it fulfils. */
function peek(attributes, path) {
  let node = attributes;
  for (const step of path.split('.')) {
    if (!isBranch(node) || !Object.hasOwn(node, step)) return null;
    node = node[step];
  }
  return node;
}

const anyHashAttribute = (random) =>
  random.choose([
    [6, () => 'id'],
    [3, () => random.pick(['deviceId', 'company', 'country'])],
    [1, () => random.pick([...NAMES, ...ODD_NAMES.filter((name) => name !== '__proto__'), 'missing', 'browser.vendor'])],
  ]);

module.exports = { NAMES, PATHS, anyAttributes, anyHashAttribute, peek, someAttributes };
