'use strict';

const http = require('node:http');
const { once } = require('node:events');

/**
 * A relay before a port that keeps what was asked and answered. It ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} port
 */
async function recordingProxy(t, port) {
  /** @type {{ url: string | undefined, headers: http.IncomingHttpHeaders, status: number, answered: http.IncomingHttpHeaders }[]} */
  const requests = [];
  const server = http.createServer((request, response) => {
    const options = { host: '127.0.0.1', port, path: request.url, method: request.method, headers: request.headers, agent: false };
    const sent = http.request(/** @type {any} */ (options), (answer) => {
      requests.push({ url: request.url, headers: request.headers, status: Number(answer.statusCode), answered: answer.headers });
      answer.pipe(response.writeHead(Number(answer.statusCode), answer.headers));
    });
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`,
    requests,
    /** What was answered so far, in order. */
    statuses: () => requests.map(({ status }) => status),
  };
}

module.exports = { recordingProxy };
