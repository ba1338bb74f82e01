'use strict';

// What JavaScript may pass where the binding expects an attribute: every value has a defined result.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const test = require('node:test');
const { types } = require('node:util');
const { EXPLAIN, choose, binding, evaluate, open, rule, textFlag } = require('./support.js');

const equals = (text) => open({ f: { flag: textFlag([rule('A', 28, { s: text }, 'hit')]) } });

test('text of every length and script crosses whole', () => {
  const texts = ['x', 'é', '€', '😀', '\u0000', '\ufffd', 'a\ufffdb', '\ufeff'];
  const lengths = [1, 80, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 1000, 70_000];
  for (const text of texts) {
    for (const length of lengths) {
      const whole = text.repeat(length);
      const snapshot = equals(whole);
      assert.equal(evaluate(snapshot, 'flag', whole), 'hit', `${length} times ${JSON.stringify(text)}`);
      assert.equal(evaluate(snapshot, 'flag', `${whole}x`), 'fallback');
      assert.equal(evaluate(snapshot, 'flag', whole.slice(1)), 'fallback');
    }
  }
});

test('lone surrogates stay themselves, both ways', () => {
  for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800', `${'x'.repeat(200)}\ud83d`]) {
    // The comparison value is an escape in the JSON text, the attribute a string of this process.
    const snapshot = equals(text);
    assert.equal(evaluate(snapshot, 'flag', text), 'hit');
    assert.equal(evaluate(snapshot, 'flag', text.toWellFormed?.() ?? '\ufffd'), 'fallback');
    const served = open({ f: { [text]: { t: 1, v: { s: text }, i: text } } });
    assert.deepEqual(served.keys(), [text]);
    assert.equal(served.find(text), 0);
    assert.deepEqual([served.describe(0)[4], served.places(0)[0]], [[text], [text]]);
    assert.deepEqual(served.findVariation(text), [0, 0]);
  }
});

test('a raw lone surrogate in a config text survives, too', () => {
  const snapshot = open('{"f":{"flag":{"t":1,"v":{"s":"\ud800"}}}}');
  assert.deepEqual(snapshot.describe(0)[4], ['\ud800']);
});

test('a lone surrogate is hashed as the three bytes that it has in WTF-8', () => {
  const hash = createHash('sha256').update(Buffer.from([0xed, 0xa0, 0x80])).update('saltflag').digest('hex');
  const snapshot = open({ p: { s: 'salt' }, f: { flag: textFlag([rule('A', 20, { s: hash }, 'hit')]) } });
  assert.equal(evaluate(snapshot, 'flag', '\ud800'), 'hit');
  assert.equal(evaluate(snapshot, 'flag', '\ufffd'), 'fallback');
});

test('a plan longer than any stack array', () => {
  const count = 100;
  const rules = Array.from({ length: count }, (_, index) => rule(`A${index}`, 28, { s: `v${index}` }, `hit ${index}`));
  const snapshot = open({ f: { flag: textFlag(rules) } });
  assert.equal(snapshot.describe(0)[3].length, count);
  const attributes = Array.from({ length: count }, () => 'no');
  assert.equal(evaluate(snapshot, 'flag', ...attributes), 'fallback');
  for (const index of [0, 7, 8, 9, 10, 11, 12, 13, 50, 99]) {
    assert.equal(evaluate(snapshot, 'flag', ...attributes.with(index, `v${index}`)), `hit ${index}`);
  }
});

test('fewer or more attributes than planned are missing or ignored', () => {
  const snapshot = equals('x');
  assert.equal(evaluate(snapshot, 'flag'), 'fallback');
  assert.equal(evaluate(snapshot, 'flag', 'x', 'y', Symbol('z')), 'hit');
});

const hostile = () => [
  Symbol('s'),
  10n,
  {},
  [],
  ['x'],
  new Date(),
  () => 0,
  Object.create(null),
  new String('x'),
  new Proxy({}, { get: () => assert.fail('the binding must not look inside') }),
  new Proxy(() => 0, { apply: () => assert.fail('the binding must not call') }),
  { toString: () => assert.fail('the binding must not convert'), [Symbol.toPrimitive]: () => assert.fail('nor this') },
];

test('other values ask for explain where they are reached', () => {
  const snapshot = equals('x');
  for (const value of hostile()) assert.equal(choose(snapshot.base, value), EXPLAIN);
});

test('other values do no harm where they are not reached', () => {
  const rules = [rule('A', 28, { s: 'x' }, 'first'), rule('B', 28, { s: 'x' }, 'second')];
  const snapshot = open({ f: { flag: textFlag(rules) } });
  for (const value of hostile()) assert.equal(evaluate(snapshot, 'flag', 'x', value), 'first');
});

test('odd numbers and booleans are ordinary values', () => {
  const snapshot = open({ f: { flag: textFlag([rule('A', 28, { s: 'NaN' }, 'hit'), rule('A', 28, { s: 'true' }, 'yes')]) } });
  for (const [value, result] of [[NaN, 'hit'], [-0, 'fallback'], [Infinity, 'fallback'], [true, 'yes'], [false, 'fallback']]) {
    assert.equal(evaluate(snapshot, 'flag', value), result);
  }
});

test('explain refuses what it cannot understand, with an Error', () => {
  const snapshot = equals('x');
  const calls = [
    [],
    [0],
    [0, true, null, 0, '', null, 0, '', false],
    [0, true, [1], 0, '', null, 0, '', false],
    [0, true, [1, 5, 5], 0, '', null, 0, '', false],
    [0, true, [99, '', ''], 0, '', null, 0, '', false],
    [0, true, [Symbol('s'), '', ''], 0, '', null, 0, '', false],
    [0, true, [], 9, '', null, 0, '', false],
    [0, true, [], 0, '', null, 9, '', false],
    [0, true, new Proxy([1, 'x', ''], { get: () => assert.fail('trap') }), 0, '', null, 0, '', false],
  ];
  for (const call of calls) assert.throws(() => snapshot.explain(...call), Error);
});

test('no handle is an External: Node.js leaves memory behind for each that is alive when a worker ends', () => {
  const entry = binding.configcatEntry('{}', 0, null);
  for (const handle of [entry.handle, entry.snapshot.handle, binding.tlsAnyCertificate()]) {
    assert.equal(types.isExternal(handle), false);
    assert.deepEqual(Reflect.ownKeys(handle), []);
  }
});

test('functions refuse handles that are not theirs', () => {
  const snapshot = equals('x');
  const entry = binding.configcatEntry(null, 0, null);
  // Objects of another kind, without a tag, or with one on their prototype only, among them.
  const others = [entry.handle, Object.create(snapshot.handle), new Proxy(snapshot.handle, {})];
  for (const handle of [...others, {}, 'x', 5, Symbol('s')]) {
    assert.throws(() => binding.configcatMerge(handle, '{"c":[],"f":[]}', 1), Error);
  }
  assert.throws(() => binding.configcatMerge(snapshot.handle, 'not json', 1), Error);
  assert.throws(() => binding.configcatMerge(snapshot.handle, '{"c":[],"f":[]}', 7), Error);
  assert.throws(() => binding.configcatEntry(Symbol('s'), 0, null), Error);
});
