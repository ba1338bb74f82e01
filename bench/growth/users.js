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
  const grown = (points) => points[points.length - 1].ours.median;
  return [
    makeSeries({
      series: 'users',
      name: 'different users so far',
      points: times,
      growth: growthFrom(times, 0),
      atMost: 1.5,
      note:
        'Every user is evaluated once: a text rule, a hashed rule and percentage options, per evaluation. Met: the last 100,000 users '
        + 'take at most 1.5 times as long as the first.',
    }),
    makeSeries({
      series: 'users-heap',
      name: 'different users so far',
      unit: 'MB',
      points: heap,
      growth: grown(heap),
      atMost: 1,
      note: 'JavaScript heap and external memory after garbage collections, beyond that after the first 100,000 users. Met: at most 1 MB.',
    }),
    makeSeries({
      series: 'users-resident',
      name: 'different users so far',
      unit: 'MB',
      points: resident,
      growth: grown(resident),
      atMost: 8,
      note:
        'Resident memory, beyond that after the first 100,000 users. Met: at most 8 MB, which is 9 bytes per user: the pages of '
        + 'V8 come and go by as much.',
    }),
  ];
}

module.exports = { userSeries };
