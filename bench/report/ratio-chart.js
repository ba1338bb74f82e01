'use strict';

// Bars: how many times as fast as the fastest official package each operation is, on a logarithmic scale.

const { formatRatio, formatTime } = require('./format.js');
const { COLORS, element, picture, text } = require('./svg.js');

/** @typedef {import('../support/rows.js').Row} Row */

const WIDTH = 860;
const TOP = 104;
const ROW = 24;
const BAR = 13;
const HEADER = 32;
const BOTTOM = 20;
const LABEL_X = 40;
const PLOT = { left: 236, right: 596 };
const COLUMNS = { ratio: 656, ours: 738, official: 830 };
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/**
 * @param {import('./index.js').Results} results
 * @returns {string} the picture
 */
function ratioChart(results) {
  const rows = results.rows.filter((row) => row.inChart && row.ratio !== null);
  const values = rows.flatMap(({ ratio, goal }) => [ratio, goal?.value ?? 1]);
  const lowest = [...TICKS].reverse().find((tick) => tick <= Math.min(1, ...values)) ?? TICKS[0];
  const highest = TICKS.find((tick) => tick >= Math.max(10, ...values)) ?? TICKS[TICKS.length - 1];
  const scale = scaleOf(lowest, highest);

  const body = [];
  let y = TOP;
  let call = '';
  for (const row of rows) {
    const [head, ...rest] = row.name.split(', ');
    if (head !== call) {
      call = head;
      y += HEADER;
      body.push(text(24, y - 9, head, { 'font-weight': 600 }));
    }
    body.push(...barOf(row, rest.join(', '), y, scale));
    y += ROW;
  }
  const ticks = TICKS.filter((tick) => tick >= lowest && tick <= highest);
  const grid = ticks.flatMap((tick) => gridLine(tick, scale(tick), y));
  const frame = { width: WIDTH, height: y + BOTTOM, title: TITLE, description: descriptionOf(rows) };
  return picture(frame, [...heading(results), ...grid, ...body]);
}

const TITLE = 'How many times as fast as the fastest official package';

/** @param {Row[]} rows */
const descriptionOf = (rows) => rows.map(({ name, ratio }) => `${name}: ${formatRatio(ratio)}`).join('; ');

/** @param {import('./index.js').Results} results */
function heading({ quick, machine, packages }) {
  const versions = Object.entries(packages).slice(1).map(([name, version]) => `${name} ${version}`);
  const where = quick ? 'a quick run: the figures mean nothing' : `Node.js ${machine.node}, ${machine.cpu}`;
  const small = { 'font-size': 12, fill: COLORS.muted };
  const legendY = 82;
  return [
    text(24, 36, TITLE, { 'font-size': 17, 'font-weight': 600 }),
    text(24, 57, `${versions.join(', ')}; ${where}`, small),
    element('rect', { x: 24, y: legendY - 10, width: 12, height: 12, rx: 2, fill: COLORS.ours }),
    text(42, legendY, 'goal met', small),
    element('rect', { x: 112, y: legendY - 10, width: 12, height: 12, rx: 2, fill: COLORS.missed }),
    text(130, legendY, 'missed', small),
    element('rect', { x: 188, y: legendY - 12, width: 2.5, height: 16, fill: COLORS.text }),
    text(197, legendY, 'goal', small),
    text(COLUMNS.ratio, TOP, 'ratio', { ...small, 'text-anchor': 'end' }),
    text(COLUMNS.ours, TOP, 'Vexil', { ...small, 'text-anchor': 'end' }),
    text(COLUMNS.official, TOP, 'official', { ...small, 'text-anchor': 'end' }),
  ];
}

/**
 * @param {number} lowest
 * @param {number} highest
 */
function scaleOf(lowest, highest) {
  const length = Math.log(highest / lowest);
  return (/** @type {number} */ value) => PLOT.left + (Math.log(value / lowest) / length) * (PLOT.right - PLOT.left);
}

/**
 * @param {number} tick
 * @param {number} x
 * @param {number} bottom
 */
const gridLine = (tick, x, bottom) => [
  element('line', { x1: x, x2: x, y1: TOP + 8, y2: bottom, stroke: tick === 1 ? COLORS.axis : COLORS.grid }),
  text(x, TOP, `${tick}×`, { 'font-size': 12, fill: COLORS.muted, 'text-anchor': 'middle' }),
];

/**
 * @param {Row} row
 * @param {string} label
 * @param {number} y
 * @param {(value: number) => number} scale
 */
function barOf({ ratio, ours, others, goal, met }, label, y, scale) {
  const from = scale(1);
  const to = scale(/** @type {number} */ (ratio));
  const middle = y + ROW / 2;
  const official = Math.min(...Object.values(others).map(({ median }) => median));
  const end = { 'text-anchor': 'end' };
  const bar = { x: Math.min(from, to), y: middle - BAR / 2, width: Math.max(Math.abs(to - from), 2), height: BAR, rx: 2 };
  const elements = [
    text(LABEL_X, middle + 4, label),
    element('rect', { ...bar, fill: met === false ? COLORS.missed : COLORS.ours }),
    text(COLUMNS.ratio, middle + 4, formatRatio(ratio), { ...end, 'font-weight': 600 }),
    text(COLUMNS.ours, middle + 4, formatTime(ours.median), end),
    text(COLUMNS.official, middle + 4, formatTime(official), { ...end, fill: COLORS.muted }),
  ];
  if (goal?.value !== undefined) {
    elements.push(element('rect', { x: scale(goal.value) - 1.25, y: middle - 9, width: 2.5, height: 18, fill: COLORS.text }));
  }
  return elements;
}

module.exports = { ratioChart };
