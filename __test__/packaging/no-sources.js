'use strict';

// Preloaded by tests of the staged package: a file that has the sources under test after all is a failure, not a pass.

const path = require('node:path');
const process = require('node:process');

const ENTRIES = ['configcat', 'growthbook', 'statsig'].map((library) => path.resolve(__dirname, '../../lib', library, 'index.js'));

process.on('exit', () => {
  const entry = ENTRIES.find((file) => file in require.cache);
  if (entry === undefined) return;
  console.error(`${process.argv[1]} has loaded ${entry}, and not the package.`);
  process.exitCode = 1;
});
