// A stand-in for the ConfigCat CDN on a free local port.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

/**
 * @param {string} sdkKey the one key that the server knows
 * @returns {Promise<{ url: string, counts: { full: number, notModified: number }, publish(config: object): void, close(): void }>}
 */
export async function startCdn(sdkKey) {
  const counts = { full: 0, notModified: 0 };
  let body = '';
  let etag = '';
  const server = http.createServer((request, response) => {
    if (request.url !== `/configuration-files/${sdkKey}/config_v6.json`) {
      response.writeHead(404).end();
    } else if (request.headers['if-none-match'] === etag) {
      counts.notModified += 1;
      response.writeHead(304, { ETag: etag }).end();
    } else {
      counts.full += 1;
      response.writeHead(200, { 'Content-Type': 'application/json', ETag: etag }).end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counts,
    publish(config) {
      body = JSON.stringify(config);
      etag = `"${createHash('sha1').update(body).digest('hex')}"`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
