'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/node');
const { getUserAttributes: officialAttributes } = require('@configcat/sdk/lib/cjs/User.js');
const { User, getUserAttributes } = require('../../lib/configcat/evaluation/user.js');

test('a user has the official fields', () => {
  for (const args of [['id'], ['id', 'email', 'country', { a: 1 }], [undefined], [null, null, null, null]]) {
    assert.deepEqual({ ...new User(...args) }, { ...new official.User(...args) });
  }
});

test('attributes are listed as officially, in the same order', () => {
  const inherited = Object.create({ fromPrototype: 1 });
  inherited.own = 2;
  const users = [
    {}, { identifier: null, email: '', country: 0 }, new User('id', 'e', 'c', { b: 1, a: undefined, n: null }),
    { identifier: 'id', custom: { Identifier: 'x', Email: 'y', Country: 'z', email: 'other', 2: 'two', 1: 'one' } },
    { identifier: 'id', custom: inherited }, { identifier: 'id', custom: JSON.parse('{"__proto__": "x", "constructor": 1}') },
    { identifier: 5, email: {}, custom: { list: ['a'], date: new Date(0) } }, { identifier: 'id', custom: null },
  ];
  for (const user of users) {
    const ours = getUserAttributes(user);
    assert.equal(JSON.stringify(ours), JSON.stringify(officialAttributes(user)));
    assert.equal(Object.getPrototypeOf(ours), null);
  }
});
