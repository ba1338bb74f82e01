'use strict';

const { figuresOf, makeRow, runChild, takeTurns } = require('../support/index.js');
const { configText } = require('./config.js');

const SCRIPT = require.resolve('./children/memory.js');
const SMALL = 10;
const MEGABYTE = 1e6;

/**
 * The resident memory that a large config adds, in megabytes: that of a process whose client has it, without that of a
 * process whose client has a small one.
 *
 * @param {import('../groups.js').Context} context
 * @param {{ flags: number, label: string }} subject
 */
async function memoryRows({ quick, packages, server }, { flags, label }) {
  const large = ['0', '1'].map((version) => configText(flags, version));
  const small = ['0', '1'].map((version) => configText(SMALL, version));
  const samples = await takeTurns(packages, quick ? 1 : 5, async ({ source }) => {
    const stagesOf = (texts, count) => {
      const sdkKey = server.serve(texts[0]);
      const answer = (version) => void server.serve(texts[version], { sdkKey });
      const parameters = { source, url: server.url, sdkKey, count, swaps: quick ? 1 : 6, settleMs: quick ? 10 : 300 };
      return runChild(SCRIPT, parameters, { execArgv: ['--expose-gc'], answer });
    };
    const base = await stagesOf(small, SMALL);
    const full = await stagesOf(large, flags);
    return { loaded: full.loaded - base.loaded, used: full.used - base.used, swapped: full.swapped - base.swapped };
  });
  const rowOf = (name, stage, note, goal = null) =>
    makeRow({
      group: 'costs',
      unit: 'MB',
      name,
      note,
      goal,
      ...figuresOf(samples, (sample) => sample[stage] / MEGABYTE),
    });
  return [
    rowOf(
      `resident memory added by ${label}`,
      'loaded',
      'After garbage collections, beyond that of the same client with ten flags.',
      { kind: 'at-most-share', value: 0.5 },
    ),
    rowOf(`the same, once every flag was evaluated`, 'used', 'What a package keeps of each flag that was in use.'),
    rowOf(`the same, after the config was replaced six times`, 'swapped', 'Nothing of the old ones may stay.'),
  ];
}

module.exports = { memoryRows };
