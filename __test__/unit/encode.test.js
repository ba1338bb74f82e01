'use strict';

// How attribute values cross to native code: the texts are agreed with `Data::decode` of the engine.

const assert = require('node:assert/strict');
const test = require('node:test');
const vm = require('node:vm');
const { encode } = require('../../lib/values/encode.js');

const tagged = (text) => {
  assert.equal(text.slice(0, 2), '\0x');
  return JSON.parse(text.slice(2));
};

test('what native code can take is passed as it is', () => {
  for (const value of ['text', '', 'ü', '\ud800', 0, -0, 1.5, NaN, Infinity, true, false, null, undefined]) {
    assert.ok(Object.is(encode(value), value));
  }
});

test('data is passed as JSON', () => {
  for (const value of [[], {}, [1, 'a', null, [true]], { a: { b: [1] } }, Object.assign(Object.create(null), { a: 1 }), vm.runInNewContext('({ a: [1] })')]) {
    assert.equal(encode(value), `\0j${JSON.stringify(value)}`);
  }
  assert.equal(encode('\0x'), '\0j"\\u0000x"');
});

test('what JSON would change is tagged', () => {
  const holes = [1, undefined];
  holes.length = 3;
  assert.deepEqual(tagged(encode([1, NaN, undefined])), { t: 'l', v: [1, { t: 'n', v: 'NaN' }, { t: 'u' }] });
  assert.deepEqual(tagged(encode(holes)), { t: 'l', v: [1, { t: 'u' }, { t: 'u' }] });
  assert.deepEqual(tagged(encode({ a: -Infinity, b: 'x' })), { t: 'o', v: [['a', { t: 'n', v: '-Infinity' }], ['b', 'x']] });
});

test('what is no data is passed with all that JavaScript makes of it', () => {
  const date = new Date(5);
  assert.deepEqual(tagged(encode(date)), { t: 'e', s: String(date), n: 5, j: JSON.stringify(date), b: true, k: 'object' });
  assert.deepEqual(tagged(encode(10n)), { t: 'e', s: '10', n: 10, b: true, k: 'bigint' });
  assert.deepEqual(tagged(encode(0n)), { t: 'e', s: '0', n: 0, b: false, k: 'bigint' });
  assert.deepEqual(tagged(encode(Symbol('s'))), { t: 'e', s: 'Symbol(s)', n: { t: 'n', v: 'NaN' }, b: true, k: 'symbol' });
  assert.equal(tagged(encode(() => 1)).k, 'function');
  assert.deepEqual(tagged(encode([new Date(NaN)])).v[0].n, { t: 'n', v: 'NaN' });
});

test('an instance of a class is its properties, unless it converts itself', () => {
  class Point {
    x = 1;
    #y = 2;
    get sum() {
      return this.x + this.#y;
    }
  }
  class Money extends Point {
    valueOf() {
      return 7;
    }
  }
  assert.deepEqual(tagged(encode(new Point())), { t: 'o', v: [['x', 1]] });
  assert.equal(tagged(encode(new Money())).n, 7);
  assert.equal(tagged(encode({ toJSON: () => 'j' })).j, '"j"');
  assert.equal(tagged(encode(new Map())).s, '[object Map]');
});

test('what throws is unreadable', () => {
  const circular = {};
  circular.self = circular;
  const proxy = new Proxy({}, {
    ownKeys() {
      throw new Error('no');
    },
  });
  const getter = {
    get a() {
      throw new Error('no');
    },
  };
  let deep = [];
  for (let depth = 0; depth < 5_000; depth++) deep = [deep];
  for (const value of [circular, proxy, getter, deep]) assert.equal(encode(value), '\0!');
});
