'use strict';

const { writeFileSync } = require('node:fs');
const path = require('node:path');

/**
 * @param {string} folder
 * @param {object} results
 */
function writeReport(folder, results) {
  writeFileSync(path.join(folder, 'benchmarks.json'), `${JSON.stringify(results, null, 2)}\n`);
}

module.exports = { writeReport };
