'use strict';

// Pools that users and targets are both taken from, so that they meet.

/** @typedef {import('../../../support/random').Random} Random */

const WORDS = ['a', 'b', 'A', 'abc', 'foo', 'Foo', 'BAR', 'x@statsig.com', 'jane@example.com', 'US', 'us', 'NZ', 'en_US', 'staging', 'production', 'ß', 'İ', 'ΑΣ', 'héllo', '😀'];
const ODD_TEXTS = ['', ' ', 'undefined', 'null', 'true', 'NaN', '[object Object]', 'a,b', '0', '\ud800', 'x'.repeat(1000), '\u0000', 'a\nb'];
const NUMBER_TEXTS = ['1', '2', '10', '1.0', ' 1 ', '01', '0x10', '1e3', '-1', '1.5', '1abc', '١'];
const VERSIONS = ['1', '1.2', '1.2.3', '1.10', '2.0.0', '1.2.3-beta', '1.2.x', '1..2', '', '-', '1.2.3.4', 'v1', '1e1', '0x2.1', '1.02', ' 1.2'];
const DATES = [
  '2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01T12:30:00.000+02:00', '2024-01-02', 'Jan 1, 2024', '1/2/2024', '12', '', 'never', '1704067200', '1704067200000',
];
const TIMES = [1704067200, 1704067200000, 1704153600000, 0, -1, 1e10, 9999999999, 1704067200.5, 4102444800000];
const NUMBERS = [0, 1, 2, 3, 5, 10, -1, 0.5, 1.5, 100];
const ODD_NUMBERS = [-0, 1e21, 1e-7, 2 ** 53, 123456789012345680000, 1 / 3, 5e-324, -1e300];

/** No JSON text has them, but a program may pass them. */
const NO_JSON_NUMBERS = [NaN, Infinity, -Infinity];

const anyText = (random) =>
  random.choose([
    [12, () => random.pick(WORDS)],
    [2, () => random.pick(ODD_TEXTS)],
    [3, () => random.pick(NUMBER_TEXTS)],
    [2, () => random.pick(VERSIONS)],
    [2, () => random.pick(DATES)],
    [1, () => random.pick(WORDS) + random.pick(WORDS)],
  ]);

const anyNumber = (random) =>
  random.choose([
    [8, () => random.pick(NUMBERS)],
    [2, () => random.pick(TIMES)],
    [1, () => random.pick(ODD_NUMBERS)],
    [1, () => random.between(-1000, 1000) / random.pick([1, 7, 1000])],
  ]);

const anyScalar = (random) =>
  random.choose([
    [6, () => anyText(random)],
    [4, () => anyNumber(random)],
    [1, () => random.chance(0.5)],
    [0.5, () => null],
  ]);

const anyList = (random, item = anyScalar) => random.times(random.below(5), () => item(random));

/** Any value that JSON can say. */
function anyJson(random, depth = 2) {
  if (depth === 0 || random.chance(0.6)) return anyScalar(random);
  if (random.chance(0.5)) return anyList(random, () => anyJson(random, depth - 1));
  return Object.fromEntries(random.times(random.below(4), () => [random.pick(['a', 'b', 'c', '1', '', 'ключ']), anyJson(random, depth - 1)]));
}

/** Any value that somebody's attribute can have. */
const anyAttribute = (random) =>
  random.choose([
    [12, () => anyScalar(random)],
    [3, () => random.times(random.below(4), () => anyText(random))],
    [1, () => anyList(random)],
    [0.5, () => anyJson(random)],
    [0.3, () => random.pick(NO_JSON_NUMBERS)],
    [0.3, () => undefined],
    [0.2, () => new Date(random.pick([0, 1704067200000]))],
  ]);

module.exports = { DATES, NUMBERS, TIMES, VERSIONS, WORDS, anyAttribute, anyJson, anyList, anyNumber, anyScalar, anyText };
