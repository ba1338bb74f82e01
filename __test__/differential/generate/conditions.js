'use strict';

const { bytesOf, saltedHash } = require('./hashes');
const { WORDS, ODD_TEXTS, VERSION_TEXTS, anyText } = require('./texts');
const { anyNumber, peek } = require('./users');

/** @typedef {import('../../support/random').Random} Random */

/**
 * What the conditions of one setting or segment need to know.
 *
 * @typedef {object} Scope
 * @property {Random} random
 * @property {string[]} attributes names
 * @property {object[]} users whom the conditions should often fit
 * @property {string} configSalt
 * @property {string} contextSalt setting key or segment name
 */

const HASHED = { texts: [16, 17], whole: [20, 21], starts: [22, 23], ends: [24, 25], lists: [26, 27] };
const SUITED = {
  Number: [10, 11, 12, 13, 14, 15],
  Version: [4, 5, 6, 7, 8, 9],
  Date: [18, 19],
  Tags: [26, 27, 34, 35],
};
const TEXT_COMPARATORS = [0, 1, 2, 3, 16, 17, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31, 32, 33];
const INVALID_COMPARATORS = [36, -1, 99, 1e15, 2147483648];
const ODD_SLICE_HASHES = [
  'x', '3', '_', '3_', '_abc', '-1_abc', '1.5_abc', '1e1_abc', '', '-0_abc', '99999999999999999999_abc', '9007199254740991_abc',
];
const DATE_SECONDS = [0, 1693497500, 1693497500.123, 1693497499.9994, -1, 8.64e12, 8.64e12 + 1, 1e20, 253402300800, -62198755200.001, Infinity, -0];

function comparatorFor(random, attribute) {
  if (random.chance(0.01)) {
    return random.pick(INVALID_COMPARATORS);
  }
  if (random.chance(0.25)) {
    return random.below(36);
  }
  return random.pick(Object.hasOwn(SUITED, attribute) ? SUITED[attribute] : TEXT_COMPARATORS);
}

/** The text of a value, near enough to what an SDK makes of it for conditions to match. */
function textOf(value) {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Date) {
    return String(value.getTime() / 1000);
  }
  try {
    return Array.isArray(value) ? JSON.stringify(value) : String(value);
  } catch {
    return 'a';
  }
}

/** The items of a value that is a list of texts, or a text with such a list in JSON. */
function itemsOf(value) {
  try {
    const list = typeof value === 'string' ? JSON.parse(value) : value;
    return Array.isArray(list) && list.length > 0 ? list.filter((item) => typeof item === 'string') : ['a'];
  } catch {
    return ['a'];
  }
}

/** A list of texts in which the target is, or is not. */
function around(random, target) {
  const count = random.choose([[8, () => random.below(4)], [1, () => random.between(9, 14)]]);
  const others = random.times(count, () => random.pick(random.chance(0.8) ? WORDS : ODD_TEXTS));
  return random.shuffle(random.chance(0.7) ? [target, ...others] : others);
}

/** The target or a part of it; a cut may go through a surrogate pair. */
function partOf(random, text, where) {
  const size = random.below(text.length + 1);
  switch (where) {
    case 'start':
      return text.slice(0, size);
    case 'end':
      return text.slice(text.length - size);
    default: {
      const from = random.below(text.length - size + 1);
      return text.slice(from, from + size);
    }
  }
}

/** A slice hash: `<byte length>_<hash>`, sometimes written oddly or wrong. */
function sliceHash({ random, configSalt, contextSalt }, text, fromStart) {
  const bytes = bytesOf(text);
  const size = random.below(bytes.length + 1);
  const slice = fromStart ? bytes.subarray(0, size) : bytes.subarray(bytes.length - size);
  const hash = saltedHash(slice, configSalt, contextSalt);
  return random.choose([
    [30, () => `${size}_${hash}`],
    [1, () => ` +${size} _${hash}`],
    [1, () => `0${size}_${hash}`],
    [1, () => `${size}_${hash}_`],
    [1, () => random.pick(ODD_SLICE_HASHES)],
  ]);
}

const numberOf = (value) => (typeof value === 'number' ? value : Number(textOf(value).replace(',', '.')));

function numberNear(random, value) {
  const number = numberOf(value);
  if (Number.isNaN(number) || random.chance(0.3)) {
    const other = anyNumber(random);
    return Number.isNaN(other) ? 0 : other;
  }
  return random.pick([number, number, number + 1, number - 1, number + 0.1, -number]);
}

function secondsNear(random, value) {
  const seconds = numberOf(value);
  const isUsable = !Number.isNaN(seconds) && random.chance(0.6);
  return isUsable ? seconds + random.pick([0, 0.001, -0.001, 1, -1, 86400]) : random.pick(DATE_SECONDS);
}

function versionsNear(random, value) {
  const target = typeof value === 'string' ? value : '1.0.0';
  return random.shuffle([...(random.chance(0.7) ? [target] : []), ...random.times(random.below(3), () => versionText(random))]);
}

/** Mostly valid ones: a single invalid item decides the whole list. */
function versionText(random) {
  return random.chance(0.85) ? random.pick(VERSION_TEXTS.slice(0, 16)) : random.pick(VERSION_TEXTS);
}

/** The comparison value that a comparator wants, made so that the value often fulfils the condition. */
function comparisonFor(scope, comparator, value) {
  const { random, configSalt, contextSalt } = scope;
  const text = textOf(value);
  const hashed = (item) => saltedHash(item, configSalt, contextSalt);
  switch (comparator) {
    case 2:
    case 3:
      return { l: random.times(random.between(0, 3), () => (random.chance(0.5) ? partOf(random, text) : anyText(random))) };
    case 30:
    case 31:
      return { l: random.times(random.between(0, 3), () => (random.chance(0.5) ? partOf(random, text, 'start') : anyText(random))) };
    case 32:
    case 33:
      return { l: random.times(random.between(0, 3), () => (random.chance(0.5) ? partOf(random, text, 'end') : anyText(random))) };
    case 4:
    case 5:
      return { l: versionsNear(random, value) };
    case 6:
    case 7:
    case 8:
    case 9:
      return { s: random.chance(0.4) && typeof value === 'string' ? value : versionText(random) };
    case 18:
    case 19:
      return { d: secondsNear(random, value) };
    case 28:
    case 29:
      return { s: random.chance(0.7) ? text : anyText(random) };
    case 34:
    case 35:
      return { l: around(random, random.pick(itemsOf(value)) ?? 'a') };
    default:
  }
  if (HASHED.texts.includes(comparator)) {
    return { l: around(random, text).map(hashed) };
  }
  if (HASHED.whole.includes(comparator)) {
    const hash = hashed(random.chance(0.7) ? text : 'another text');
    return { s: random.chance(0.05) ? hash.toUpperCase() : hash };
  }
  if (HASHED.starts.includes(comparator) || HASHED.ends.includes(comparator)) {
    const fromStart = HASHED.starts.includes(comparator);
    return { l: random.times(random.between(0, 3), () => sliceHash(scope, random.chance(0.6) ? text : 'dogcat', fromStart)) };
  }
  if (HASHED.lists.includes(comparator)) {
    return { l: around(random, random.pick(itemsOf(value)) ?? 'a').map(hashed) };
  }
  if (comparator >= 10 && comparator <= 15) {
    return { d: numberNear(random, value) };
  }
  return { l: around(random, text) };
}

/** Puts the comparison value where it does not belong, adds a second one, or leaves it out. */
function damage(random, comparison) {
  return random.choose([
    [60, () => comparison],
    [1, () => ({})],
    [1, () => random.pick([{ s: 'a' }, { d: 1 }, { l: ['a'] }])],
    [1, () => ({ ...comparison, ...random.pick([{ s: 'a' }, { d: 1 }, { l: ['a'] }]) })],
    [1, () => ({ s: null, d: null, l: null, ...comparison })],
  ]);
}

/**
 * A user condition that often holds for one of the users.
 *
 * @param {Scope} scope
 */
function userCondition(scope) {
  const { random, attributes, users } = scope;
  const a = random.chance(0.03) ? random.pick(['Missing', '', 'toString']) : random.pick(attributes);
  const c = comparatorFor(random, a);
  return { a, c, ...damage(random, comparisonFor(scope, c, peek(random.pick(users), a))) };
}

module.exports = { userCondition };
