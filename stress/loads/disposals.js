'use strict';

const { WITH_GC, figures, runChild, script, startServer } = require('../support/index.js');

/** The program's own, the one of the poller, and one for a lookup of a name. */
const THREADS_MORE = 3;
const FILES_MORE = 2;

module.exports = {
  name: 'disposals',
  title: 'clients that poll are disposed of',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const clients = short ? 2_000 : 100_000;
    const server = await startServer();
    try {
      server.serve({ f: { flag: { t: 0, v: { b: true } } } }, { sdkKey: '*' });
      const found = await runChild(script('disposals'), { url: server.url, clients }, WITH_GC);
      const { before, warm, after } = found;
      return [
        figures.told('clients', clients, ''),
        figures.told('of them with an answer before their end', found.answered, ''),
        figures.told('growth of memory', after.memory - warm.memory, 'MB'),
        figures.exactly('native clients alive at the end', found.alive, '', 0),
        ...(Number.isNaN(before.threads)
          ? []
          : [
              figures.atMost('threads at the end, beyond those at the start', after.threads - before.threads, '', THREADS_MORE),
              figures.atMost('open files at the end, beyond those after the first clients', after.files - warm.files, '', FILES_MORE),
            ]),
      ];
    } finally {
      await server.close();
    }
  },
};
