'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

const BINARY = 'redis-server';
const ATTEMPTS = 5;

const isThere = !spawnSync(BINARY, ['--version'], { stdio: 'ignore' }).error;

/** `false` when Redis can be started, else the reason to skip, for the `skip` option of a test. */
const skip = !isThere && process.env.VEXIL_REQUIRE_ALL !== '1' && `${BINARY} is not installed (Debian: apt-get install redis-server)`;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server on the port; false if it ended before it was ready, as when somebody else has taken the port. */
async function isReady(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (output.includes('Ready to accept connections')) resolve(true);
    });
    child.on('error', reject);
    child.on('exit', () => resolve(false));
  });
}

/**
 * A Redis server of the test's own, with nothing in it, which ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
async function startRedis(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-redis-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit').catch(() => {});
    const stop = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    t.after(stop);
    if (await isReady(child)) return { port, stop };
  }
  throw new Error(`${BINARY} did not start`);
}

module.exports = { skip, startRedis };
