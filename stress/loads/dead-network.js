'use strict';

const { deadServers, figures, runChild, script } = require('../support/index.js');

const MAX_INIT_WAIT_MS = 1_000;
const LATE_MS = { long: 100, short: 1_000 };

/** Stopped processes are a matter of POSIX. */
const SERVERS = process.platform === 'win32' ? ['refusing', 'silent'] : ['refusing', 'silent', 'blackHole'];

module.exports = {
  name: 'dead-network',
  title: 'clients that start while no server can be reached',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const rounds = short ? 1 : 20;
    const found = [];
    for (const name of SERVERS) {
      const server = await deadServers[name]();
      try {
        const waits = await runChild(script('dead-network'), { url: server.url, rounds, maxInitWaitMs: MAX_INIT_WAIT_MS });
        const latest = Math.max(...waits) - MAX_INIT_WAIT_MS;
        found.push(figures.atMost(`${name}: the latest answer, after maxInitWait`, latest, 'ms', short ? LATE_MS.short : LATE_MS.long));
      } finally {
        await server.close();
      }
    }
    return found;
  },
};
