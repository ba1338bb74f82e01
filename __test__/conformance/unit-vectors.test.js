'use strict';

// The vectors of the evaluator's building blocks, reached through flags that are made so that only the right
// conversion, hash or comparison gives the expected value.

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson } = require('../support/conformance');
const { toJson } = require('../support/json');
const { CurrentLogger } = require('../support/loggers');
const { openClientOn } = require('../support/sdk');

const vectors = skip ? {} : readJson('derived/unit_vectors.json');
const ATTRIBUTE = 'Custom1';

const textSetting = (rules, otherwise) => ({ t: 1, r: rules, v: { s: otherwise } });
const rule = (comparator, comparison, result) => ({
  c: [{ u: { a: ATTRIBUTE, c: comparator, ...comparison } }],
  s: { v: { s: result } },
});
const vectorNumber = (value) => (typeof value === 'string' ? Number(value) : value);

/** Makes a client on the given settings and gives `evaluate(key, attribute)`. */
async function evaluatorOf(t, settings, salt) {
  const config = toJson({ p: { s: salt }, f: settings });
  const client = await openClientOn(config, { logger: new CurrentLogger(-1) });
  t.after(() => client.dispose());
  const snapshot = client.snapshot();
  return (key, attribute) => snapshot.getValue(key, null, { identifier: '', custom: { [ATTRIBUTE]: attribute } });
}

/** Evaluates flag `v<index>` for each vector, with all flags in one config. */
async function checkAll(t, rows, settingOf, attributeOf, expectedOf) {
  const settings = Object.fromEntries(rows.map((row, index) => [`v${index}`, settingOf(row)]));
  const evaluate = await evaluatorOf(t, settings);
  const wrong = [];
  for (const [index, row] of rows.entries()) {
    const actual = evaluate(`v${index}`, attributeOf(row));
    if (actual !== expectedOf(row)) {
      wrong.push({ row, actual, expected: expectedOf(row) });
    }
  }
  t.diagnostic(`${rows.length - wrong.length} of ${rows.length} vectors`);
  assert.deepEqual(wrong, []);
}

test('numbers read from text attributes', { skip }, (t) => checkAll(
  t,
  vectors.number_attribute_parse,
  ([, number]) => {
    const d = number === 'NaN' || number === null ? 0 : vectorNumber(number);
    return textSetting([rule(10, { d }, 'equal'), rule(11, { d }, 'different')], 'invalid');
  },
  ([text]) => text,
  ([, number]) => ({ null: 'invalid', NaN: 'different' })[number] ?? 'equal',
));

test('numbers written as text', { skip }, (t) => checkAll(
  t,
  vectors.number_to_string,
  ([, text]) => textSetting([rule(28, { s: text }, 'equal')], 'different'),
  ([number]) => vectorNumber(number),
  () => 'equal',
));

test('semantic versions: syntax', { skip }, (t) => checkAll(
  t,
  vectors.semver_parse,
  ([, version]) => textSetting([rule(4, { l: [version ?? ''] }, 'equal'), rule(5, { l: [] }, 'different')], 'invalid'),
  ([text]) => text,
  ([, version]) => (version === null ? 'invalid' : 'equal'),
));

test('semantic versions: order', { skip }, (t) => checkAll(
  t,
  vectors.semver_compare,
  ([, right]) => textSetting([rule(6, { s: right }, '-1'), rule(4, { l: [right] }, '0'), rule(8, { s: right }, '1')], ''),
  ([left]) => left,
  ([, , order]) => String(order),
));

const HUNDRED_OPTIONS = Array.from({ length: 100 }, (_, bucket) => ({ p: 1, v: { i: bucket } }));
const bucketSetting = { t: 2, a: ATTRIBUTE, p: HUNDRED_OPTIONS, v: { i: -1 } };

test('percentage buckets', { skip }, async (t) => {
  const rows = vectors.percentage_buckets;
  const evaluate = await evaluatorOf(t, Object.fromEntries(rows.map(([key]) => [key, bucketSetting])));
  for (const [key, attribute, bucket] of rows) {
    assert.equal(evaluate(key, attribute), bucket, `${key} ${attribute}`);
  }
});

test('percentage buckets of text that is not well-formed', { skip }, async (t) => {
  for (const { utf16, sha1 } of vectors.sha_utf16) {
    const [key, ...rest] = utf16.map((unit) => String.fromCharCode(unit));
    const evaluate = await evaluatorOf(t, { [key]: bucketSetting });
    assert.equal(evaluate(key, rest.join('')), Number.parseInt(sha1.slice(0, 7), 16) % 100, String(utf16));
  }
});

/** A flag that says `true` if the hash of attribute, config salt and key (in this order) is the given one. */
function hashedSetting(text, hash) {
  // An empty attribute counts as missing, but every text starts with nothing.
  const condition = text === '' ? { c: 22, l: [`0_${hash}`] } : { c: 20, s: hash };
  return { t: 0, r: [{ c: [{ u: { a: ATTRIBUTE, ...condition } }], s: { v: { b: true } } }], v: { b: false } };
}

test('salted hashes', { skip }, async (t) => {
  for (const { value, configSalt, contextSalt, hash } of vectors.salted_sha256) {
    const evaluate = await evaluatorOf(t, { [contextSalt]: hashedSetting(value, hash) }, configSalt);
    assert.equal(evaluate(contextSalt, value || 'x'), true, value);
  }
});

test('salted hashes of text that is not well-formed', { skip }, async (t) => {
  for (const { utf16, sha256 } of vectors.sha_utf16) {
    const units = utf16.map((unit) => String.fromCharCode(unit));
    const key = units.pop();
    const text = units.join('');
    const evaluate = await evaluatorOf(t, { [key]: hashedSetting(text, sha256) }, '');
    assert.equal(evaluate(key, text || 'x'), true, String(utf16));
  }
});
