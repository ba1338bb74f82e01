'use strict';

const { WITH_GC, figures, keyOf, runChild, script, stagedPackage, startServer } = require('../support/index.js');

const WORKERS = 64;

module.exports = {
  name: 'terminations',
  title: `${WORKERS} worker threads are terminated at any moment, over and over`,

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const terminations = short ? 48 : 1_000 * WORKERS;
    const workers = short ? 8 : WORKERS;
    const server = await startServer();
    try {
      const serve = (/** @type {string} */ version) => server.serve({ f: { version: { t: 1, v: { s: version } } } }, { sdkKey: '*' });
      serve('first');
      const sdkKey = keyOf(1);
      const answer = (/** @type {string} */ version) => void serve(version);
      // A crash would end the child without a result.
      const parameters = { source: stagedPackage(), url: server.url, sdkKey, workers, terminations };
      const found = await runChild(script('terminations'), parameters, { ...WITH_GC, answer });
      return [
        figures.told('terminations', found.terminated, ''),
        figures.told('of them before the worker had a config', found.early, ''),
        figures.exactly('errors in workers', found.errors, '', 0),
        figures.atLeast('configs that the client of the main thread received meanwhile', found.changes, '', short ? 1 : 10),
        figures.exactly('the client of the main thread polls afterwards', found.polls, '', 1),
        figures.exactly('native clients of workers alive at the end', found.alive, '', 0),
        figures.told('growth of memory', found.growth, 'MB'),
      ];
    } finally {
      await server.close();
    }
  },
};
