'use strict';

const { runDifferential } = require('../support/differential.js');

module.exports = {
  name: 'statsig-differential',
  title: 'random Statsig specs and users, beside the official package',

  /** @param {{ short: boolean }} options */
  run: ({ short }) =>
    runDifferential({
      file: ['__test__', 'statsig', 'differential', 'worlds.test.js'],
      unit: 'users',
      counted: /(\d+) users of/,
      wanted: short ? 1_000 : 20_000,
    }),
};
