'use strict';

/**
 * The slope of a line through points, by least squares: how much `y` grows per unit of `x`; 0 for fewer than two points.
 *
 * @param {[x: number, y: number][]} points
 */
function slope(points) {
  if (points.length < 2) return 0;
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const products = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const squares = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return squares === 0 ? 0 : products / squares;
}

/**
 * The median of the slopes between any two points (Theil and Sen): a few points far off, which tilt the line of least squares, do not
 * move it; 0 for fewer than two points.
 *
 * @param {[x: number, y: number][]} points
 */
function medianSlope(points) {
  const slopes = points
    .flatMap(([x, y], at) => points.slice(at + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (slopes.length === 0) return 0;
  const half = slopes.length >> 1;
  return slopes.length % 2 === 1 ? slopes[half] : (slopes[half - 1] + slopes[half]) / 2;
}

module.exports = { medianSlope, slope };
