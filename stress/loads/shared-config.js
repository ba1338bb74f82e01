'use strict';

const { WITH_GC, figures, runChild, script, startServer } = require('../support/index.js');
const { loadPackages, manyFlags } = require('../../bench/support/index.js');

const WORKERS = 8;

/** Of a text of 7 MB. */
const FLAGS = 10_000;

const USED_FLAGS = 100;

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;

module.exports = {
  name: 'shared-config',
  title: `${WORKERS} worker threads with one SDK key and a large config`,

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const flags = short ? 1_000 : FLAGS;
    const pollMs = 1_000;
    const polls = short ? 2 : 10;
    const text = JSON.stringify(manyFlags(flags, { rules: 3 }));
    const server = await startServer();
    try {
      const measure = async (/** @type {string | null} */ source) => {
        const sdkKey = server.serve(text);
        const parameters = { source, url: server.url, sdkKey, flags, used: USED_FLAGS, workers: WORKERS, settleMs: short ? 20 : 200 };
        return runChild(script('shared-config'), { ...parameters, pollMs, polls }, { ...WITH_GC, answer: () => server.takeRequests(sdkKey) });
      };
      const bare = await measure(null);
      const perWorker = ({ memory }) => (memory[WORKERS - 1] - memory[0]) / (WORKERS - 1);
      const found = [figures.told('config', text.length / 1e6, 'MB'), figures.told('a bare worker', perWorker(bare), 'MB')];
      for (const { name, isOurs, source } of loadPackages()) {
        if (short && !isOurs) continue;
        const result = await measure(source);
        const more = perWorker(result) - perWorker(bare);
        const requests = mean(result.requests);
        const names = [
          `${name}: first downloads`,
          `${name}: requests per poll interval`,
          `${name}: memory per further worker, beyond that of a bare one`,
        ];
        found.push(
          ...(isOurs
            ? [
                figures.exactly(names[0], result.first, '', 1),
                figures.atMost(names[1], requests, '', short ? 2 : 1),
                figures.atMost(names[2], more, 'MB', short ? 5 : 1),
              ]
            : [figures.told(names[0], result.first, ''), figures.told(names[1], requests, ''), figures.told(names[2], more, 'MB')]),
        );
      }
      return found;
    } finally {
      await server.close();
    }
  },
};
