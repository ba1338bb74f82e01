'use strict';

const { configs, users } = require('../support/index.js');
const { contestants } = require('./contestants.js');
const { growthFrom, makeSeries, timePoints } = require('./series.js');

const { COMPARATORS, condition, config, flag, hashedCondition, rule } = configs;

const SIZES = [1, 10, 100, 1_000, 10_000, 100_000];
const QUICK_SIZES = [1, 10, 100];

const KEY = 'listed';

/**
 * Mail addresses. Those of every other user are among them, spread over the list; the shortest list has one of them.
 *
 * @param {number} size
 */
function addresses(size) {
  const items = Array.from({ length: size }, (_, index) => `member.${index * 7919}@example.com`);
  const members = users.filter((_, index) => index % 2 === 0).slice(0, size);
  for (const [index, { email }] of members.entries()) items[Math.floor((index * size) / members.length)] = email;
  return items;
}

/** `from` is where time must stop growing: short lists of texts need no native call, which makes them faster than any longer one. */
const KINDS = [
  {
    series: 'list',
    name: 'texts in the list',
    conditionOf: (items) => condition('Email', COMPARATORS.isOneOf, items),
    from: 1_000,
    note:
      'Up to 128 texts are told apart without a native call. Met: with the longest list an evaluation takes at most 1.5 times as long as '
      + 'with a thousand items.',
  },
  {
    series: 'hashed-list',
    name: 'hashes in the list',
    conditionOf: (items) => hashedCondition(KEY, 'Email', items),
    from: 10,
    note: 'Met: with the longest list an evaluation takes at most 1.5 times as long as with ten items.',
  },
];

/**
 * @param {import('../groups.js').Context} context
 * @param {{ dispose: () => void }[]} clients
 */
async function listSeries(context, clients) {
  const sizes = context.quick ? QUICK_SIZES : SIZES;
  const found = [];
  for (const { series, name, conditionOf, from, note } of KINDS) {
    const subject = (size) => ({
      config: config({ [KEY]: flag(false, { rules: [rule([conditionOf(addresses(size))], true, 'v-member')] }) }),
      keys: [KEY],
      users,
    });
    const points = await timePoints(context, sizes, (size) => contestants(context, subject(size), clients));
    found.push(
      makeSeries({
        series,
        name,
        points,
        growth: growthFrom(points, from),
        atMost: 1.5,
        note: `One rule that compares the mail address. Half of the 16 users are in the list, the others are not. ${note}`,
      }),
    );
  }
  return found;
}

module.exports = { listSeries };
