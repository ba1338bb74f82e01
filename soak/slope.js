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

module.exports = { slope };
