'use strict';

const { OURS, configs, runChild } = require('../support/index.js');
const { growthFrom, makeSeries } = require('./series.js');

const { COMPARATORS, condition, config, flag, hashedCondition, option, rule } = configs;

const SCRIPT = require.resolve('./children/users.js');
const STEPS = 10;
const MEGABYTE = 1e6;

const FLAGS = {
  text: flag(false, { rules: [rule([condition('Email', COMPARATORS.containsAnyOf, ['@mycompany.com'])], true, 'v-text')] }),
  hashed: flag(false, { rules: [rule([hashedCondition('hashed', 'Email', ['jane@example.com'])], true, 'v-hashed')] }),
  percentage: flag(false, { options: [option(50, true, 'v-on'), option(50, false, 'v-off')] }),
};

/**
 * A million users, each of whom is seen once: what is kept of them?
 *
 * @param {import('../groups.js').Context} context
 */
async function userSeries({ quick, packages, server }) {
  const sdkKey = server.serve(JSON.stringify(config(FLAGS)));
  const parameters = { url: server.url, sdkKey, keys: Object.keys(FLAGS), steps: STEPS, perStep: quick ? 100 : 100_000 };
  const runs = new Map();
  for (const { name, source } of packages) {
    runs.set(name, await runChild(SCRIPT, { ...parameters, source }, { execArgv: ['--expose-gc'] }));
  }
  const pointsOf = (valueOf) =>
    runs.get(OURS).map(({ users }, step) => {
      const figures = [...runs].map(([name, points]) => [name, { median: valueOf(points[step], points[0]), spread: 0 }]);
      const { [OURS]: ours, ...others } = Object.fromEntries(figures);
      return { x: users, ours, others };
    });
  const times = pointsOf(({ nanoseconds }) => nanoseconds);
  const heap = pointsOf(({ heap }, first) => (heap - first.heap) / MEGABYTE);
  const resident = pointsOf(({ resident }, first) => (resident - first.resident) / MEGABYTE);
  // V8 enlarges its young generation in the first half: only what comes after that can be a cache that grows.
  const grown = (points) => points[STEPS - 1].ours.median - points[STEPS / 2 - 1].ours.median;
  return [
    makeSeries({
      series: 'users',
      name: 'different users so far',
      points: times,
      growth: growthFrom(times, 0),
      atMost: 1.5,
      note:
        'Every user is evaluated once: a text rule, a hashed rule and percentage options, per evaluation. Met: the last tenth of the users '
        + 'takes at most 1.5 times as long as the first.',
    }),
    makeSeries({
      series: 'users-heap',
      name: 'different users so far',
      measure: 'JavaScript heap added',
      unit: 'MB',
      points: heap,
      growth: grown(heap),
      atMost: 1,
      note: 'With external memory, after garbage collections, beyond that after the first users. Met: at most 1 MB in the second half.',
    }),
    makeSeries({
      series: 'users-resident',
      name: 'different users so far',
      measure: 'Resident memory added',
      unit: 'MB',
      points: resident,
      growth: grown(resident),
      atMost: 4,
      note:
        'Beyond that after the first users. Met: at most 4 MB in the second half, which is 8 bytes per user; in the first half V8 '
        + 'enlarges its young generation.',
    }),
  ];
}

module.exports = { userSeries };
