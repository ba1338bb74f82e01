'use strict';

// The Rust sources, for the tests that read them.

const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');

/**
 * @param {string} folder relative to the project's root
 * @returns {{ name: string, text: string }[]} path with forward slashes, and content without line comments
 */
function rustFiles(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => ({
      name: path.posix.join(folder, name.split(path.sep).join('/')),
      text: readFileSync(path.join(root, folder, name), 'utf8').replace(/(^|\s)\/\/.*$/gm, '$1'),
    }));
}

module.exports = { root, rustFiles };
