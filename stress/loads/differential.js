'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const { plainEnvironment } = require('../../bench/support/child.js');
const { figures } = require('../support/index.js');

const ROOT = path.resolve(__dirname, '../..');

module.exports = {
  name: 'differential',
  title: 'random configs and users, evaluated by this package and by the official one',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const wanted = short ? 2_000 : 1_000_000;
    const { code, output } = await runTest(wanted);
    const [, seed] = /seed (\d+)/.exec(output) ?? [];
    const [, evaluations] = /(\d+) evaluations on/.exec(output) ?? [];
    console.log(`  seed ${seed}`);
    if (code !== 0) console.log(output);
    return [
      figures.atLeast('evaluations', Number(evaluations ?? 0), '', wanted),
      figures.exactly('differences', code === 0 ? 0 : 1, '', 0),
    ];
  },
};

/** @param {number} evaluations @returns {Promise<{ code: number | null, output: string }>} */
function runTest(evaluations) {
  const env = { ...plainEnvironment(), VEXIL_DIFF_N: String(evaluations) };
  const args = ['--test', '--test-reporter=spec', path.join('__test__', 'differential', 'current.test.js')];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
