'use strict';

const { runDifferential } = require('../support/differential.js');

module.exports = {
  name: 'differential',
  title: 'random configs and users, evaluated by this package and by the official one',

  /** @param {{ short: boolean }} options */
  run: ({ short }) =>
    runDifferential({
      file: ['__test__', 'differential', 'current.test.js'],
      unit: 'evaluations',
      counted: /(\d+) evaluations on/,
      wanted: short ? 2_000 : 1_000_000,
    }),
};
