'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { plainEnvironment } = require('./child.js');

const ROOT = path.join(__dirname, '..', '..');

/**
 * The package as it is published, written anew if a source has changed. That happens in a process of its own: what it takes must
 * not be in the one that measures.
 *
 * @returns {string} its folder, for `require()`
 */
function stagedPackage() {
  const script = path.join(ROOT, 'scripts', 'stage.mjs');
  const { status, error } = spawnSync(process.execPath, [script], { env: plainEnvironment(), stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${script} ended with ${status}`);
  return path.join(ROOT, 'target', 'package');
}

module.exports = { stagedPackage };
