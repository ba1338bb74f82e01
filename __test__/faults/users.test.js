'use strict';

// Hostile user objects, beside the official package: whatever is odd about a user, both say the same about it.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { describe } = require('node:test');
const test = require('node:test');
const { openPair } = require('../differential/pair');
const { assertSame } = require('../differential/same');
const { load, openClientOn } = require('../support/sdk');

const { User } = load('current');

const flagOf = (condition, more = {}) => ({
  t: 1, v: { s: 'no' }, r: [{ c: [{ u: condition }], s: { v: { s: 'yes' } } }], ...more,
});

const sha = (text, salt) => createHash('sha256').update(text + salt).digest('hex');

/** One flag per way of reading attributes. `A` is the one that the users are odd about. */
const FLAGS = {
  text: flagOf({ a: 'A', c: 28, s: 'x' }),
  contains: flagOf({ a: 'A', c: 2, l: ['x', 'object'] }),
  number: flagOf({ a: 'A', c: 14, d: 1 }),
  date: flagOf({ a: 'A', c: 19, d: 1 }),
  version: flagOf({ a: 'A', c: 8, s: '1.0.0' }),
  list: flagOf({ a: 'A', c: 34, l: ['x'] }),
  hashed: flagOf({ a: 'A', c: 20, s: sha('x', 'salthashed') }),
  percentage: { t: 1, v: { s: 'no' }, a: 'A', p: [{ p: 50, v: { s: 'low' } }, { p: 50, v: { s: 'high' } }] },
  identifier: flagOf({ a: 'Identifier', c: 28, s: 'x' }, { p: [{ p: 50, v: { s: 'low' } }, { p: 50, v: { s: 'high' } }] }),
  email: flagOf({ a: 'Email', c: 28, s: 'x' }),
  country: flagOf({ a: 'Country', c: 28, s: 'x' }),
  plain: { t: 1, v: { s: 'plain' } },
};

const CONFIG = JSON.stringify({ p: { s: 'salt' }, f: FLAGS });

function fail(message = 'from the user object') {
  throw new Error(message);
}

const withA = (A) => ({ identifier: 'x', custom: { A } });

class Account {
  #email = 'x';
  constructor() {
    this.identifier = 'x';
  }
  get email() {
    return this.#email;
  }
  get custom() {
    return { A: this.#email };
  }
}

/** Turns a user into a proxy that passes everything on, and has every trap. */
function proxied(target) {
  const handler = {};
  for (const trap of Object.getOwnPropertyNames(Reflect)) {
    if (typeof Reflect[trap] === 'function') handler[trap] = (...args) => Reflect[trap](...args);
  }
  return new Proxy(target, handler);
}

function nest(levels, wrap, core) {
  let value = core;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

function manyAttributes() {
  const custom = {};
  for (let index = 0; index < 100_000; index++) custom[`attribute ${index}`] = index;
  custom.A = 'x';
  return custom;
}

/** [name, a function that makes the user anew] */
const USERS = [
  ['a class instance with a private field', () => new Account()],
  ['a private getter behind a proxy', () => new Proxy(new Account(), {})],
  ['a subclass of User', () => new (class extends User {})('x', 'x', 'x', { A: 'x' })],
  ['frozen all over', () => Object.freeze({ identifier: 'x', custom: Object.freeze({ A: Object.freeze(['x']) }) })],
  ['sealed', () => Object.seal({ identifier: 'x', email: 'x', custom: Object.seal({ A: 'x' }) })],
  ['without prototypes', () => Object.assign(Object.create(null), { identifier: 'x', custom: Object.assign(Object.create(null), { A: 'x' }) })],
  ['a proxy with every trap', () => proxied({ identifier: 'x', custom: proxied({ A: 'x' }) })],
  ['a proxy of a proxy, a hundred times', () => nest(100, (user) => new Proxy(user, {}), { identifier: 'x', custom: { A: 'x' } })],
  ['a proxy that says it has everything', () => new Proxy({}, { get: () => 'x', has: () => true })],
  ['a proxy whose keys throw', () => new Proxy({ identifier: 'x', custom: { A: 'x' } }, { ownKeys: () => fail() })],
  ['custom attributes whose keys throw', () => ({ identifier: 'x', custom: new Proxy({ A: 'x' }, { ownKeys: () => fail() }) })],
  ['an array', () => Object.assign(['x'], { identifier: 'x', custom: { A: 'x' } })],
  ['an array as custom attributes', () => ({ identifier: 'x', custom: ['x'] })],
  ['a Map as custom attributes', () => ({ identifier: 'x', custom: new Map([['A', 'x']]) })],
  ['a function as custom attributes', () => ({ identifier: 'x', custom: Object.assign(() => {}, { A: 'x' }) })],
  ['an Error', () => Object.assign(new Error('x'), { identifier: 'x', custom: { A: 'x' } })],
  ['a Date', () => Object.assign(new Date(0), { identifier: 'x', custom: { A: 'x' } })],
  ['a promise', () => Object.assign(Promise.resolve('x'), { identifier: 'x', custom: { A: 'x' } })],
  ['the object of globals', () => globalThis],
  ['empty', () => ({})],
  ['inherited attributes', () => ({ identifier: 'x', custom: Object.create({ A: 'x' }) })],
  ['an inherited identifier', () => Object.create({ identifier: 'x', email: 'x', custom: { A: 'x' } })],
  ['with a `toJSON`', () => ({ identifier: 'x', custom: { A: 'x' }, toJSON: () => 'from toJSON' })],
  ['with a `toJSON` that throws', () => ({ identifier: 'x', custom: { A: 'x' }, toJSON: () => fail() })],
  ['custom attributes with a `toJSON` that throws', () => ({ identifier: 'x', custom: { A: 'x', toJSON: () => fail() } })],
  ['in a circle', () => { const user = withA('x'); user.custom.self = user; return user; }],
  ['hidden attributes', () => ({ identifier: 'x', custom: Object.defineProperty({}, 'A', { value: 'x', enumerable: false }) })],
  ['attributes named by symbols', () => ({ identifier: 'x', [Symbol('email')]: 'x', custom: { [Symbol('A')]: 'x' } })],
  ['well-known names as custom attributes', () => ({ identifier: 'i', custom: { Identifier: 'x', Email: 'x', Country: 'x', A: 'x' } })],
  ['names of Object.prototype as custom attributes', () => ({ identifier: 'x', custom: JSON.parse('{"__proto__":"x","constructor":"x","toString":"x","A":"x"}') })],
  ['a getter that throws undefined', () => ({ identifier: 'x', custom: { get A() { throw undefined; } } })],
  ['a getter that throws a text', () => ({ identifier: 'x', custom: { get A() { throw 'text'; } } })],
  ['a getter that calls itself without end', () => ({ identifier: 'x', custom: { get A() { return this.A; } } })],
  ['100,000 attributes', () => ({ identifier: 'x', custom: manyAttributes() })],
  ...['identifier', 'email', 'country'].flatMap((name) => [
    [`a number as ${name}`, () => ({ [name]: 5 })],
    [`a big integer as ${name}`, () => ({ [name]: 5n })],
    [`a symbol as ${name}`, () => ({ [name]: Symbol('x') })],
    [`an object as ${name}`, () => ({ [name]: { x: 1 } })],
    [`a date as ${name}`, () => ({ [name]: new Date(1000) })],
    [`an array as ${name}`, () => ({ [name]: ['x'] })],
    [`a getter that throws as ${name}`, () => Object.defineProperty({}, name, { get: () => fail(), enumerable: true })],
    [`null as ${name}`, () => ({ [name]: null })],
    [`an empty text as ${name}`, () => ({ [name]: '' })],
  ]),
];

/** [name, a function that makes the value of attribute A anew] */
const VALUES = [
  ['a String object', () => new String('x')],
  ['an object with Symbol.toPrimitive', () => ({ [Symbol.toPrimitive]: () => 'x' })],
  ['an object whose Symbol.toPrimitive throws', () => ({ [Symbol.toPrimitive]: () => fail() })],
  ['an object whose toString calls itself', () => ({ toString() { return `${this}`; } })],
  ['an object in a circle with toString', () => { const value = { toString: () => 'x' }; value.self = value; return value; }],
  ['a class', () => class {}],
  ['a generator', () => (function* numbers() { yield 'x'; })()],
  ['a typed array', () => new Uint8Array(3)],
  ['a Buffer', () => Buffer.from('x')],
  ['a shared buffer', () => new SharedArrayBuffer(8)],
  ['a Set', () => new Set(['x'])],
  ['a WeakMap', () => new WeakMap()],
  ['a promise', () => Promise.resolve('x')],
  ['a RegExp', () => /x/g],
  ['arguments', () => (function take() { return arguments; })('x')],
  ['an array-like', () => ({ 0: 'x', length: 1 })],
  ['an array-like without end', () => ({ 0: 'x', length: 2 ** 53 })],
  ['a subclass of Array', () => new (class extends Array {})('x', 'y')],
  ['a frozen array', () => Object.freeze(['x'])],
  ['an array with further properties', () => Object.assign(['x'], { more: 'y' })],
  ['an array of 100,000 texts', () => Array.from({ length: 100_000 }, (_, index) => `text ${index}`).concat('x')],
  ['an array of 100,000 levels', () => nest(100_000, (value) => [value], 'x')],
  ['an object of 100,000 levels', () => nest(100_000, (value) => ({ value }), 'x')],
  ['a JSON text of 100,000 levels', () => '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a date beyond the last', () => new Date(8.64e15 + 1)],
  ['a date with a getTime of its own', () => Object.assign(new Date(0), { getTime: () => 5000 })],
  ['a subclass of Date', () => new (class extends Date {})(5000)],
  ['a text of lone surrogates', () => '\udc00\ud800'],
  ['a text with NUL', () => 'x\0'],
  ['a text of combining marks', () => `x${'\u0301'.repeat(1000)}`],
  ['-0', () => -0],
  ['NaN', () => NaN],
  ['infinite', () => -Infinity],
  ['document.all of another kind', () => Object.assign(Object.create(null), { valueOf: null })],
];

const KEYS = Object.keys(FLAGS);

/** Calls that take a user, by name. */
const CALLS = {
  details: (client, user) => Promise.all(KEYS.map((key) => client.getValueDetailsAsync(key, 'default', user))),
  values: (client, user) => Promise.all(KEYS.map((key) => client.getValueAsync(key, 'default', user))),
  all: (client, user) => client.getAllValuesAsync(user),
  snapshot: (client, user) => KEYS.map((key) => client.snapshot().getValueDetails(key, 'default', user)),
};

async function compare(pair, name, make, levels = [3, 2]) {
  for (const level of levels) {
    for (const [call, run] of Object.entries(CALLS)) {
      const seen = [];
      for (const side of pair.sides) {
        const user = make();
        seen.push(await side.observe((client) => run(client, user), user, level));
      }
      assertSame(seen[1], seen[0], `${name}, ${call}, level ${level}`);
    }
  }
}

/** Their texts are the size of the user for every flag, so they are compared without evaluation log. */
const LARGE = /100,000/;

describe('a hostile user gives what it gives in the official package', () => {
  for (const [name, make] of USERS) {
    test(`a user: ${name}`, async (t) => {
      const pair = await openPair(t);
      assert.equal(await pair.serve(CONFIG), true);
      await compare(pair, name, make, LARGE.test(name) ? [2] : undefined);
    });
  }

  for (const [name, make] of VALUES) {
    test(`an attribute: ${name}`, async (t) => {
      const pair = await openPair(t);
      assert.equal(await pair.serve(CONFIG), true);
      await compare(pair, name, () => withA(make()), LARGE.test(name) ? [2] : undefined);
    });
  }
});

/** Getters that do not give the same thing twice. Here each attribute is read once per call, so they differ by choice. */
const FICKLE = {
  'counts': () => { let reads = 0; return { get identifier() { return `x${reads++}`; }, custom: { get A() { return reads++; } } }; },
  'removes itself': () => ({ identifier: 'x', custom: { get A() { delete this.A; return 'x'; } } }),
  'throws at the second look': () => { let reads = 0; return { identifier: 'x', custom: { get A() { return reads++ > 0 ? fail() : 'x'; } } }; },
};

for (const [name, make] of Object.entries(FICKLE)) {
  test(`a getter that ${name} costs no call`, async (t) => {
    const client = await openClientOn(CONFIG, { logger: { level: 3, log() {} } });
    t.after(() => client.dispose());
    for (const run of Object.values(CALLS)) {
      assert.equal((await run(client, make())).length, KEYS.length);
    }
  });
}

test('a date that is no date inside fails the flags that look at it, and no other', async (t) => {
  const client = await openClientOn(CONFIG, { logger: { level: -1, log() {} } });
  t.after(() => client.dispose());
  const values = await client.getAllValuesAsync(withA(Object.create(Date.prototype)));
  const read = Object.fromEntries(values.map(({ settingKey, settingValue }) => [settingKey, settingValue]));
  assert.equal(read.text, null);
  assert.equal(read.plain, 'plain');
  assert.equal(read.identifier, 'yes');
});

/** What a getter may do to the client that reads it. */
const ACTS = {
  'asks for the same flag': (client) => client.snapshot().getValue('text', '', withA('x')),
  'asks for all flags': (client) => client.getAllValuesAsync(withA('x')),
  'changes the default user': (client) => client.setDefaultUser(withA('y')),
  'refreshes': (client) => client.forceRefreshAsync(),
  'disposes the client': (client) => client.dispose(),
};

for (const [name, act] of Object.entries(ACTS)) {
  test(`a getter that ${name}`, async (t) => {
    const client = await openClientOn(CONFIG, { logger: { level: 3, log() {} } });
    t.after(() => client.dispose());
    const asked = [];
    const user = () => ({ identifier: 'x', custom: { get A() { asked.push(act(client)); return 'x'; } } });
    assert.equal(await client.getValueAsync('text', '', user()), 'yes');
    assert.equal(client.snapshot().getValue('text', '', user()), 'yes');
    const all = await client.getAllValuesAsync(user());
    assert.equal(all.find(({ settingKey }) => settingKey === 'text').settingValue, 'yes');
    assert.ok(asked.length >= 3);
    await Promise.all(asked);
  });
}

test('texts of 10 MB are compared and hashed as they are', async (t) => {
  const text = '\u20ac'.repeat(10 * 1024 * 1024);
  const flags = {
    hashed: flagOf({ a: 'A', c: 20, s: sha(text, 'salthashed') }),
    ends: flagOf({ a: 'A', c: 32, l: [text.slice(-1000)] }),
    percentage: FLAGS.percentage,
  };
  const client = await openClientOn(JSON.stringify({ p: { s: 'salt' }, f: flags }), { logger: { level: 1, log() {} } });
  t.after(() => client.dispose());
  const bucket = parseInt(createHash('sha1').update(`percentage${text}`).digest('hex').slice(0, 7), 16) % 100;
  const values = await client.getAllValuesAsync({ identifier: text, email: text, custom: { A: text, B: text } });
  assert.deepEqual(values.map(({ settingValue }) => settingValue), ['yes', 'yes', bucket < 50 ? 'low' : 'high']);
  assert.equal(await client.getValueAsync('hashed', '', withA(text.slice(1))), 'no');
});
