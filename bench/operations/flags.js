'use strict';

// The flags that are asked for, one of each kind.

const { COMPARATORS, condition, config, flag, hashedCondition, option, rule } = require('../support/configs.js');

const { isOneOf, containsAnyOf, semverGreaterOrEqual, semverLess } = COMPARATORS;

/** The config of all single-flag operations. */
const FLAGS = config({
  static: flag(true),
  // The first rule matches nobody, the second everybody: both are evaluated.
  textRules: flag(false, {
    rules: [
      rule([condition('Email', containsAnyOf, ['@configcat.com', '@mycompany.com'])], false, 'v-internal'),
      rule([condition('Country', isOneOf, ['United Kingdom', 'Hungary', 'Netherlands', 'Portugal'])], true, 'v-country'),
    ],
  }),
  percentage: flag(false, { options: [option(50, true, 'v-on'), option(50, false, 'v-off')] }),
  semver: flag(false, {
    rules: [
      rule([condition('AppVersion', semverLess, '1.0.0')], false, 'v-old'),
      rule([condition('AppVersion', semverGreaterOrEqual, '1.2.0')], true, 'v-new'),
    ],
  }),
  hashed: flag(false, {
    rules: [
      rule([hashedCondition('hashed', 'Email', ['jane.doe.1000@example.com', 'john.roe@example.com'])], true, 'v-known'),
    ],
  }),
});

module.exports = { FLAGS };
