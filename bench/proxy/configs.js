'use strict';

// The configs that the proxy is measured with.

const { COMPARATORS, SALT, condition, hashedCondition, rule } = require('../support/configs');

/** What the support of the other benchmarks does not need. */
const IS_NOT_ONE_OF = 1;
const NUMBER_LESS_OR_EQUALS = 13;

/** Eight addresses that rules ask for. */
const emails = (number) => Array.from({ length: 8 }, (_, index) => `user${number * 8 + index}@example.com`);

/** A number below or above that of the user. */
const numberCondition = (attribute, limit) => ({ u: { a: attribute, c: NUMBER_LESS_OR_EQUALS, d: limit } });

/** The rules of a flag by its number: half have none, as in most configs; the others ask for all kinds of things. */
function rulesOf(number, key) {
  const id = `on${number}`;
  switch (number % 10) {
    case 0:
      return { r: [rule([condition('Email', COMPARATORS.isOneOf, emails(number)), condition('Country', IS_NOT_ONE_OF, ['Utopia'])], true, id)] };
    case 1:
      return { r: [rule([hashedCondition(key, 'Email', emails(number))], true, id)] };
    case 2:
      return { r: [rule([condition('Version', COMPARATORS.semverGreaterOrEqual, `1.${number}.0`)], true, id)] };
    case 3:
      return { p: [{ p: number, v: { b: true }, i: id }, { p: 100 - number, v: { b: false }, i: `off${number}` }] };
    case 4:
      return { r: [rule([condition('Email', COMPARATORS.containsAnyOf, ['@example.com', `${number}.org`]), numberCondition('Rating', number / 20)], true, id)] };
    default:
      return {};
  }
}

/** A config of so many flags, at most 100 of them with percentages. */
function flags(count) {
  const settings = Array.from({ length: count }, (_, number) => {
    const key = `flag_number_${String(number).padStart(3, '0')}`;
    return [key, { t: 0, v: { b: false }, i: `off${number}`, ...rulesOf(number % 100, key) }];
  });
  return { p: { s: SALT }, f: Object.fromEntries(settings) };
}

/** A config whose text has at least so many bytes. */
function ofSize(bytes) {
  for (let count = 100; ; count += 50) {
    const config = flags(count);
    if (JSON.stringify(config).length >= bytes) return config;
  }
}

/** The user of a request; `%d` stands for the number of a user. */
const userText = '{"Identifier":"user-%d","Email":"user%d@example.com","Country":"Utopia","Version":"1.50.2","Rating":4.5}';

module.exports = { flags, ofSize, userText };
