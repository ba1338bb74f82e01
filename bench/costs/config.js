'use strict';

// The configs whose costs are measured.

const { COMPARATORS, condition, config, flag, option, rule } = require('../support/configs.js');

const { isOneOf, containsAnyOf, semverGreaterOrEqual } = COMPARATORS;

const PLACES = [
  ['United Kingdom', 'Hungary', 'Netherlands'],
  ['Portugal', 'Spain', 'Italy', 'Greece'],
  ['Japan', 'New Zealand', 'Australia'],
];

/** @param {number} index */
const keyOf = (index) => `team${index % 40}_feature_${String(index).padStart(6, '0')}`;

/** @param {number} index */
const mailDomains = (index) =>
  ['mycompany.com', ...Array.from({ length: 7 }, (_, team) => `team${(index + team) % 40}.example.com`)].map((name) => `@${name}`);

/** The flag that tells which version of the config is there. */
const VERSION_KEY = 'configVersion';

/**
 * A flag as a dashboard would make it: three rules, and percentage options for the rest.
 *
 * @param {number} index
 */
function typicalFlag(index) {
  const id = (0x5a17c0de + index * 7919).toString(16);
  return flag(false, {
    rules: [
      rule([condition('Email', containsAnyOf, mailDomains(index))], true, `${id}-team`),
      rule([condition('Country', isOneOf, PLACES[index % PLACES.length])], index % 2 === 0, `${id}-places`),
      rule(
        [
          condition('AppVersion', semverGreaterOrEqual, `${1 + (index % 9)}.${index % 17}.0`),
          condition('Plan', isOneOf, ['enterprise', 'business', 'education']),
        ],
        true,
        `${id}-release`,
      ),
    ],
    options: [option(index % 100, true, `${id}-on`), option(100 - (index % 100), false, `${id}-off`)],
  });
}

/**
 * @param {number} count
 * @param {string} [version] the value of the flag that only tells the version
 * @returns {string}
 */
function configText(count, version = '0') {
  const flags = Object.fromEntries(Array.from({ length: count }, (_, index) => [keyOf(index), typicalFlag(index)]));
  return JSON.stringify(config({ ...flags, [VERSION_KEY]: flag(version) }));
}

module.exports = { VERSION_KEY, configText, keyOf };
