'use strict';

// Configs with many flags, each of them targeted in another way.

const { COMPARATORS, condition, config, flag, rule } = require('./configs.js');

const { isOneOf, containsAnyOf, semverGreaterOrEqual } = COMPARATORS;

/** Texts of equal length that differ from flag to flag, as those of real configs do. */
const number = (index) => String(index).padStart(6, '0');

/** The rules that a flag can have. No user of `users.js` meets the condition of any, so that all of them are evaluated. */
const RULES = [
  (index) => rule([condition('Email', containsAnyOf, companies(index))], false, `v-company-${number(index)}`),
  (index) => rule([condition('Identifier', isOneOf, testers(index))], false, `v-tester-${number(index)}`),
  (index) => rule([condition('AppVersion', semverGreaterOrEqual, `9.${index % 100}.0`)], true, `v-version-${number(index)}`),
];

const companies = (index) => [`@company-${number(index)}.example`, `@partner-${number(index)}.example`];

const testers = (index) => Array.from({ length: 10 }, (_, item) => `tester-${number(index)}-${item}@example.com`);

/**
 * A config of about 7 MB where `count` is 10,000 and `rules` is 3.
 *
 * @param {number} count how many flags
 * @param {{ rules?: number }} [options] how many rules each has, 0 to 3
 */
function manyFlags(count, { rules = 1 } = {}) {
  const flags = Array.from({ length: count }, (_, index) => [
    `feature_${number(index)}`,
    flag(index % 2 === 1, rules > 0 ? { rules: RULES.slice(0, rules).map((make) => make(index)) } : {}),
  ]);
  return config(Object.fromEntries(flags));
}

module.exports = { manyFlags };
