'use strict';

// A stand-in for the GrowthBook API on a local port: payloads by HTTP, changes by server-sent events. It makes the example run
// without an account and without internet; a real app has no such file.

const { createHash } = require('node:crypto');
const { once } = require('node:events');
const http = require('node:http');

const PING_MS = 30_000;

/**
 * @param {{ clientKey: string, payload: object, port?: number }} options clientKey: the one that the server knows
 */
async function startMockApi({ clientKey, payload, port = 0 }) {
  const streams = new Set();
  const counts = { payloads: 0, notModified: 0, streams: 0 };
  let id = 0;
  let body = '';
  let etag = '';

  const server = http.createServer((request, response) => {
    if (request.url === `/api/features/${clientKey}`) sendPayload(request, response);
    else if (request.url === `/sub/${clientKey}`) openStream(request, response);
    else response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"status":400,"error":"Invalid API key"}');
  });

  function sendPayload(request, response) {
    const headers = { 'Content-Type': 'application/json', ETag: etag, 'x-sse-support': 'enabled' };
    if (request.headers['if-none-match'] === etag) {
      counts.notModified += 1;
      response.writeHead(304, headers).end();
    } else {
      counts.payloads += 1;
      response.writeHead(200, headers).end(body);
    }
  }

  function openStream(request, response) {
    counts.streams += 1;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.write('retry: 1000\n\n');
    // Who was away gets what it missed.
    if (request.headers['last-event-id'] !== undefined && request.headers['last-event-id'] !== String(id)) response.write(featuresEvent());
    streams.add(response);
    response.once('close', () => streams.delete(response));
  }

  const featuresEvent = () => `id: ${id}\nevent: features\ndata: ${body}\n\n`;

  /** Serves another payload, and tells everybody who listens. */
  function publish(next) {
    body = JSON.stringify(next);
    etag = `W/"${createHash('sha1').update(body).digest('hex')}"`;
    id += 1;
    for (const stream of streams) stream.write(featuresEvent());
  }

  const ping = setInterval(() => {
    for (const stream of streams) stream.write('data: \n\n');
  }, PING_MS);

  publish(payload);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    counts,
    publish,
    async close() {
      clearInterval(ping);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

module.exports = { startMockApi };
