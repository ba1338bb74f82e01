'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');

const ROOT = path.resolve(__dirname, '../../..');
const NAME = process.platform === 'win32' ? 'vexil-proxy.exe' : 'vexil-proxy';
const BUILT = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', NAME);

/** The program under test. `npm test` builds it, a test file that is run alone does so where it is missing; VEXIL_PROXY_BIN names another. */
function proxyBinary() {
  const given = process.env.VEXIL_PROXY_BIN;
  if (given) return path.resolve(given);
  if (!fs.existsSync(BUILT)) {
    execFileSync('cargo', ['build', '--quiet', '-p', 'vexil-proxy', '--bin', 'vexil-proxy'], { cwd: ROOT, stdio: 'inherit' });
  }
  return BUILT;
}

module.exports = { ROOT, proxyBinary };
