'use strict';

const { spawnSync } = require('node:child_process');
const { figuresOf, makeRow, plainEnvironment, takeTurns } = require('../support/index.js');

/**
 * What `require()` adds to the life of a process that does nothing else, in milliseconds.
 *
 * @param {import('../groups.js').Context} context
 */
async function loadingRows({ quick, packages }) {
  const samples = await takeTurns(packages, quick ? 1 : 21, ({ source }) => {
    const empty = lifetime('0');
    return lifetime(`require(${JSON.stringify(source)})`) - empty;
  });
  return [
    makeRow({
      group: 'costs',
      unit: 'ms',
      name: 'require(), above an empty Node',
      goal: { kind: 'at-most', value: 20 },
      ...figuresOf(samples),
      note: 'The whole process, from its start to its end, without that of an empty one run just before it.',
    }),
  ];
}

/** @param {string} program */
function lifetime(program) {
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, ['-e', program], { env: plainEnvironment(), stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}`);
  return performance.now() - start;
}

module.exports = { loadingRows };
