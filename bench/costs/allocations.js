'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { makeRow } = require('../support/index.js');

const ROOT = path.join(__dirname, '..', '..');
const REPORT = /^allocations per (\d+) calls: static (\d+), text rule (\d+)$/m;

/** How many blocks of memory the engine allocates per call: what its own test counts. */
function allocationRows() {
  const args = ['test', '--quiet', '--workspace', '--test', 'allocations', '--', '--nocapture'];
  const { stdout, stderr, error } = spawnSync('cargo', args, { cwd: ROOT, encoding: 'utf8' });
  const report = REPORT.exec(stdout ?? '');
  if (report === null) throw error ?? new Error(`allocations were not counted:\n${stderr}`);
  const [calls, plain, text] = report.slice(1).map(Number);
  return [
    ['static value', plain],
    ['one text rule', text],
  ].map(([name, blocks]) =>
    makeRow({
      group: 'costs',
      unit: 'count',
      name: `allocations in Rust, ${name}`,
      ours: { median: Number(blocks) / calls, spread: 0 },
      goal: { kind: 'at-most', value: 0 },
      note: 'Counted with dhat in the engine, look-up of the flag included.',
    }),
  );
}

module.exports = { allocationRows };
