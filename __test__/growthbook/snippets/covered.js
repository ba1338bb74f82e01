'use strict';

const http = require('node:http');
const { once } = require('node:events');
const test = require('node:test');
const { HANG_GUARD_MS } = require('../../behaviour/support/subjects');
const { isOfficial } = require('../support/sdks');
const { runBlock } = require('./adapt');

/**
 * A test of one block of the document. The name is written into the call as it stands: document.test.js reads it there.
 *
 * @param {string} name of the block
 * @param {(t: import('node:test').TestContext, run: (options?: Parameters<typeof runBlock>[1]) => ReturnType<typeof runBlock>) => any} body
 * @param {{ officially?: string }} [options] what the official package does instead, where it does not do as documented
 */
function documentTest(name, body, { officially } = {}) {
  test(`the document: ${name}`, { timeout: HANG_GUARD_MS, skip: isOfficial && officially }, (t) => body(t, (options) => runBlock(name, options)));
}

/** Serves an Express app on a free port until the test ends. */
async function startApp(t, app) {
  const server = http.createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;
}

module.exports = { documentTest, startApp };
