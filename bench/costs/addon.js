'use strict';

const { statSync } = require('node:fs');
const { makeRow } = require('../support/index.js');

/** The size of the addon that this process has loaded, in megabytes. Release builds are stripped by the linker. */
function addonRows() {
  const file = Object.keys(require.cache).find((name) => /[\\/]vexil\.[^\\/]+\.node$/.test(name));
  if (file === undefined) throw new Error('no addon is loaded');
  return [
    makeRow({
      group: 'costs',
      unit: 'MB',
      name: 'size of the stripped addon',
      ours: { median: statSync(file).size / 1e6, spread: 0 },
      // Of one dialect it would be 6.
      goal: { kind: 'at-most', value: 8 },
    }),
  ];
}

module.exports = { addonRows };
