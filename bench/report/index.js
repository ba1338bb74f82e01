'use strict';

const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { growthChart } = require('./growth-chart.js');
const { ratioChart } = require('./ratio-chart.js');
const { resultsAsMarkdown } = require('./table.js');

/**
 * One curve.
 *
 * @typedef {object} GrowthRow
 * @property {'growth'} group
 * @property {string} series
 * @property {string} name what grows
 * @property {string} [measure] what is measured; by default time per call, or memory
 * @property {'ns' | 'MB'} unit
 * @property {{ x: number, ours: import('../support/stats.js').Figure, others: Record<string, import('../support/stats.js').Figure> }[]} points
 * @property {boolean | null} met
 * @property {string} [note]
 *
 * @typedef {object} Results
 * @property {boolean} quick
 * @property {ReturnType<typeof import('../support/machine.js').describeMachine>} machine
 * @property {Record<string, string>} packages name and version; ours first
 * @property {Record<string, number | string>} figures
 * @property {{ name: string, title: string }[]} groups
 * @property {any[]} rows `Row` or `GrowthRow`
 */

/** The page that the tables are put into. What stands outside of the two marks is written by hand. */
const PAGE = 'benchmarks.md';
const START = '<!-- results: written by `npm run bench` -->';
const END = '<!-- end of results -->';

const TEMPLATE = path.join(__dirname, '..', '..', 'docs', PAGE);

/**
 * Writes everything that tells of a run.
 *
 * @param {string} folder
 * @param {Results} results
 */
function writeReport(folder, results) {
  const write = (name, text) => writeFileSync(path.join(folder, name), text);
  write('benchmarks.json', `${JSON.stringify(results, null, 2)}\n`);
  write(PAGE, withResults(readPage(folder), resultsAsMarkdown(results)));
  write('benchmarks.svg', ratioChart(results));
  const growth = growthChart(results);
  if (growth !== null) write('growth.svg', growth);
}

/** @param {string} folder */
function readPage(folder) {
  const own = path.join(folder, PAGE);
  return readFileSync(existsSync(own) ? own : TEMPLATE, 'utf8');
}

/**
 * @param {string} page
 * @param {string} results
 */
function withResults(page, results) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${PAGE} has lost the marks between which the results are written.`);
  return `${page.slice(0, start + START.length)}\n\n${results}\n\n${page.slice(end)}`;
}

module.exports = { writeReport };
