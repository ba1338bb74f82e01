'use strict';

// The flags that are asked for, one of each kind.

const { COMPARATORS, condition, config, flag, hashedCondition, option, rule } = require('../support/configs.js');

const { isOneOf, containsAnyOf, semverGreaterOrEqual } = COMPARATORS;

const COUNTRIES = ['United Kingdom', 'Hungary', 'Netherlands', 'Portugal'];
const STAFF = '@configcat.com';

/** The config of all operations on a single flag. */
const FLAGS = config({
  static: flag(true),
  // The first rule matches nobody, the second everybody: both are evaluated.
  textRules: flag(false, {
    rules: [
      rule([condition('Email', containsAnyOf, [STAFF])], false, 'v-staff'),
      rule([condition('Country', isOneOf, COUNTRIES)], true, 'v-country'),
    ],
  }),
  percentage: flag(false, { options: [option(50, true, 'v-on'), option(50, false, 'v-off')] }),
  semver: flag(false, {
    rules: [rule([condition('AppVersion', semverGreaterOrEqual, '1.2.0')], true, 'v-new')],
  }),
  hashed: flag(false, {
    rules: [
      rule([hashedCondition('hashed', 'Email', ['jane.doe.1000@example.com', 'john.roe@example.com'])], true, 'v-known'),
    ],
  }),
});

/** The same as config_v5.json, which the last package with callbacks reads; it knows no salt. */
const FLAGS_V5 = {
  f: {
    static: { v: true, t: 0, i: 'v-default', p: [], r: [] },
    textRules: {
      v: false,
      t: 0,
      i: 'v-default',
      p: [],
      r: [
        { o: 0, a: 'Email', t: 2, c: STAFF, v: false, i: 'v-staff' },
        { o: 1, a: 'Country', t: 0, c: COUNTRIES.join(', '), v: true, i: 'v-country' },
      ],
    },
    percentage: {
      v: false,
      t: 0,
      i: 'v-default',
      p: [
        { o: 0, v: true, p: 50, i: 'v-on' },
        { o: 1, v: false, p: 50, i: 'v-off' },
      ],
      r: [],
    },
  },
};

/** What a native call for each flag is given beside the flag's number, and what is hashed. */
const ATTRIBUTES_OF = {
  static: [],
  textRules: ['email', 'country'],
  percentage: ['identifier'],
  semver: ['version'],
  hashed: ['email'],
};

module.exports = { ATTRIBUTES_OF, FLAGS, FLAGS_V5 };
