'use strict';

// Scripts say how they are used when they do not understand what they were given, before they build or run anything.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { spawnSync } = require('node:child_process');

const ROOT = path.resolve(__dirname, '../..');

for (const [script, ...wrong] of [
  ['stress/index.mjs', ['--only', 'nope'], ['--help'], ['clients']],
  ['soak/index.mjs', ['--minutes', 'x'], ['--help']],
  ['scripts/fuzz.mjs', ['nope'], ['--seconds', '0'], ['--help']],
]) {
  for (const given of wrong) {
    test(`${script} ${given.join(' ')}`, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...given], { cwd: ROOT, encoding: 'utf8', timeout: 30_000 });
      assert.equal(stdout, '');
      assert.match(stderr, /^Usage: npm run \w+ -- .+\n$/);
      assert.equal(status, 2);
    });
  }
}

test('each load has the name of its file', () => {
  const names = fs.readdirSync(path.join(ROOT, 'stress', 'loads')).map((file) => path.basename(file, '.js'));
  assert.deepEqual(require('../../stress/loads.js').map(({ name }) => name).sort(), names.sort());
});
