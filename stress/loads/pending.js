'use strict';

const { deadServers, figures, runChild, script } = require('../support/index.js');

const SETTLED_MS = { long: 100, short: 1_000 };

module.exports = {
  name: 'pending',
  title: 'clients are disposed of while others wait for them',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const rounds = short ? 20 : 2_000;
    const server = await deadServers.silent();
    try {
      const found = await runChild(script('pending'), { url: server.url, rounds });
      return [
        figures.told('disposals', rounds, ''),
        figures.exactly('promises that were not settled', found.asked - found.settled, '', 0),
        figures.atMost('the longest from dispose to the last settled promise', found.longest, 'ms', short ? SETTLED_MS.short : SETTLED_MS.long),
      ];
    } finally {
      await server.close();
    }
  },
};
