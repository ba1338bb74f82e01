'use strict';

// Servers that nobody gets an answer from, on the loopback interface.

const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: sleep } = require('node:timers/promises');

/** More connections than any queue of a listener without a backlog takes. */
const QUEUE = 16;

/** How long a connection takes at most on the loopback interface, if it is answered at all. */
const CONNECTED_MS = 300;

/**
 * @typedef {object} DeadServer
 * @property {string} url
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<DeadServer>} a port where nobody listens */
async function refusing() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server);
  server.close();
  await once(server, 'close');
  return { url, close: async () => {} };
}

/** @returns {Promise<DeadServer>} accepts connections and says nothing */
async function silent() {
  /** @type {Set<net.Socket>} */
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: urlOf(server), close };
}

/** @returns {Promise<DeadServer>} does not even answer who wants to connect: its process is stopped, and its queue is full */
async function blackHole() {
  const child = fork(__filename, ['listen']);
  const [port] = /** @type {[number]} */ (await once(child, 'message'));
  child.kill('SIGSTOP');
  const sockets = Array.from({ length: QUEUE }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(CONNECTED_MS);
  if (sockets.every(({ connecting }) => !connecting)) throw new Error('The queue of connections is not full.');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** @param {net.Server} server */
function urlOf(server) {
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

async function listen() {
  const server = net.createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 });
  await once(server, 'listening');
  process.on('disconnect', () => process.exit(0));
  process.send?.(/** @type {net.AddressInfo} */ (server.address()).port);
}

if (require.main === module) void listen();

module.exports = { blackHole, refusing, silent };
