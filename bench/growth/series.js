'use strict';

const { OURS, measure } = require('../support/index.js');

/**
 * One curve: how a figure changes as something grows.
 *
 * @typedef {object} Series
 * @property {'growth'} group
 * @property {string} series
 * @property {string} name what grows
 * @property {string} [measure] what is measured, if not the time of a call
 * @property {'ns' | 'MB'} unit
 * @property {{ x: number, ours: import('../support/stats.js').Figure, others: Record<string, import('../support/stats.js').Figure> }[]} points
 * @property {{ kind: 'growth-at-most', value: number }} goal
 * @property {number} growth what is held against the goal
 * @property {boolean} met
 * @property {string} note
 */

/**
 * Times evaluations for each size.
 *
 * @param {import('../groups.js').Context} context
 * @param {readonly number[]} sizes
 * @param {(size: number) => import('../support/timing.js').Contestant[] | Promise<import('../support/timing.js').Contestant[]>} contestantsFor
 */
async function timePoints({ quick, log }, sizes, contestantsFor) {
  const tasks = [];
  for (const size of sizes) {
    tasks.push({ name: String(size), checkCalls: 64, contestants: await contestantsFor(size) });
  }
  const times = await measure(tasks, { quick, log });
  return sizes.map((x) => {
    const { [OURS]: ours, ...others } = Object.fromEntries(times.get(String(x)) ?? []);
    return { x, ours, others };
  });
}

/**
 * @param {Pick<Series, 'series' | 'name' | 'points' | 'growth' | 'note'> & { atMost: number, unit?: 'ns' | 'MB', measure?: string }} series
 * @returns {Series}
 */
const makeSeries = ({ series, name, measure, unit = 'ns', points, growth, atMost, note }) => ({
  group: 'growth',
  series,
  name,
  ...(measure && { measure }),
  unit,
  points,
  goal: { kind: 'growth-at-most', value: atMost },
  growth,
  met: growth <= atMost,
  note,
});

/**
 * Ours at the largest size, divided by ours at `from`, or at the smallest size above it.
 *
 * @param {Series['points']} points
 * @param {number} from
 */
function growthFrom(points, from) {
  const first = points.find(({ x }) => x >= from) ?? points[0];
  return points[points.length - 1].ours.median / first.ours.median;
}

module.exports = { growthFrom, makeSeries, timePoints };
