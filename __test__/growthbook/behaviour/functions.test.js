'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const binding = require('../../../binding.js');
const { own, official, same } = require('../support/sdk');

test('the module exports what the official one does', () => {
  assert.deepEqual(Object.keys(own).sort(), Object.keys(official).sort());
});

same('evalCondition', ({ evalCondition }) => {
  const groups = { g: ['x'], v2: { type: 'list', attributeKey: 'a', values: ['x'] }, c: { type: 'condition', condition: { a: 'x' } } };
  return [
    [{}, {}],
    [{ a: 1 }, { a: 1 }, {}],
    [null, { a: 1 }],
    [undefined, { a: null }],
    [5, { a: null }],
    [{ a: 1 }, { a: { $bogus: 1 } }],
    [{ a: 'x' }, { a: { $inGroup: 'g' } }, groups],
    [{ a: 'x' }, { a: { $inGroup: 'v2' } }, groups],
    [{ a: 'x' }, { a: { $inGroup: 'g' } }],
    [{ a: 'x' }, { $savedGroup: { id: 'v2' } }, groups],
    [{ a: 'x' }, { $savedGroup: { id: 'c' } }, groups],
    [{ a: undefined }, { a: null }],
    ['text', { length: 4 }],
    [[1, 2], { length: 2 }],
    [{ a: 1 }, 'x'],
    [{ a: 1 }, []],
    [{ a: { b: 1 } }, { 'a.b': 1 }],
    [{ 'a.b': 1 }, { 'a.b': 1 }],
  ].map((args) => [JSON.stringify(args), evalCondition(...args)]);
});

test('a condition that is malformed does not hold', () => {
  for (const condition of [null, undefined, { $or: null }, { $not: null }, { a: { $elemMatch: null } }]) {
    assert.equal(own.evalCondition({ a: [1] }, condition), false, JSON.stringify(condition));
  }
});

test('a condition that changes is not mistaken for what it was', () => {
  const condition = { a: 1 };
  assert.equal(own.evalCondition({ a: 1 }, condition), true);
  condition.a = 2;
  assert.equal(own.evalCondition({ a: 1 }, condition), false);
});

same('isURLTargeted', ({ isURLTargeted }) => {
  const target = (pattern, include = true, type = 'simple') => ({ include, type, pattern });
  return [
    ['http://a/b', []],
    ['http://a/b', [target('http://a/b')]],
    ['http://a/b?x=1', [target('http://a/b')]],
    ['http://a/b', [target('http://a/*')]],
    ['http://a/b', [target('/b')]],
    ['x', [target('http://a/b', false)]],
    ['http://a/b', [target('http://a/b', false), target('*')]],
    ['http://a/b', [target('^http', true, 'regex')]],
    ['http://a/b', [target('^/b$', true, 'regex')]],
    ['http://a/b', [target('(', true, 'regex')]],
    ['http://a/b', [target('x', true, 'other')]],
    [null, [target('http://a/b')]],
  ].map((args) => [JSON.stringify(args), isURLTargeted(...args)]);
});

same('paddedVersionString', ({ paddedVersionString }) =>
  ['1.2.3', 5, null, undefined, 'v1.2.3-rc.1+b', 'V1', {}, '', '1.2', '100000.0.0', '1.2.3.4', true, [], '\u0000j"x"'].map((version) => paddedVersionString(version)));

test('saved groups are handed over with conditions that name them, and other groups are other conditions', (t) => {
  const { growthbookCondition } = binding;
  const given = [];
  binding.growthbookCondition = (text, groups) => (given.push(groups), growthbookCondition(text, groups));
  t.after(() => (binding.growthbookCondition = growthbookCondition));
  const groups = (member) => ({ only: [member], more: { type: 'condition', condition: { id: member } } });
  const known = groups('here');
  for (let i = 0; i < 3; i++) {
    assert.equal(own.evalCondition({ id: 'here' }, { id: { $inGroup: 'only' } }, known), true);
    assert.equal(own.evalCondition({ id: 'here' }, { id: { $inGroup: 'only' } }, groups('here')), true);
    assert.equal(own.evalCondition({ id: 'here' }, { id: { $inGroup: 'only' } }, groups('there')), false);
    assert.equal(own.evalCondition({ id: 'here' }, { $not: { $savedGroup: { id: 'more' } } }, known), false);
    assert.equal(own.evalCondition({ id: 'here' }, { id: { $in: ['only here'] } }, known), false);
  }
  assert.deepEqual(given, [known, groups('there'), known, {}].map((value) => JSON.stringify(value)));
});
