'use strict';

const { figureOf, figuresOf, makeRow, runChild, takeTurns } = require('../support/index.js');
const { VERSION_KEY, configText } = require('./config.js');

const SCRIPT = require.resolve('./children/swap.js');

/**
 * How long the event loop stands still while a large config replaces another one, in milliseconds.
 *
 * @param {import('../groups.js').Context} context
 * @param {{ flags: number, label: string }} subject
 */
async function swapRows({ quick, packages, server }, { flags, label }) {
  const texts = ['0', '1'].map((version) => configText(flags, version));
  const samples = await takeTurns(packages, quick ? 1 : 3, ({ source }) => {
    const sdkKey = server.serve(texts[0]);
    const answer = (version) => void server.serve(texts[version], { sdkKey });
    const parameters = { source, url: server.url, sdkKey, versionKey: VERSION_KEY, swaps: quick ? 1 : 6 };
    return runChild(SCRIPT, parameters, { execArgv: ['--expose-gc'], answer });
  });
  const idle = figureOf([...samples.values()].flat().flatMap((sample) => sample.idle));
  const common = { group: 'costs', unit: /** @type {const} */ ('ms'), goal: { kind: /** @type {const} */ ('at-most'), value: 5 } };
  const floor = { name: 'the same loop without a swap', median: idle.median };
  return [
    makeRow({
      ...common,
      ...figuresOf(samples, (sample) => sample.swap),
      floor,
      name: `longest event-loop stall while ${label} is swapped`,
      note:
        'Auto polling every second, the server in another process, a configChanged listener that reads nothing. The longest '
        + 'time between two runs of a 1 ms timer, the millisecond included, from before the server has the new config until '
        + '100 ms after the new value is seen.',
    }),
    makeRow({
      ...common,
      ours: figuresOf(samples, (sample) => sample.release).ours,
      floor,
      name: `longest event-loop stall while the replaced config is let go`,
      note:
        'The same loop in the 100 ms after a garbage collection that is forced and not counted itself. The official packages '
        + 'let go of everything within the collection.',
    }),
  ];
}

module.exports = { swapRows };
