'use strict';

const http = require('node:http');
const { once } = require('node:events');

/**
 * A server of definitions on a free port: the features API and a stream of server-sent events, for every client key.
 *
 * @param {import('node:test').TestContext} t
 * @param {any} payload what it serves; `server.payload` may be changed
 * @param {{ isStreaming?: boolean, status?: number }} [options]
 */
async function startServer(t, payload, { isStreaming = false, status = 200 } = {}) {
  /** @type {Set<http.ServerResponse>} */
  const streams = new Set();
  const server = {
    payload,
    status,
    url: '',
    /** @type {{ url: string, headers: http.IncomingHttpHeaders }[]} */
    requests: [],
    streams,
    /** Sends a payload to all that listen, and serves it from now on. */
    push(next) {
      server.payload = next;
      for (const stream of streams) stream.write(`id: ${Date.now()}\nevent: features\ndata: ${JSON.stringify(next)}\n\n`);
    },
    fetches: () => server.requests.filter(({ url }) => url.startsWith('/api/features/')),
  };
  const listener = http.createServer((request, response) => {
    server.requests.push({ url: request.url, headers: request.headers });
    if (request.url.startsWith('/sub/')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
      response.write('retry: 10000\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    response.writeHead(server.status, { 'Content-Type': 'application/json', ...(isStreaming ? { 'x-sse-support': 'enabled' } : {}) });
    response.end(JSON.stringify(server.status < 300 ? server.payload : { status: server.status, error: 'no' }));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  server.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (listener.address()).port}`;
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return server;
}

module.exports = { startServer };
