'use strict';

const { WITH_GC, figures, runChild, script, startServer } = require('../support/index.js');

const { DOMAINS } = require('../support/marks.js');

const FLAGS = 64;
const READERS = 3;

/** A config in which every value tells which config it is. Each of the configs has rules for users of its own. */
function configOf(/** @type {'A' | 'B'} */ mark) {
  const flags = Array.from({ length: FLAGS }, (_, index) => {
    const rule = { c: [{ u: { a: 'Email', c: 2, l: [DOMAINS[mark]] } }], s: { v: { s: `${mark} rule ${index}` } } };
    return [`flag_${index}`, { t: 1, v: { s: `${mark} value ${index}` }, ...(index % 2 === 0 && { r: [rule] }) }];
  });
  return { f: Object.fromEntries(flags) };
}

module.exports = {
  name: 'torn-reads',
  title: 'readers in all threads, while one config replaces the other',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const reads = short ? 400_000 : 100_000_000;
    const configs = { A: configOf('A'), B: configOf('B') };
    const server = await startServer();
    try {
      const sdkKey = server.serve(configs.A);
      const answer = (/** @type {'A' | 'B'} */ mark) => void server.serve(configs[mark], { sdkKey });
      const parameters = { url: server.url, sdkKey, readers: READERS, reads, flags: FLAGS };
      const { done, torn, seen, swaps } = await runChild(script('torn-reads'), parameters, { ...WITH_GC, answer });
      return [
        figures.atLeast('reads', done, '', reads),
        figures.told('swaps', swaps, ''),
        figures.atLeast('changes that each thread has seen', Math.min(...seen), '', 2),
        figures.exactly('batches that do not come from one config', torn, '', 0),
      ];
    } finally {
      await server.close();
    }
  },
};
