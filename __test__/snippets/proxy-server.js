'use strict';

const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

/**
 * An HTTP proxy on a free port: tunnels (`CONNECT`) and forwards absolute URLs. With `refuse` it only notes what it was
 * asked for and drops the connection.
 */
async function startProxy(t, { refuse = false } = {}) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push({ method: request.method, target: request.url, authorization: request.headers['proxy-authorization'] });
    if (refuse) {
      request.socket.destroy();
      return;
    }
    const forwarded = http.request(request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.on('connect', (request, socket) => {
    asked.push({ method: 'CONNECT', target: request.url, authorization: request.headers['proxy-authorization'] });
    if (refuse) {
      socket.destroy();
      return;
    }
    const [host, port] = request.url.split(':');
    const upstream = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return { asked, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` };
}

module.exports = { startProxy };
