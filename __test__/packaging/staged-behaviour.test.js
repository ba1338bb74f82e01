'use strict';

// The staged package does what the sources do: their tests, run once more with it. Those that look into lib/ cannot be.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');
const { ROOT } = require('./npm');
const { stage } = require('./staged');

const HANG_GUARD_MS = 600_000;

/** Waits long, for what is Rust's in both. */
const LEFT_OUT = ['behaviour/request-deadline.test.js'];

const FOLDERS = [
  'behaviour', 'conformance', 'growthbook', 'growthbook/behaviour', 'growthbook/conformance', 'statsig/conformance', 'statsig/lifetime', 'statsig/network',
];

const FILES = FOLDERS.filter((folder) => fs.existsSync(path.join(ROOT, '__test__', folder)))
  .flatMap((folder) => fs.readdirSync(path.join(ROOT, '__test__', folder)).map((name) => `${folder}/${name}`))
  .filter((name) => name.endsWith('.test.js') && !LEFT_OUT.includes(name))
  .map((name) => path.join('__test__', name));

before(stage);

test(`${FILES.length} files of tests pass with the staged package`, () => {
  const preloaded = `--require=${path.join(__dirname, 'no-sources.js')}`;
  const env = { ...process.env, VEXIL_TEST_SDK: 'package' };
  delete env.NODE_TEST_CONTEXT;
  // They wait more than they compute.
  const args = [preloaded, '--test', '--test-concurrency=2', '--test-reporter=spec', ...FILES];
  const options = { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 1 << 26, timeout: HANG_GUARD_MS };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  assert.equal(status, 0, `${stdout.slice(-10_000)}\n${stderr.slice(-2_000)}`);
  assert.match(stdout, /^ℹ pass [1-9]\d{2,}$/m, 'tests did run');
});
