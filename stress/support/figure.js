'use strict';

/**
 * @typedef {object} Goal
 * @property {'at-most' | 'at-least' | 'exactly'} kind
 * @property {number} value
 */

/**
 * What a load has measured.
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {Goal | null} goal null: told for comparison
 */

/**
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @returns {Figure}
 */
const told = (name, value, unit) => ({ name, value, unit, goal: null });

/**
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @param {number} goal
 * @returns {Figure}
 */
const atMost = (name, value, unit, goal) => ({ name, value, unit, goal: { kind: 'at-most', value: goal } });

/**
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @param {number} goal
 * @returns {Figure}
 */
const atLeast = (name, value, unit, goal) => ({ name, value, unit, goal: { kind: 'at-least', value: goal } });

/**
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @param {number} goal
 * @returns {Figure}
 */
const exactly = (name, value, unit, goal) => ({ name, value, unit, goal: { kind: 'exactly', value: goal } });

/** @param {Figure} figure @returns {boolean} true also where there is no goal */
function isMet({ value, goal }) {
  switch (goal?.kind) {
    case 'at-most':
      return value <= goal.value;
    case 'at-least':
      return value >= goal.value;
    case 'exactly':
      return value === goal.value;
    default:
      return true;
  }
}

/** @param {number} value */
const rounded = (value) => (Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(2));

/** @param {Figure} figure */
function describe(figure) {
  const { name, value, unit, goal } = figure;
  const found = `${name}: ${rounded(value)} ${unit}`.trimEnd();
  if (goal === null) return found;
  return `${found} (goal: ${goal.kind.replace('-', ' ')} ${rounded(goal.value)}; ${isMet(figure) ? 'met' : 'MISSED'})`;
}

module.exports = { atLeast, atMost, describe, exactly, isMet, told };
