'use strict';

// What random configs reach too seldom, beside the official package.

const assert = require('node:assert/strict');
const test = require('node:test');
const { toJson } = require('../support/json');
const { Random, runSeed } = require('../support/random');
const { bytesOf, saltedHash } = require('./generate/hashes');
const { anyText } = require('./generate/texts');
const { compareEverything, openPair } = require('./pair');
const { assertSame } = require('./same');

test('a rule without a THEN part is an error when it matches', async (t) => {
  const pair = await openPair(t);
  const rule = (c) => ({ c: [{ u: { a: 'Identifier', c, s: 'a' } }] });
  const value = { t: 1, v: { s: 'value' } };
  const settings = { matching: { ...value, r: [rule(28)] }, other: { ...value, r: [rule(29), { ...rule(29), p: [] }] } };
  assert.equal(await pair.serve(toJson({ f: settings })), true);
  for (const [key, errorCode] of [['matching', 1], ['other', 0]]) {
    const user = { identifier: 'a' };
    const run = (client) => client.getValueDetailsAsync(key, null, user);
    const [theirs, ours] = await pair.observe({ run, user, level: 2 });
    assert.ok(theirs.includes(`errorCode: ${errorCode}`), theirs);
    assertSame(ours, theirs);
  }
});

const prerequisite = (key, value) => ({ p: { f: key, c: 0, v: { b: value } } });
const flagOf = (...conditions) => ({ t: 0, r: [{ c: conditions, s: { v: { b: true } } }], v: { b: false } });
const condition = (c, comparison) => ({ u: { a: 'Custom1', c, ...comparison } });

/** Flags that each depend on the next one; the last depends on a user condition. */
function chain(length) {
  const last = [`f${length}`, flagOf(condition(28, { s: 'a' }))];
  const others = Array.from({ length }, (_, i) => [`f${i}`, flagOf(prerequisite(`f${i + 1}`, true))]);
  return { f: Object.fromEntries([...others, last]) };
}

test('long chains and diamonds of prerequisites', async (t) => {
  const pair = await openPair(t);
  const users = [undefined, { identifier: '', custom: { Custom1: 'a' } }, { identifier: '', custom: { Custom1: 5 } }];
  await compareEverything(pair, toJson(chain(60)), users, 'a chain');

  const diamond = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`f${i}`, flagOf(prerequisite(`f${i + 1}`, true), prerequisite(`f${i + 1}`, true))]),
  );
  diamond.f9 = flagOf(condition(28, { s: 'a' }));
  await compareEverything(pair, toJson({ f: diamond }), users, 'a diamond');

  assert.equal(await pair.serve(toJson(chain(900))), true);
  for (const user of users) {
    const [theirs, ours] = await pair.observe({ user, level: 2, run: (client) => client.getValueDetailsAsync('f0', false, user) });
    assertSame(ours, theirs);
  }
});

test('large things', async (t) => {
  const pair = await openPair(t);
  const words = Array.from({ length: 1000 }, (_, i) => `word ${i}`);
  const brackets = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  const digits = ['9'.repeat(400), `0.${'0'.repeat(400)}1`];
  const texts = ['word 999', 'word', 'é'.repeat(50_000), JSON.stringify(words), words, brackets, ...digits];
  const users = texts.map((text) => ({ identifier: text, custom: { Custom1: text } }));
  const many = Array.from({ length: 300 }, (_, i) => [`many ${i}`, { t: 2, v: { i } }]);
  const settings = {
    oneOf: flagOf(condition(0, { l: words })),
    notOneOf: flagOf(condition(1, { l: words.slice(0, 11) })),
    contains: flagOf(condition(2, { l: [...words.slice(0, 9), 'éé'] })),
    startsWith: flagOf(condition(30, { l: words.slice(0, 10) })),
    hashed: flagOf(condition(20, { s: saltedHash(texts[2], 'salt', 'hashed') })),
    hashedStart: flagOf(condition(22, { l: [`99999_${saltedHash(bytesOf(texts[2]).subarray(0, 99999), 'salt', 'hashedStart')}`] })),
    hashedEnd: flagOf(condition(24, { l: [`1_${saltedHash(bytesOf(texts[2]).subarray(-1), 'salt', 'hashedEnd')}`] })),
    array: flagOf(condition(34, { l: ['word 998'] })),
    hashedArray: flagOf(condition(26, { l: [saltedHash('word 998', 'salt', 'hashedArray')] })),
    number: flagOf(condition(14, { d: 1e300 })),
    tiny: flagOf(condition(12, { d: 1e-300 })),
    percentage: { t: 2, p: Array.from({ length: 100 }, (_, i) => ({ p: 1, v: { i } })), v: { i: -1 } },
    ...Object.fromEntries(many),
  };
  await compareEverything(pair, toJson({ p: { s: 'salt' }, f: settings }), users, 'large things');
});

test('text that is not well-formed is evaluated alike', async (t) => {
  const seed = runSeed();
  const random = new Random(seed);
  t.diagnostic(`seed ${seed}`);
  const pair = await openPair(t);
  const texts = [...random.times(20, () => anyText(random)), '\ud800', '\udc00', '\ud83d\ude00', '\ude00\ud83d', '\ufffd', 'a\ufffdb'];
  const parts = texts.flatMap((text) => [text, text.slice(1), text.slice(0, -1)]);
  for (const comparator of [2, 30, 32]) {
    const rules = parts.map((part, i) => ({ c: [{ u: { a: 'Identifier', c: comparator, l: [part] } }], s: { v: { i } } }));
    const settings = rules.map((rule, i) => [`f${i}`, { t: 2, r: [rule], v: { i: -1 } }]);
    assert.equal(await pair.serve(toJson({ f: Object.fromEntries(settings) })), true);
    for (const identifier of texts) {
      const user = { identifier };
      const matches = async (client) => (await client.getAllValuesAsync(user)).map(({ settingValue }) => settingValue).filter((i) => i >= 0);
      const results = await pair.observe({ run: matches, user, level: -1 });
      const [theirs, ours] = results.map((text) => text.split('\n')[0]);
      assertSame(ours, theirs, `${comparator} ${JSON.stringify(user)} ${JSON.stringify(parts)}`);
    }
  }
});
