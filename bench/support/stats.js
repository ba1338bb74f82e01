'use strict';

/**
 * @typedef {object} Figure
 * @property {number} median
 * @property {number} spread the interquartile range
 */

/**
 * A quantile, interpolated between the two nearest samples.
 *
 * @param {readonly number[]} sorted
 * @param {number} share 0 to 1
 */
function quantile(sorted, share) {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/**
 * @param {readonly number[]} samples at least one
 * @returns {Figure}
 */
function figureOf(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

module.exports = { figureOf };
