'use strict';

// Preloaded by tests of the staged package: a file that has the sources under test after all is a failure, not a pass.

const path = require('node:path');
const process = require('node:process');

const ENTRY = path.resolve(__dirname, '../../lib/configcat/index.js');

process.on('exit', () => {
  if (!(ENTRY in require.cache)) return;
  console.error(`${process.argv[1]} has loaded ${ENTRY}, and not the package.`);
  process.exitCode = 1;
});
