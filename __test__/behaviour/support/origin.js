'use strict';

const http = require('node:http');
const { once } = require('node:events');

/**
 * An HTTP server whose every answer is decided by the test: `respond(request, index)` returns
 * `{ status, headers, body }`, a promise of it, or `null` to drop the connection.
 */
async function startOrigin(t, respond) {
  const requests = [];
  const origin = { respond, requests, url: '' };
  const server = http.createServer(async (request, response) => {
    const index = requests.push({ url: request.url, method: request.method, headers: request.headers }) - 1;
    const answer = await origin.respond(request, index);
    if (response.destroyed) {
      return;
    }
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, answer.headers ?? {});
    response.end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin.url = `http://127.0.0.1:${server.address().port}`;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return origin;
}

/** Answers like the CDN: the config with its ETag, 304 where the request already names that ETag. */
function serveConfig(config, etag = '"v1"') {
  const body = typeof config === 'string' ? config : JSON.stringify(config);
  return (request) =>
    request.headers['if-none-match'] === etag
      ? { status: 304, headers: { ETag: etag } }
      : { status: 200, headers: { ETag: etag, 'Content-Type': 'application/json' }, body };
}

function serveStatus(status, headers = {}) {
  return () => ({ status, headers, body: '' });
}

/** A latch: `await gate.opened` blocks until `gate.open(value)`. */
function createGate() {
  const gate = {};
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
  return gate;
}

module.exports = { createGate, serveConfig, serveStatus, startOrigin };
