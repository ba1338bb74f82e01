'use strict';

const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { CERTIFICATE, KEY } = require('./identity');

/** What a proxy does with a request to tunnel: it gets the connection and the target. */
const Proxying = {
  tunnel(socket, target) {
    const [host, port] = target.split(':');
    const upstream = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  },
  hang() {},
  /** Bytes, and then nothing more; the connection stays. */
  say: (text) => (socket) => socket.write(text),
  /** Bytes, and the end of the connection. */
  sayLast: (text) => (socket) => socket.end(text),
};

/**
 * A proxy on a free port of the loopback interface, with or without TLS. `asked` holds what each connection asked for.
 */
async function startConnectProxy(t, { secure = false, behave = Proxying.tunnel } = {}) {
  const asked = [];
  const sockets = new Set();
  const onConnection = (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let head = '';
    const onData = (bytes) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      const [line, ...lines] = head.split('\r\n');
      const [method, target] = line.split(' ');
      const header = lines.find((each) => /^proxy-authorization:/i.test(each));
      asked.push({ method, target, authorization: header?.replace(/^[^:]*:\s*/, '') });
      behave(socket, target);
    };
    socket.on('data', onData);
  };
  const server = secure ? tls.createServer({ cert: CERTIFICATE, key: KEY }, onConnection) : net.createServer(onConnection);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const host = `127.0.0.1:${/** @type {any} */ (server.address()).port}`;
  const scheme = secure ? 'https' : 'http';
  return { asked, url: `${scheme}://${host}`, as: (credentials) => `${scheme}://${credentials}@${host}` };
}

module.exports = { Proxying, startConnectProxy };
