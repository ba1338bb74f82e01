'use strict';

const vm = require('node:vm');
const { WORDS, ODD_TEXTS, NUMBER_TEXTS, VERSION_TEXTS, LIST_TEXTS, anyText } = require('./texts');

/** @typedef {import('../../support/random').Random} Random */

const NUMBERS = [
  0, -0, 1, -1, 3, 1.5, 0.1, 0.30000000000000004, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, NaN, Infinity, -Infinity, 9007199254740991,
  2 ** 53 + 2, -123456789012345680000, 1693497500, 1693497500.123, 4294967296, -2147483649,
];

const DATES = [0, 1693497500000, 1693497500123, -1, 1, 8.64e15, -8.64e15, NaN, 253402300800000, -62198755200001];

const anyNumber = (random) => (random.chance(0.7) ? random.pick(NUMBERS) : random.between(-5, 5) / random.pick([1, 2, 10]));
const anyDate = (random) => new Date(random.pick(DATES));
const anyTextList = (random) => random.times(random.between(0, 4), () => random.pick(random.chance(0.8) ? WORDS : ODD_TEXTS));

class Named {
  constructor(name) {
    this.name = name;
  }

  toString() {
    return this.name;
  }
}

/** Values that a typed program could not pass, but a JavaScript one does. */
const ODD_VALUES = [
  () => true,
  () => false,
  () => ['a', 1],
  () => [1, 2],
  () => [['a']],
  () => [null],
  () => [undefined, 'a'],
  () => ({}),
  () => ({ a: 'b' }),
  () => Object.create(null),
  () => ({ toString: 5 }),
  () => new Named('cat'),
  () => new Named('1.0.0'),
  () => new Named('5'),
  () => ({ toJSON: () => 'from toJSON', toString: () => 'a' }),
  () => new String('cat'),
  () => new Number(5),
  () => new Boolean(false),
  () => /a+/g,
  () => new Map([['a', 1]]),
  () => () => 'a',
  () => Symbol('a'),
  () => vm.runInNewContext('new Date(1693497500000)'),
  () => vm.runInNewContext('["a", "cat"]'),
  () => new Proxy(['a', 'cat'], {}),
  () => Object.assign(Object.create({ inherited: 'a' }), { own: 'b' }),
];

/** Values that break what reads or prints them. They spoil every evaluation that is logged, so they are rare. */
const HOSTILE_VALUES = [
  () => 10n,
  () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  () => ({
    toString() {
      throw new Error('no text');
    },
  }),
  () => ({
    toJSON() {
      throw new Error('no JSON');
    },
  }),
  () => {
    const list = ['a'];
    list.push(list);
    return list;
  },
];

/** What an attribute holds most of the time, by its name, so that the comparators that suit it are well fed. */
const VALUES_BY_ATTRIBUTE = {
  Number: (random) => (random.chance(0.5) ? anyNumber(random) : random.pick(NUMBER_TEXTS)),
  Version: (random) => random.pick(random.chance(0.6) ? VERSION_TEXTS.slice(0, 16) : VERSION_TEXTS),
  Date: (random) => random.choose([[3, () => anyDate(random)], [1, () => anyNumber(random)], [1, () => random.pick(NUMBER_TEXTS)]]),
  Tags: (random) => (random.chance(0.6) ? anyTextList(random) : random.pick(LIST_TEXTS)),
};

function anyValue(random) {
  return random.choose([
    [10, () => anyText(random)],
    [3, () => anyNumber(random)],
    [1, () => anyDate(random)],
    [2, () => anyTextList(random)],
    [2, () => random.pick(ODD_VALUES)()],
    [1, () => random.pick([null, undefined])],
  ]);
}

function attributeValue(random, name) {
  if (random.chance(0.004)) {
    return random.pick(HOSTILE_VALUES)();
  }
  const suited = Object.hasOwn(VALUES_BY_ATTRIBUTE, name) ? VALUES_BY_ATTRIBUTE[name] : anyText;
  return random.chance(0.8) ? suited(random) : anyValue(random);
}

const CUSTOM_NAMES = [
  'Number', 'Version', 'Date', 'Tags', 'Custom1', 'Role', 'identifier', 'email', 'Äß✓', '\ud800', '', ' ', '1', '0', 'toString', 'constructor',
  '__proto__', 'hasOwnProperty',
];

/** The attribute names that a config and its users share. */
function attributeNames(random) {
  const custom = random.shuffle(CUSTOM_NAMES.slice(0, 6)).slice(0, 4);
  return ['Identifier', 'Email', 'Country', ...custom, ...(random.chance(0.4) ? [random.pick(CUSTOM_NAMES)] : [])];
}

/** Defines instead of assigning: `__proto__` must become an ordinary property. */
function define(target, name, value) {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function customOf(random, names) {
  const custom = random.chance(0.1) ? Object.create(random.pick([null, { Role: 'inherited', Custom1: 'inherited' }])) : {};
  for (const name of random.shuffle(names)) {
    if (random.chance(0.85)) {
      define(custom, name, attributeValue(random, name));
    }
  }
  if (random.chance(0.05)) {
    define(custom, random.pick(['Identifier', 'Email', 'Country']), 'not looked at');
  }
  if (random.chance(0.01)) {
    Object.defineProperty(custom, random.pick(names), {
      enumerable: random.chance(0.5),
      configurable: true,
      get() {
        throw new Error('no attribute');
      },
    });
  }
  return custom;
}

class UserWithGetters {
  constructor(fields) {
    Object.defineProperty(this, 'fields', { value: fields });
  }

  get identifier() {
    return this.fields.identifier;
  }

  get email() {
    return this.fields.email;
  }

  get country() {
    return this.fields.country;
  }

  get custom() {
    return this.fields.custom;
  }
}

/**
 * A user with values for the given attributes.
 *
 * @param {Random} random
 * @param {string[]} names
 */
function anyUser(random, names) {
  const user = {};
  for (const [name, property] of [['Identifier', 'identifier'], ['Email', 'email'], ['Country', 'country']]) {
    if (random.chance(0.9)) {
      user[property] = attributeValue(random, name);
    }
  }
  const customNames = names.slice(3);
  if (random.chance(0.93)) {
    user.custom = customOf(random, customNames);
  } else {
    user.custom = random.pick([undefined, null, 'ab', ['x'], 5, true, '']);
  }
  return random.choose([
    [12, () => user],
    [1, () => Object.freeze(user)],
    [1, () => new Proxy(user, {})],
    [1, () => new UserWithGetters(user)],
    [1, () => Object.assign(Object.create(null), user)],
  ]);
}

/** The value of an attribute of a user, for making conditions that it fulfils; undefined where reading it fails. */
function peek(user, name) {
  try {
    const property = { Identifier: 'identifier', Email: 'email', Country: 'country' }[name];
    return property ? user[property] : Object.getOwnPropertyDescriptor(Object(user.custom), name)?.value;
  } catch {
    return undefined;
  }
}

module.exports = { anyNumber, anyUser, attributeNames, peek };
