'use strict';

const { ODD_TEXTS, NUMBER_TEXTS, VERSION_TEXTS } = require('../../../differential/generate/texts');
const { code } = require('../tree');

/** @typedef {import('../../../support/random').Random} Random */

const WORDS = ['a', 'b', 'ab', 'A', 'cat', 'Cat', 'dog', 'US', 'CA', 'admin', 'acme', 'chrome', 'firefox', 'x@example.com', '/pricing', 'ß', 'ΑΣ', 'İ'];
const NUMBERS = [0, 1, 2, 3, 5, 10, 18, 94, 100, -1, 0.1, 0.5, 1.5];
const ODD_NUMBERS = [-0, 1e21, 1e-7, 123456789012345680000, 2 ** 53, 1 / 3, 5e-324, 1.7976931348623157e308, -1e300, 4294967296];

/** Numbers that no JSON text has, but a program may pass. */
const NO_JSON_NUMBERS = [NaN, Infinity, -Infinity];

const anyText = (random) =>
  random.choose([
    [12, () => random.pick(WORDS)],
    [4, () => random.pick(ODD_TEXTS)],
    [2, () => random.pick(NUMBER_TEXTS)],
    [2, () => random.pick(VERSION_TEXTS)],
    [1, () => random.pick(WORDS) + random.pick(ODD_TEXTS) + random.pick(WORDS)],
    [0.3, () => random.pick([...WORDS, '😀', '\ud800']).repeat(random.between(20, 200))],
  ]);

const anyNumber = (random) =>
  random.choose([
    [8, () => random.pick(NUMBERS)],
    [1, () => random.pick(ODD_NUMBERS)],
    [1, () => random.between(-1000, 1000) / random.pick([1, 7, 10, 1000])],
  ]);

const anyScalar = (random) =>
  random.choose([
    [5, () => anyText(random)],
    [3, () => anyNumber(random)],
    [2, () => random.chance(0.5)],
    [1, () => null],
  ]);

const KEYS = ['a', 'b', 'value', 'x', '1', '0', '10', '', 'length', 'ключ', '\ud83d', 'a.b', '$in'];

/** Any value that JSON can say. */
function anyJson(random, depth = 2) {
  if (depth === 0 || random.chance(0.6)) return anyScalar(random);
  if (random.chance(0.5)) return random.times(random.below(4), () => anyJson(random, depth - 1));
  return Object.fromEntries(random.times(random.below(4), () => [random.pick(KEYS), anyJson(random, depth - 1)]));
}

/** What only a program can pass. */
const ODD_VALUES = [
  'new Date(1693497500123)', 'new Date(0)', 'new Date(-1)', 'new Date(NaN)', 'new Date(8.64e15)', 'new Date(-62198755200001)',
  'new String("cat")', 'new String("")', 'new Number(5)', 'new Boolean(false)', '/a+/g', 'new Map([["a", 1]])',
  'new Set(["a"])', '(() => "a")', '(class Cat {})', '({ toString: () => "cat" })', '({ toJSON: () => "cat" })', '({ toJSON: () => undefined })', '({ toJSON: () => ({ a: 1 }) })',
  'Object.assign(Object.create({ inherited: "a" }), { own: "b" })', 'Object.assign(Object.create(null), { toString: () => "a" })',
  'new (class Person { constructor() { this.name = "cat"; } get nick() { return "a"; } toString() { return this.name; } })()', '[, "a"]',
  'Object.assign(["a", "b"], { extra: 1 })', 'new Proxy({ a: 1 }, {})', 'new Proxy(["a", "cat"], {})', 'new Uint8Array([1, 2])',
  'Buffer.from("cat")', 'new Error("no")', 'new URL("http://a/b?c")', '[new Date(0)]', '[undefined, "a"]', '[NaN, -0, null]',
  '({ a: undefined, b: NaN })', '({ d: new Date(0), e: [-0] })', '({ at: { deep: new Date(5) } })', '[["a", "b"], "c"]', '[[]]', '[null]',
  '[{ a: 1 }, { a: 2 }]', '({ get a() { return "cat"; } })',
].map(code);

/** Apart, because the official package fails when it writes them as JSON. */
const BIG_INTEGERS = [10n, 0n, -5n, 18446744073709551616n, code('[1n, 2n]')];

/**
 * Whether V8 takes the list for the number in it where a big integer is less or more: for `10n > ['1.5']` it says true, and for
 * `10n > '1.5'` false, as the language has it for both.
 */
const isFractionInList = (value) => Array.isArray(value) && !Number.isNaN(Number(value)) && !/^-?\d+$/.test(String(value));

/** Any value that an attribute can have, big integers aside. */
const anyValue = (random) =>
  random.choose([
    [8, () => anyScalar(random)],
    [4, () => anyJson(random)],
    [1, () => random.pick(NO_JSON_NUMBERS)],
    [1, () => undefined],
    [2, () => random.pick(ODD_VALUES)],
  ]);

module.exports = { BIG_INTEGERS, KEYS, NO_JSON_NUMBERS, ODD_TEXTS, VERSION_TEXTS, WORDS, anyJson, anyNumber, anyScalar, anyText, anyValue, isFractionInList };
