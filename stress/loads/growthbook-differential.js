'use strict';

const { runDifferential } = require('../support/differential.js');

module.exports = {
  name: 'growthbook-differential',
  title: 'random GrowthBook payloads and users, beside the official package',

  /** @param {{ short: boolean }} options */
  run: ({ short }) =>
    runDifferential({
      file: ['__test__', 'growthbook', 'differential', 'worlds.test.js'],
      unit: 'users',
      counted: /(\d+) users of/,
      wanted: short ? 1_000 : 200_000,
    }),
};
