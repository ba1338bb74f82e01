'use strict';

// Curves: what a call costs as something grows, one panel for each thing that grows.

const { defaultMeasure } = require('./format.js');
const { COLORS, element, picture, text } = require('./svg.js');

/** @typedef {import('./index.js').GrowthRow} GrowthRow */

const WIDTH = 860;
const TOP = 84;
const GAP = 16;
const COLUMNS = 2;
const PANEL = { width: (WIDTH - 24 * 2 - GAP) / COLUMNS, height: 236 };
const PLOT = { left: 64, right: PANEL.width - 20, top: 40, bottom: PANEL.height - 44 };
const SMALL = { 'font-size': 12, fill: COLORS.muted };
const TITLE = 'Cost as the work grows';

/**
 * @param {import('./index.js').Results} results
 * @returns {string | null} the picture; null where nothing grew
 */
function growthChart(results) {
  const rows = /** @type {GrowthRow[]} */ (results.rows.filter((row) => 'series' in row));
  if (rows.length === 0) return null;
  const names = Object.keys(results.packages).filter((name, index) => index === 0 || rows.some(({ points }) => name in points[0].others));
  const panels = rows.map((row, index) => {
    const x = 24 + (index % COLUMNS) * (PANEL.width + GAP);
    const y = TOP + Math.floor(index / COLUMNS) * (PANEL.height + GAP);
    return element('g', { transform: `translate(${x} ${y})` }, panelOf(row).join(''));
  });
  const height = TOP + Math.ceil(rows.length / COLUMNS) * (PANEL.height + GAP) + 8;
  const description = rows.map(({ name, met }) => `${name}: ${met ? 'as wanted' : 'grows'}`).join('; ');
  return picture({ width: WIDTH, height, title: TITLE, description }, [...heading(results, names), ...panels]);
}

/**
 * @param {import('./index.js').Results} results
 * @param {string[]} names of the packages that were compared, ours first
 */
function heading({ quick }, names) {
  const where = quick ? ' (a quick run: the figures mean nothing)' : '';
  let x = 24;
  const legend = names.flatMap((name, index) => {
    const start = x;
    x += 40 + name.length * 8;
    return [
      element('line', { x1: start, x2: start + 18, y1: 60, y2: 60, stroke: colorOf(index), 'stroke-width': 3 }),
      text(start + 25, 64, index === 0 ? 'Vexil' : name, SMALL),
    ];
  });
  return [text(24, 36, `${TITLE}${where}`, { 'font-size': 17, 'font-weight': 600 }), ...legend];
}

/** @param {number} index 0 for ours */
const colorOf = (index) => (index === 0 ? COLORS.ours : COLORS.others[index - 1]);

/** @param {GrowthRow} row */
function panelOf({ name, measure, unit, points }) {
  const curves = curvesOf(points);
  const xs = points.map(({ x }) => x);
  const ys = curves.flat().map(([, y]) => y);
  // Differences can be nothing at all, or less: they have no logarithm.
  const yAxis = unit === 'ns' ? logAxis(Math.min(...ys), Math.max(...ys)) : linearAxis(Math.min(0, ...ys), Math.max(1, ...ys));
  const xAxis = logAxis(Math.min(...xs), Math.max(...xs));
  const toX = (value) => PLOT.left + xAxis.place(value) * (PLOT.right - PLOT.left);
  const toY = (value) => PLOT.bottom - yAxis.place(value) * (PLOT.bottom - PLOT.top);
  const label = (value) => (unit === 'ns' ? powerOfTen(value) : `${Number(value.toPrecision(2))} ${unit}`);
  return [
    element('rect', { width: PANEL.width, height: PANEL.height, rx: 10, fill: COLORS.panel, stroke: COLORS.grid }),
    text(16, 24, measure ?? defaultMeasure(unit), { 'font-weight': 600 }),
    ...yAxis.ticks.flatMap((tick) => [
      element('line', { x1: PLOT.left, x2: PLOT.right, y1: toY(tick), y2: toY(tick), stroke: COLORS.grid }),
      text(PLOT.left - 8, toY(tick) + 4, label(tick), { ...SMALL, 'text-anchor': 'end' }),
    ]),
    ...xAxis.ticks.map((tick) => text(toX(tick), PLOT.bottom + 18, shortNumber(tick), { ...SMALL, 'text-anchor': 'middle' })),
    text((PLOT.left + PLOT.right) / 2, PANEL.height - 10, name, { ...SMALL, 'text-anchor': 'middle' }),
    // Ours last: it is drawn above the others.
    ...curves.map((curve, index) => curveOf(curve, colorOf(index), toX, toY)).reverse(),
  ];
}

/**
 * @param {GrowthRow['points']} points
 * @returns {[x: number, y: number][][]} ours first
 */
function curvesOf(points) {
  const rivals = Object.keys(points[0].others);
  const figures = [({ ours }) => ours, ...rivals.map((name) => ({ others }) => others[name])];
  return figures.map((figureOf) => points.map((point) => [point.x, figureOf(point).median]));
}

/**
 * @param {[x: number, y: number][]} curve
 * @param {string} color
 * @param {(value: number) => number} toX
 * @param {(value: number) => number} toY
 */
function curveOf(curve, color, toX, toY) {
  const places = curve.map(([x, y]) => /** @type {const} */ ([Math.round(toX(x) * 10) / 10, Math.round(toY(y) * 10) / 10]));
  const line = { points: places.map((place) => place.join(',')).join(' '), fill: 'none', stroke: color, 'stroke-width': 2 };
  return [element('polyline', line), ...places.map(([cx, cy]) => element('circle', { cx, cy, r: 3, fill: color }))].join('');
}

/**
 * Whole powers of ten around the values.
 *
 * @param {number} lowest
 * @param {number} highest
 */
function logAxis(lowest, highest) {
  const from = Math.floor(Math.log10(Math.max(lowest, Number.MIN_VALUE)) + 1e-9);
  const to = Math.max(Math.ceil(Math.log10(highest) - 1e-9), from + 1);
  return {
    ticks: Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index)),
    place: (/** @type {number} */ value) => (Math.log10(value) - from) / (to - from),
  };
}

/**
 * @param {number} lowest
 * @param {number} highest
 */
function linearAxis(lowest, highest) {
  const step = niceStep((highest - lowest) / 4);
  const from = Math.floor(lowest / step);
  const to = Math.ceil(highest / step);
  return {
    ticks: Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step),
    place: (/** @type {number} */ value) => (value / step - from) / (to - from),
  };
}

/** The smallest of 1, 2, 5, 10, 20, ... that is not smaller. @param {number} size */
function niceStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5].find((factor) => factor * power >= size) ?? 10);
}

/** A time that is a power of ten. @param {number} nanoseconds */
function powerOfTen(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds} ns`;
  return nanoseconds < 1e6 ? `${nanoseconds / 1e3} µs` : `${nanoseconds / 1e6} ms`;
}

/** @param {number} value */
const shortNumber = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : String(value));

module.exports = { growthChart };
