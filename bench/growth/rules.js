'use strict';

const { configs, users } = require('../support/index.js');
const { contestants } = require('./contestants.js');
const { growthFrom, makeSeries, timePoints } = require('./series.js');

const { COMPARATORS, condition, config, flag, rule } = configs;

const SIZES = [1, 10, 100, 1_000];
const QUICK_SIZES = [1, 10];

/** From here on the cost of the call itself does not count any more. */
const STEADY = 100;

/** @param {number} size */
function subject(size) {
  const rules = Array.from({ length: size }, (_, index) => {
    const countries = index + 1 === size ? ['United Kingdom', 'Hungary'] : [`Country ${index}`, `Land ${index}`];
    return rule([condition('Country', COMPARATORS.isOneOf, countries)], true, `v-${index}`);
  });
  return { config: config({ many: flag(false, { rules }) }), keys: ['many'], users };
}

/**
 * @param {import('../groups.js').Context} context
 * @param {{ dispose: () => void }[]} clients
 */
async function ruleSeries(context, clients) {
  const sizes = context.quick ? QUICK_SIZES : SIZES;
  const points = await timePoints(context, sizes, (size) => contestants(context, subject(size), clients));
  const last = sizes[sizes.length - 1];
  const times = last / (sizes.find((size) => size >= STEADY) ?? sizes[0]);
  return [
    makeSeries({
      series: 'rules',
      name: 'rules of the flag',
      points,
      growth: growthFrom(points, STEADY) / times,
      atMost: 1.5,
      note:
        'Each rule compares a text with two others. Half of the users match the last rule, the others none: all rules are evaluated. '
        + 'Met: a rule out of a thousand takes at most 1.5 times as long as one out of a hundred.',
    }),
  ];
}

module.exports = { ruleSeries };
