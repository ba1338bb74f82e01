'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { encode, read, readAll, slotsFor } = require('../../lib/configcat/evaluation/attributes.js');

/** Reads one attribute the way an evaluation does. */
const get = (user, name) => read(user, slotsFor([name])[0]);

test('the well-known names stand for the fields of the user, whatever `custom` says', () => {
  const user = {
    identifier: 'id',
    email: 'mail',
    country: 'land',
    custom: { Identifier: 'x', Email: 'x', Country: 'x', identifier: 'lower', Role: 'admin' },
  };
  assert.equal(get(user, 'Identifier'), 'id');
  assert.equal(get(user, 'Email'), 'mail');
  assert.equal(get(user, 'Country'), 'land');
  assert.equal(get(user, 'identifier'), 'lower');
  assert.equal(get(user, 'Role'), 'admin');
});

test('a missing identifier is the empty text; other missing attributes are missing', () => {
  for (const identifier of [undefined, null]) assert.equal(get({ identifier }, 'Identifier'), '');
  assert.equal(get({}, 'Email'), undefined);
  assert.equal(get({ custom: null }, 'Role'), undefined);
  assert.equal(get({ custom: {} }, 'Role'), undefined);
});

test('only own properties of `custom` count, and any name is one', () => {
  assert.equal(get({ custom: {} }, 'constructor'), undefined);
  assert.equal(get({ custom: {} }, 'toString'), undefined);
  assert.equal(get({ custom: {} }, '__proto__'), undefined);
  assert.equal(get({ custom: Object.create({ Role: 'inherited' }) }, 'Role'), undefined);
  assert.equal(get({ custom: JSON.parse('{"__proto__":"own"}') }, '__proto__'), 'own');
  const bare = Object.assign(Object.create(null), { Role: 'bare' });
  assert.equal(get({ custom: bare }, 'Role'), 'bare');
});

test('a property that throws is no crash, and its error is kept under its position', () => {
  const boom = new Error('boom');
  const user = {
    identifier: 'id',
    get email() {
      throw boom;
    },
  };
  const { triples, errors } = encode(readAll(user, slotsFor(['Identifier', 'Email'])));
  assert.deepEqual(triples, [1, 'id', undefined, 7, undefined, undefined]);
  assert.equal(errors[1], boom);
});

test('a revoked proxy is an attribute that cannot be read, wherever it stands', () => {
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const slots = slotsFor(['Identifier', 'Role']);
  for (const user of [revoked(), { identifier: revoked(), custom: revoked() }, { identifier: revoked(), custom: { Role: revoked() } }]) {
    const { triples, errors } = encode(readAll(user, slots));
    assert.deepEqual([triples[0], triples[3]], [7, 7]);
    assert.ok(errors[0] instanceof TypeError);
    assert.ok(errors[1] instanceof TypeError);
  }
});

test('each kind of value has its tag, its payload and its text', () => {
  const date = new Date(1000);
  const cycle = {};
  cycle.self = cycle;
  const values = [undefined, null, '', 'text', -0, NaN, true, date, new Date(NaN), ['a', 'b'], [], ['a', 1]];
  const rest = [10n, Symbol('secret'), Object.create(null), cycle, new String('boxed'), { toString: () => { throw new Error(); } }];
  const rows = (list) => {
    const { triples } = encode(list);
    return list.map((_, i) => triples.slice(i * 3, i * 3 + 3));
  };
  assert.deepEqual(rows(values), [
    [0, undefined, undefined],
    [0, undefined, undefined],
    [1, '', undefined],
    [1, 'text', undefined],
    [2, -0, undefined],
    [2, NaN, undefined],
    [3, true, undefined],
    [4, 1000, String(date)],
    [4, NaN, 'Invalid Date'],
    [5, '["a","b"]', 'a,b'],
    [5, '[]', ''],
    [6, undefined, 'a,1'],
  ]);
  assert.deepEqual(
    rows(rest).map(([tag, , text]) => [tag, text]),
    [
      [6, '10'],
      [6, '[symbol]'],
      [6, '[object Object]'],
      [6, '[object Object]'],
      [6, 'boxed'],
      [6, '[unknown]'],
    ],
  );
});
