'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { Slot, mergeAttributes, read, readHashValue } = require('../../../lib/growthbook/evaluation/attributes.js');

const sources = (attributes, more) => ({ overrides: null, attributes, globals: null, hasPlainAttributes: () => false, ...more });
const path = (...names) => new Slot(['p', ...names]);
const top = (name) => new Slot(['t', name]);

test('overrides win over attributes, and these over what is common', () => {
  const all = sources({ a: 2, b: 2 }, { globals: { a: 1, b: 1, c: 1 }, overrides: { a: 3 } });
  assert.deepEqual(['a', 'b', 'c'].map((name) => read(all, path(name))), [3, 2, 1]);
  assert.deepEqual(mergeAttributes(all), { a: 3, b: 2, c: 1 });
  assert.equal(read(sources({ a: 1 }, { overrides: { a: undefined } }), path('a')), undefined);
});

test('a path that leads nowhere is null, a name undefined', () => {
  const user = sources({ a: { b: [1, 2] }, 'c.d': 5, text: 'abc', none: undefined });
  assert.equal(read(user, path('a', 'b', '1')), 2);
  assert.equal(read(user, path('a', 'b', 'length')), 2);
  for (const names of [['x'], ['a', 'x'], ['a', 'b', '2'], ['a', 'b', 'map'], ['text', 'length'], ['none', 'x'], ['toString'], ['a', 'toString']]) {
    assert.equal(read(user, path(...names)), null, names.join('.'));
  }
  assert.equal(read(user, path('none')), undefined);
  assert.equal(read(user, top('c.d')), 5);
  assert.equal(read(user, top('e.f')), undefined);
  assert.equal(read(sources(null), path('a')), null);
});

test('what a class inherits counts below an attribute, not at the top', () => {
  class Account {
    get plan() {
      return 'pro';
    }
  }
  assert.equal(read(sources({ account: new Account() }), path('account', 'plan')), 'pro');
  assert.equal(read(sources(new Account()), path('plan')), null);
});

test('what cannot be read is marked, and no hash value', () => {
  const user = sources({
    get id() {
      throw new Error('no');
    },
  });
  assert.equal(read(user, path('id')), '\0!');
  assert.deepEqual(mergeAttributes({ ...user, globals: { a: 1 } }), { a: 1 });
  assert.equal(readHashValue(user, 'id'), '');
});

test('a hash value that is falsy is none', () => {
  for (const id of [0, '', false, null, undefined, NaN]) assert.equal(readHashValue(sources({ id }), 'id'), '');
  assert.equal(readHashValue(sources({ id: 5 }), 'id'), 5);
  assert.equal(readHashValue(sources({}), 'toString'), '');
});
