'use strict';

const { configs, users } = require('../support/index.js');
const { contestants } = require('./contestants.js');
const { growthFrom, makeSeries, timePoints } = require('./series.js');

const { COMPARATORS, condition, config, flag, rule } = configs;

const SIZES = [10, 100, 1_000, 10_000, 100_000];
const QUICK_SIZES = [10, 100];

/** How many flags are evaluated in turns: they are spread over the config. */
const ASKED = 8;

const keyOf = (index) => `feature_${String(index).padStart(6, '0')}`;

const FLAG = flag(false, {
  rules: [rule([condition('Country', COMPARATORS.isOneOf, ['United Kingdom', 'Hungary'])], true, 'v-country')],
});

/** @param {number} size */
function subject(size) {
  const flags = Object.fromEntries(Array.from({ length: size }, (_, index) => [keyOf(index), FLAG]));
  const keys = Array.from({ length: ASKED }, (_, index) => keyOf(Math.floor((index * size) / ASKED)));
  return { config: config(flags), keys, users };
}

/**
 * @param {import('../groups.js').Context} context
 * @param {{ dispose: () => void }[]} clients
 */
async function flagSeries(context, clients) {
  const sizes = context.quick ? QUICK_SIZES : SIZES;
  const points = await timePoints(context, sizes, (size) => contestants(context, subject(size), clients));
  return [
    makeSeries({
      series: 'flags',
      name: 'flags in the config',
      points,
      growth: growthFrom(points, 10),
      atMost: 1.5,
      note:
        `${ASKED} flags with a text rule, spread over the config, evaluated in turns. Met: with the most flags an evaluation takes `
        + 'at most 1.5 times as long as with ten.',
    }),
  ];
}

module.exports = { flagSeries };
