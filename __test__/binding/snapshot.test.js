'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { garbageCollector } = require('../support/garbage');
const { EXPLAIN, WARNED, choose, binding, evaluate, open, rule, textFlag } = require('./support.js');

const config = {
  p: { s: 'salt' },
  f: {
    plain: { t: 0, v: { b: true }, i: 'v-plain' },
    mail: textFlag([rule('Email', 28, { s: 'a@b.c' }, 'hit')]),
    number: textFlag([rule('Level', 10, { d: 3 }, 'hit')]),
    __proto__: undefined,
    10: { t: 2, v: { i: 7 } },
    9: { t: 3, v: { d: 0.5 } },
  },
};
const text = JSON.stringify(config).replace('"mail"', '"__proto__":{"t":0,"v":{"b":false}},"mail"');
const snapshot = open(text);

test('keys come in the order of a JavaScript object', () => {
  assert.deepEqual(snapshot.keys(), Object.keys(JSON.parse(text).f));
  assert.equal(snapshot.size, 6);
});

test('find gives the number that describe takes', () => {
  for (const key of snapshot.keys()) assert.equal(snapshot.describe(snapshot.find(key))[0], key);
  assert.equal(snapshot.find('constructor'), -1);
  assert.equal(snapshot.find(''), -1);
});

test('describe lists type, plan and outcomes', () => {
  const flag = snapshot.find('mail');
  const [key, type, constant, attributes, values] = snapshot.describe(flag);
  const [ids, rules, options] = snapshot.places(flag);
  assert.deepEqual([key, type, constant, attributes], ['mail', 1, -1, ['Email']]);
  assert.deepEqual(new Set(values), new Set(['hit', 'fallback']));
  const hit = values.indexOf('hit');
  assert.deepEqual([ids[hit], rules[hit], options[hit]], ['v-hit', 0, -1]);
  const other = values.indexOf('fallback');
  assert.deepEqual([ids[other], rules[other], options[other]], ['v-fallback', -1, -1]);
});

test('a flag without rules is constant', () => {
  for (const [key, type, value] of [['plain', 0, true], ['10', 2, 7], ['9', 3, 0.5], ['__proto__', 0, false]]) {
    const described = snapshot.describe(snapshot.find(key));
    assert.equal(described[1], type);
    assert.deepEqual(described[3], []);
    assert.equal(described[4][described[2]], value);
  }
});

test('evaluate reads strings, numbers, booleans and nothing', () => {
  assert.equal(evaluate(snapshot, 'mail', 'a@b.c'), 'hit');
  assert.equal(evaluate(snapshot, 'mail', 'a@b.d'), 'fallback');
  assert.equal(evaluate(snapshot, 'number', 3), 'hit');
  assert.equal(evaluate(snapshot, 'number', '3'), 'hit');
  assert.equal(evaluate(snapshot, 'number', 4), 'fallback');
});

test('bit 30 tells that there is something to warn of', () => {
  const flag = snapshot.find('mail');
  for (const attributes of [[], [null], [undefined], ['']]) {
    const result = choose(snapshot.base + flag, ...attributes);
    assert.equal(result & WARNED, WARNED);
    assert.equal(snapshot.describe(flag)[4][result & ~WARNED], 'fallback');
  }
  assert.equal(choose(snapshot.base + flag, 'x') & WARNED, 0);
});

test('textTests lists what a flag asks of its texts, unless it asks for something else', () => {
  const texts = open({ f: { flag: textFlag([rule('Email', 2, { l: ['@x', 'ü'] }, 'a'), rule('Country', 28, { s: 'b' }, 'b'), rule('Email', 31, { l: ['c'] }, 'c'), rule('Email', 32, { l: ['d'] }, 'd')]) } });
  assert.deepEqual(texts.textTests(0), [[1, '@x', 1, 'ü', 2, 'c', 3, 'd'], [0, 'b']]);
  assert.equal(snapshot.textTests(snapshot.find('number')), null);
  assert.deepEqual(snapshot.textTests(snapshot.find('plain')), []);
});

test('explain gives the same outcome, the warnings and the log', () => {
  const flag = snapshot.find('mail');
  const explain = (hasUser, triple, format = 0) =>
    snapshot.explain(flag, hasUser, triple, format, '\n', '{}', 2, 'd', false);
  const values = snapshot.describe(flag)[4];
  const [outcome, kind, failure, log, warnings] = explain(true, [1, 'a@b.c', null], 1);
  assert.deepEqual([values[outcome], kind, failure, warnings], ['hit', 0, null, []]);
  assert.match(log, /^Evaluating 'mail' for User '\{\}'/);
  const missing = explain(true, [0, null, null]);
  assert.deepEqual([values[missing[0]], missing[3]], ['fallback', null]);
  assert.deepEqual(missing[4], [[3003, "User.Email EQUALS 'a@b.c'", 'mail', 'Email']]);
  assert.deepEqual(explain(false, [])[4], [[3001, 'mail']]);
});

test('explain tells which attribute could not be read', () => {
  const [outcome, kind, failure] =
    snapshot.explain(snapshot.find('mail'), true, [7, null, null], 0, '\n', null, 0, '', false);
  assert.deepEqual([outcome, kind, failure], [-1, 3, 0]);
});

test('explain checks the type of the default value, unless it is lenient', () => {
  const explain = (lenient) =>
    snapshot.explain(snapshot.find('plain'), false, [], 0, '\n', null, 3, '1', lenient);
  const [outcome, kind, failure] = explain(false);
  assert.deepEqual([outcome, kind], [-1, 2]);
  assert.match(failure, /Setting's type was Boolean but the default value's type was number\./);
  assert.equal(explain(true)[1], 0);
});

test('a variation id leads to its flag and outcome', () => {
  const [flag, outcome] = snapshot.findVariation('v-hit');
  assert.equal(snapshot.describe(flag)[0], 'mail');
  assert.equal(snapshot.describe(flag)[4][outcome], 'hit');
  assert.equal(snapshot.findVariation('nobody'), null);
});

test('the functions need no this, and keep their config when all else is gone', () => {
  const { find: only } = open(config);
  global.gc?.();
  assert.equal(typeof only('plain'), 'number');
  assert.equal(only.name, 'find');
});

test('each snapshot has a number of its own, which is free again when the snapshot is gone', async () => {
  const value = (one) => evaluate(one, 'flag');
  const textOf = (text) => open({ f: { flag: { t: 1, v: { s: text } } } });
  const kept = ['a', 'b', 'c'].map(textOf);
  assert.equal(new Set(kept.map(({ base }) => base)).size, 3);
  const highest = Math.max(...kept.map(({ base }) => base));
  for (let n = 0; n < 20_000; n += 1) {
    if (textOf(`${n}`).base <= highest) break;
    if (n % 500 === 499) {
      garbageCollector()();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(n < 10_000, 'no number was used again');
  }
  assert.deepEqual(kept.map(value), ['a', 'b', 'c']);
  for (const number of [-1, 1e9, 'x', {}, null, undefined]) assert.equal(choose(number, 0), EXPLAIN);
});

test('the text comes back as it went in', () => {
  assert.equal(snapshot.json(), text);
});

test('overrides make a snapshot of their own', () => {
  const overrides = JSON.stringify({ c: [], f: [['plain', 0, false], ['extra', 0, 'x'], ['odd', 1, 'NaN']] });
  const merged = binding.configcatMerge(snapshot.handle, overrides, 1);
  const value = (key) => {
    const described = merged.describe(merged.find(key));
    return described[4][described[2]];
  };
  assert.deepEqual([value('plain'), value('extra'), value('odd'), value('10')], [false, 'x', NaN, 7]);
  assert.equal(merged.json(), null);
  assert.deepEqual(binding.configcatMerge(null, overrides, 0).keys(), ['plain', 'extra', 'odd']);
});

test('an empty entry has no snapshot', async () => {
  const entry = await binding.configcatEntryAsync(null, 5, 'tag');
  assert.deepEqual([entry.snapshot, entry.timestamp, entry.etag, entry.initial], [null, 5, 'tag', false]);
});

test('parsing off the thread gives the same as parsing on it', async () => {
  const entry = await binding.configcatEntryAsync(text, 1, null);
  assert.deepEqual(entry.snapshot.keys(), snapshot.keys());
  await assert.rejects(binding.configcatEntryAsync('{"f":1}', 0, null), /Type mismatch at \$\.f/);
  assert.throws(() => binding.configcatEntry('{"f":1}', 0, null), /Type mismatch at \$\.f/);
  assert.throws(() => binding.configcatEntry('{', 0, null), { name: 'Error', message: /not valid JSON: .* line 1 column 1/ });
});

test('unused configs are collected before they fill the memory', async () => {
  const count = 300;
  let gone = 0;
  const registry = new FinalizationRegistry(() => {
    gone += 1;
  });
  const megabyte = 'x'.repeat(1 << 20);
  for (let n = 0; n < count; n += 1) {
    registry.register(open({ f: { flag: { t: 1, v: { s: megabyte + n } } } }).json, n);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(gone > count / 2, `${gone} of ${count}`);
});

test('an unknown flag number is no way to crash', () => {
  // Beyond 2^21 there are places of other snapshots, of which there is not a thousandth.
  for (const number of [99, 1_000 * 2 ** 21, 2 ** 40]) assert.equal(choose(snapshot.base + number), EXPLAIN);
  for (const place of [-1, NaN, Infinity, 2 ** 53, 'x', {}, null, undefined]) assert.equal(choose(place), EXPLAIN);
  assert.equal(choose(), EXPLAIN);
  assert.throws(() => snapshot.describe(99), /no flag/);
  assert.throws(() => snapshot.places(99), /no flag/);
  assert.throws(() => snapshot.explain(99, false, [], 0, '', null, 0, '', false), /no flag/);
});
