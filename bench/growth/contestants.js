'use strict';

const { loadFresh } = require('../support/index.js');

const LOOPS = require.resolve('./loops.js');

/**
 * The packages, each with a client that has the config.
 *
 * @param {import('../groups.js').Context} context
 * @param {{ config: object, keys: string[], users: object[] }} subject which flags are evaluated in turns, and for whom: 16 users
 * @param {{ dispose: () => void }[]} clients to be disposed of at the end; the ones made here are added
 */
async function contestants({ packages, server }, { config, keys, users }, clients) {
  const sdkKey = server.serve(JSON.stringify(config));
  const found = [];
  for (const each of packages) {
    const client = await each.open(server, sdkKey);
    clients.push(client);
    const { evaluate } = loadFresh(LOOPS);
    const snapshot = client.snapshot();
    found.push({ name: each.name, run: (count) => evaluate(snapshot, keys, users, count) });
  }
  return found;
}

module.exports = { contestants };
