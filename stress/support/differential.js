'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const { plainEnvironment } = require('../../bench/support/child.js');
const figures = require('./figure.js');

const ROOT = path.resolve(__dirname, '../..');

/**
 * Runs a differential test for longer than `npm test` does.
 *
 * @param {object} options
 * @param {string[]} options.file the test, as a path from the project's root
 * @param {string} options.unit what it counts
 * @param {RegExp} options.counted finds the count in what it prints
 * @param {number} options.wanted
 * @returns {Promise<import('./figure.js').Figure[]>}
 */
exports.runDifferential = async function runDifferential({ file, unit, counted, wanted }) {
  const { code, output } = await runTest(path.join(...file), wanted);
  const [, seed] = /seed (\d+)/.exec(output) ?? [];
  const [, count] = counted.exec(output) ?? [];
  console.log(`  seed ${seed}`);
  if (code !== 0) console.log(output);
  return [figures.atLeast(unit, Number(count ?? 0), '', wanted), figures.exactly('differences', code === 0 ? 0 : 1, '', 0)];
};

/** @param {string} file @param {number} count @returns {Promise<{ code: number | null, output: string }>} */
function runTest(file, count) {
  const env = { ...plainEnvironment(), VEXIL_DIFF_N: String(count) };
  const args = ['--test', '--test-reporter=spec', file];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
