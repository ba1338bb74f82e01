'use strict';

const { plainHash, saltedHash } = require('./hashes');
const { VERSION_TEXTS, WORDS } = require('./texts');

/** @typedef {import('../../support/random').Random} Random */

const TEXTS = [
  ...WORDS, '', ' ', ' a ', "it's", '"quoted"', 'back\\slash', 'two\nlines', 'äöü✓', '日本語', '☃', 'x☃y', 'İ', '$&', 'null', 'undefined',
  'a,b',
];
const ITEMS = TEXTS.filter((text) => !text.includes(',') && text.trim() === text);
const NUMBERS = [0, 1, -1, 3, 1.5, 0.1, 1e21, 1e-7, 42, 1693497500, 9007199254740991];
const NUMBER_TEXTS = [
  '0', '1', '-1', '1.5', '1,5', '-0', '+3', '1e5', '1E-3', '.5', '5.', ' 0', ' 3 ', '\u00a07', '\ufeff7', '\u200b7', 'Infinity', '-Infinity',
  '+Infinity',
  ' Infinity ', 'infinity', '007', '0.1', '0,1', '1e400', '1e-400', '1e21', '9007199254740993', 'abc', '-', '--1', '', ' ',
];
const VERSIONS = VERSION_TEXTS.filter((text) => text.trim() === text);
const VALID_VERSIONS = VERSIONS.slice(0, 15);
const KEYS = ['flag', 'other', 'isOn', 'a b', 'ключ', '☃', "it's", '10', '2', '01', 'constructor', 'toString'];
const VALUES = [
  (random) => ({ b: random.chance(0.5) }),
  (random) => ({ s: random.pick([...TEXTS, '😀']) }),
  (random) => ({ i: random.pick([0, 1, 42, -7]) }),
  (random) => ({ d: random.pick([0, 0.1, 3.14, 1e21]) }),
];

const ATTRIBUTES = {
  Identifier: TEXTS,
  Email: TEXTS,
  Country: TEXTS,
  Role: TEXTS,
  Number: NUMBER_TEXTS,
  Version: VERSIONS,
};
const COMPARATORS = { Number: [10, 11, 12, 13, 14, 15], Version: [4, 5, 6, 7, 8, 9] };
const TEXT_COMPARATORS = [0, 1, 2, 3, 16, 17];

/** A user as the seed API knows it: texts only. */
function anyUser(random) {
  const valueOf = (name) => (random.chance(0.85) ? random.pick(ATTRIBUTES[name]) : random.pick([undefined, null, '']));
  const user = { identifier: valueOf('Identifier') };
  if (random.chance(0.8)) {
    user.email = valueOf('Email');
    user.country = valueOf('Country');
  }
  if (random.chance(0.9)) {
    user.custom = { Role: valueOf('Role'), Number: valueOf('Number'), Version: valueOf('Version'), Unused: 'x' };
  }
  return user;
}

/** An attribute of one of the users, if it is a usable one, so that conditions match often. */
function targetOf(random, users, attribute, usable) {
  const { identifier, email, country, custom } = random.pick(users);
  const value = { Identifier: identifier, Email: email, Country: country, ...custom }[attribute];
  return typeof value === 'string' && random.chance(0.7) && usable(value) ? value : undefined;
}

/** A list in which the target is, and the two ways to write it. */
function listOf(random, target, others) {
  const items = random.shuffle([...(target === undefined ? [] : [target]), ...random.times(random.below(4), () => random.pick(others))]);
  return { v5: items.join(','), v6: { l: items } };
}

function hashedListOf(random, target, salts) {
  const { l: items } = listOf(random, target, ITEMS).v6;
  return { v5: items.map(plainHash).join(','), v6: { l: items.map((item) => saltedHash(item, ...salts)) } };
}

/** The comparison value of a rule, as config_v5 and as config_v6 write it. */
function comparisonOf(random, comparator, attribute, users, salts) {
  const pick = (usable) => targetOf(random, users, attribute, usable);
  switch (comparator) {
    case 0:
    case 1:
      return listOf(random, pick((text) => ITEMS.includes(text)), ITEMS);
    case 2:
    case 3: {
      const text = pick((found) => found.length > 0);
      const part = text === undefined ? random.pick(TEXTS) : text.slice(random.below(2));
      return { v5: part, v6: { l: [part] } };
    }
    case 4:
      return listOf(random, pick((text) => VERSIONS.includes(text)), random.chance(0.9) ? VALID_VERSIONS : VERSIONS);
    case 5:
      return listOf(random, pick((text) => VALID_VERSIONS.includes(text)), [...VALID_VERSIONS, '']);
    case 6:
    case 7:
    case 8:
    case 9: {
      const version = pick((text) => VERSIONS.includes(text)) ?? random.pick(random.chance(0.9) ? VALID_VERSIONS : VERSIONS);
      return { v5: version, v6: { s: version } };
    }
    case 16:
    case 17:
      return hashedListOf(random, pick(() => true), salts);
    default: {
      const number = Number(pick((text) => text.trim() !== '' && Number.isFinite(Number(text))) ?? random.pick(NUMBERS));
      return { v5: String(number), v6: { d: number } };
    }
  }
}

/** Hands out variation ids; some values have none. */
function idSource(random) {
  let count = 0;
  return () => {
    count += 1;
    return random.chance(0.9) ? `id${count}` : undefined;
  };
}

const bare = (value) => Object.values(value)[0];

function anyRule(random, key, type, users, salt, newId) {
  const attribute = random.chance(0.95) ? random.pick(Object.keys(ATTRIBUTES)) : 'Missing';
  const comparator = random.pick(COMPARATORS[attribute] ?? TEXT_COMPARATORS);
  const comparison = comparisonOf(random, comparator, attribute, users, [salt, key]);
  const value = VALUES[type](random);
  const id = newId();
  return {
    v5: { o: 0, a: attribute, t: comparator, c: comparison.v5, v: bare(value), i: id },
    v6: { c: [{ u: { a: attribute, c: comparator, ...comparison.v6 } }], s: { v: value, i: id } },
  };
}

function anyOption(random, percentage, type, newId) {
  const value = VALUES[type](random);
  const id = newId();
  return { v5: { o: 0, p: percentage, v: bare(value), i: id }, v6: { p: percentage, v: value, i: id } };
}

function anySetting(random, key, users, salt, newId) {
  const type = random.below(4);
  const rules = random.times(random.below(5), () => anyRule(random, key, type, users, salt, newId));
  const shares = random.chance(0.4) ? random.pick([[50, 50], [100], [25, 25, 25, 25], [0, 100], [30, 70]]) : [];
  const options = shares.map((share) => anyOption(random, share, type, newId));
  const value = VALUES[type](random);
  const i = newId();
  const [v5Rules, v6Rules] = ['v5', 'v6'].map((version) => rules.map((rule) => rule[version]));
  const [v5Options, v6Options] = ['v5', 'v6'].map((version) => options.map((option) => option[version]));
  return {
    v5: { v: bare(value), t: type, i, p: v5Options, r: v5Rules },
    v6: { t: type, v: value, i, p: v6Options, r: v6Rules },
  };
}

/**
 * The same flags as config_v5 and as config_v6, and users that their rules often fit.
 *
 * @param {Random} random
 */
function anyLegacyWorld(random) {
  const users = random.times(4, () => anyUser(random));
  const salt = random.pick(['salt', 'wp/t/G2kXSBXcxpSHiS0MV9ua/jmPiNQciQl2KiofTE=', '']);
  const keys = random.shuffle(KEYS).slice(0, random.between(3, 8));
  const newId = idSource(random);
  const settings = keys.map((key) => [key, anySetting(random, key, users, salt, newId)]);
  const mapOf = (version) => Object.fromEntries(settings.map(([key, setting]) => [key, setting[version]]));
  return { users, keys, v5: { f: mapOf('v5') }, v6: { p: { s: salt }, f: mapOf('v6') } };
}

module.exports = { anyLegacyWorld };
