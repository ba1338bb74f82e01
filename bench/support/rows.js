'use strict';

/**
 * @typedef {import('./stats.js').Figure} Figure
 *
 * @typedef {object} Goal
 * @property {'ratio-at-least' | 'at-most' | 'at-most-share' | 'faster'} kind `at-most-share`: of the smaller official figure
 * @property {number} [value] not for `faster`
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {'ns' | 'ms' | 'MB' | '%' | 'count'} unit
 * @property {Figure} ours
 * @property {Record<string, Figure>} others by package; empty where there is nothing to compare with
 * @property {number | null} ratio the smallest official figure, divided by ours; null where one of them is not above zero
 * @property {Goal | null} goal
 * @property {{ name: string, median: number } | null} floor what cannot be beaten, measured in the same run
 * @property {number | null} timesFloor ours, divided by the floor
 * @property {boolean | null} met null: there is no goal
 * @property {boolean} [inChart] whether the picture shows it
 * @property {string} [note]
 */

/**
 * Completes a row: its ratio, and whether it meets its goal.
 *
 * @param {Pick<Row, 'group' | 'name' | 'ours'> & Partial<Row>} row
 * @returns {Row}
 */
function makeRow({ group, name, unit = 'ns', ours, others = {}, goal = null, floor = null, inChart, note }) {
  const best = Math.min(...Object.values(others).map(({ median }) => median));
  const ratio = Number.isFinite(best) && best > 0 && ours.median > 0 ? best / ours.median : null;
  const timesFloor = floor && floor.median > 0 ? ours.median / floor.median : null;
  const met = goal && isMet(goal, ours.median, best, ratio);
  return { group, name, unit, ours, others, ratio, goal, floor, timesFloor, met, ...(inChart && { inChart }), ...(note && { note }) };
}

/**
 * @param {Goal} goal
 * @param {number} ours
 * @param {number} best
 * @param {number | null} ratio
 */
function isMet({ kind, value = 1 }, ours, best, ratio) {
  switch (kind) {
    case 'ratio-at-least':
      return ratio !== null && ratio >= value;
    case 'at-most':
      return ours <= value;
    case 'at-most-share':
      return ours <= best * value;
    default:
      return ours < best;
  }
}

module.exports = { makeRow };
