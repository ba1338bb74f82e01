'use strict';

// The results as Markdown.

const { defaultMeasure, formatFigure, formatGoal, formatMet, formatNumber, formatRatio, withUnit } = require('./format.js');

/**
 * @typedef {import('../support/rows.js').Row} Row
 * @typedef {import('./index.js').Results} Results
 * @typedef {import('./index.js').GrowthRow} GrowthRow
 */

/**
 * All sections of a run.
 *
 * @param {Results} results
 * @returns {string}
 */
function resultsAsMarkdown(results) {
  const sections = results.groups.map(({ name, title }) => {
    const rows = results.rows.filter(({ group }) => group === name);
    const growth = rows.filter((row) => 'series' in row);
    return [`### ${title}`, ...(growth.length > 0 ? growth.map(growthTable) : [groupTable(rows, results)])].join('\n\n');
  });
  return [header(results), ...sections].join('\n\n');
}

/** @param {Results} results */
function header({ quick, machine, packages }) {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const text = `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node.js ${machine.node}; ${versions.join(', ')}.`;
  return quick ? `${text}\n\n**A quick run: it shows that everything works, and its figures mean nothing.**` : text;
}

/** @param {string[][]} rows the first is the head */
function markdownTable([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((_, index) => (index === 0 ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}

/**
 * @param {Row[]} rows
 * @param {Results} results
 */
function groupTable(rows, { packages }) {
  const rivals = Object.keys(packages).filter((name) => rows.some(({ others }) => name in others));
  const hasRatio = rivals.length > 0;
  const hasFloor = rows.some(({ floor }) => floor !== null);
  const head = ['what', 'Vexil', ...rivals, ...(hasRatio ? ['ratio'] : []), 'goal', 'met', ...(hasFloor ? ['floor', '× floor'] : [])];
  const notes = [...new Set(rows.map(({ note }) => note).filter((note) => note !== undefined))];
  const mark = (note) => (note === undefined ? '' : ` <sup>${notes.indexOf(note) + 1}</sup>`);
  const body = rows.map((row) => [
    `${row.name}${mark(row.note)}`,
    formatFigure(row.ours, row.unit),
    ...rivals.map((name) => formatFigure(row.others[name], row.unit)),
    ...(hasRatio ? [formatRatio(row.ratio)] : []),
    formatGoal(row),
    formatMet(row.met),
    ...(hasFloor ? floorCells(row) : []),
  ]);
  return [markdownTable([head, ...body]), ...notes.map((note, index) => `<sup>${index + 1}</sup> ${note}`)].join('\n\n');
}

/** @param {Row} row */
const floorCells = ({ floor, timesFloor, unit }) =>
  floor === null ? ['', ''] : [`${floor.name}: ${withUnit(floor.median, unit)}`, formatNumber(timesFloor ?? 0)];

/** @param {GrowthRow} row */
function growthTable({ name, measure, unit, points, met, note }) {
  const rivals = Object.keys(points[0]?.others ?? {});
  const head = [name, 'Vexil', ...rivals];
  const body = points.map(({ x, ours, others }) => [
    x.toLocaleString('en-US'),
    formatFigure(ours, unit),
    ...rivals.map((rival) => formatFigure(others[rival], unit)),
  ]);
  const verdict = met === null ? 'No goal.' : `Goal met: ${formatMet(met)}.`;
  const text = [`${measure ?? defaultMeasure(unit)}.`, note, verdict].filter((part) => part !== undefined).join(' ');
  return [markdownTable([head, ...body]), text].join('\n\n');
}

module.exports = { resultsAsMarkdown };
