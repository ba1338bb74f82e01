'use strict';

// How figures are written.

/**
 * @typedef {import('../support/rows.js').Row} Row
 * @typedef {import('../support/stats.js').Figure} Figure
 */

/** Three digits at least, as far as they say something. @param {number} value */
function formatNumber(value) {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/**
 * @param {number} value
 * @param {Row['unit']} unit
 */
const withUnit = (value, unit) => (unit === 'count' ? formatNumber(value) : `${formatNumber(value)} ${unit}`);

/**
 * @param {Figure | undefined} figure
 * @param {Row['unit']} unit
 */
function formatFigure(figure, unit) {
  if (figure === undefined) return '';
  const median = withUnit(figure.median, unit);
  return figure.spread === 0 ? median : `${median} ± ${formatNumber(figure.spread)}`;
}

/** @param {number} nanoseconds */
function formatTime(nanoseconds) {
  if (nanoseconds < 1e3) return `${Math.round(nanoseconds)} ns`;
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toPrecision(3)} µs` : `${(nanoseconds / 1e6).toPrecision(3)} ms`;
}

/** @param {number | null} ratio */
const formatRatio = (ratio) => (ratio === null ? '' : `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}×`);

/** @param {Row} row */
function formatGoal({ goal, unit }) {
  switch (goal?.kind) {
    case 'ratio-at-least':
      return `≥ ${goal.value}×`;
    case 'at-most':
      return `≤ ${withUnit(/** @type {number} */ (goal.value), unit)}`;
    case 'at-most-share':
      return `≤ ${(/** @type {number} */ (goal.value) * 100).toFixed(0)} % of theirs`;
    case 'faster':
      return 'faster';
    default:
      return '';
  }
}

/** What a curve shows that does not say so itself. @param {Row['unit']} unit */
const defaultMeasure = (unit) => (unit === 'ns' ? 'Time per call' : 'Memory');

/** @param {boolean | null} met */
const formatMet = (met) => (met === null ? '' : met ? 'yes' : '**no**');

module.exports = { defaultMeasure, formatFigure, formatGoal, formatMet, formatNumber, formatRatio, formatTime, withUnit };
