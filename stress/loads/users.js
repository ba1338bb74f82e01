'use strict';

const { WITH_GC, figures, runChild, script } = require('../support/index.js');

module.exports = {
  name: 'users',
  title: 'each evaluation is for another user',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const evaluations = short ? 200_000 : 10_000_000;
    const { before, after, values } = await runChild(script('users'), { evaluations }, WITH_GC);
    return [
      figures.told('evaluations', evaluations, ''),
      figures.told('different values', values, ''),
      figures.atMost('growth of memory', after - before, 'MB', 5),
    ];
  },
};
