'use strict';

const WORDS = ['a', 'b', 'ab', 'abc', 'A', 'cat', 'Cat', 'dog', 'a@example.com', 'b@example.com', '@example.com', 'admin', '12345', 'US', 'Hungary'];

const ODD_TEXTS = [
  '',
  ' ',
  '\u00a0',
  '\ufeff',
  '\t\n',
  ' a ',
  'a,b',
  "it's",
  '"quoted"',
  'back\\slash',
  'two\nlines',
  '\u0000',
  'a\u0000b',
  '\u2028',
  'äöü✓',
  'e\u0301',
  '\u00e9',
  '日本語',
  '😀',
  '😀😁',
  'x😀y',
  '\ud83d',
  '\ude00',
  'a\ud800b',
  '\udc00\ud800',
  '\ufffd',
  'ﬀ',
  'İ',
  '$&',
  '%s',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '[symbol]',
];

const NUMBER_TEXTS = [
  '0', '1', '-1', '1.5', '-0', '+3', '1,5', '1,5,5', '1.000,5', '1e5', '1E-3', '.5', '5.', '0 ', ' 0', '1 ', ' 3 ', '\u00a07',
  '\ufeff7', '\u200b7', '0x10', '0b1', '1_0', '1f', 'Infinity', '-Infinity', '+Infinity', ' Infinity ', 'infinity', 'NaN', ' NaN ', 'nan',
  '007', '0.1', '1e400', '-1e400', '1e-400', '9007199254740993', '1693497500', '1693497500.5', '--1', '-', '',
];

const VERSION_TEXTS = [
  '0.0.0', '1.0.0', '1.0.1', '1.2.3', 'v1.2.3', ' 1.2.3 ', '1.2.3-alpha', '1.2.3-alpha.1', '1.2.3-alpha.beta', '1.2.3-beta.11', '1.2.3-beta.2',
  '1.2.3-rc.1+build', '1.2.3+build', '1.2.3+other', '2.0.0', '10.0.0', '1.2', '1', '01.2.3', '1.2.3-01', '1.2.3-', '1.2.3+', 'V1.2.3', '=1.2.3',
  '1.2.3.4', 'abc', '', ' ', '9007199254740991.0.0', '9007199254740992.0.0', '1.0.0-9007199254740993', '1.0.0-9007199254740992', '1.0.0-x-y',
  '\u00a01.0.0', '1.0.0\n', `1.0.0-${'a'.repeat(250)}`, `1.0.0-${'a'.repeat(251)}`,
];

const LIST_TEXTS = [
  '[]', '["a"]', '["a","b"]', ' [ "a" , "cat" ] ', '["😀"]', '["\\ud83d"]', '["a",1]', '[null]', '[["a"]]', '["a"', '"a"', '{"0":"a"}', '["a",]',
  '["\\u0061"]', '["abc","12345"]', '[""]', '["a","a"]',
];

/** @param {import('../../support/random').Random} random */
function anyText(random) {
  return random.choose([
    [10, () => random.pick(WORDS)],
    [5, () => random.pick(ODD_TEXTS)],
    [3, () => random.pick(NUMBER_TEXTS)],
    [2, () => random.pick(VERSION_TEXTS)],
    [2, () => random.pick(LIST_TEXTS)],
    [2, () => random.pick(WORDS) + random.pick(ODD_TEXTS) + random.pick(WORDS)],
    [1, () => random.pick([...WORDS, 'é', '😀']).repeat(random.between(50, 400))],
  ]);
}

module.exports = { WORDS, ODD_TEXTS, NUMBER_TEXTS, VERSION_TEXTS, LIST_TEXTS, anyText };
