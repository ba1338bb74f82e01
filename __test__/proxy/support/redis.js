'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { Redis } = require('ioredis');
const { freePorts } = require('./ports');
const { makeFolder } = require('./proxy');

/**
 * A connection that ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} port
 * @param {import('ioredis').RedisOptions} [options]
 */
function redisClient(t, port, options = {}) {
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 2, ...options });
  client.on('error', () => {});
  t.after(() => client.disconnect());
  return client;
}

/**
 * A Redis that can be killed and started again on its port, with nothing in it then.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} [options] of the server
 */
async function startMortalRedis(t, options = []) {
  const [port] = await freePorts(1);
  const folder = makeFolder(t);
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...options];
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    await new Promise((resolve, reject) => {
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('Ready to accept connections')) resolve(undefined);
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server has ended:\n${output}`)));
    });
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  await start();
  /** @param {NodeJS.Signals} name */
  const signal = (name) => child.kill(name);
  return { port, start, kill, signal };
}

module.exports = { redisClient, startMortalRedis };
