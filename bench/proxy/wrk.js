'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const process = require('node:process');

/**
 * A kind of request.
 * @typedef {object} Load
 * @property {'GET' | 'POST'} method
 * @property {string} path
 * @property {string} [body] `%d` in it becomes the number of a user
 * @property {number} [users] how many there are; 0: each is new
 * @property {Record<string, string>} [headers]
 */

/**
 * How a server did. Latencies are in microseconds.
 * @typedef {{ perSecond: number, p50: number, p99: number, p999: number }} Outcome
 */

/** Enough to keep two cores busy, few enough that requests do not queue for milliseconds. */
const CONNECTIONS = 32;

/**
 * Puts a server under load with wrk. Fails if an answer was not one of success, or did not come.
 * @param {number} port
 * @param {Load} load
 * @param {number} seconds
 * @returns {Promise<Outcome>}
 */
async function measure(port, load, seconds) {
  const headers = Object.entries(load.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const env = {
    ...process.env,
    METHOD: load.method,
    REQUEST_PATH: load.path,
    BODY: load.body ?? '',
    USERS: String(load.users ?? 1),
    HEADERS: headers.join('\n'),
  };
  if (load.body === undefined) delete env.BODY;
  const args = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--script', path.join(__dirname, 'load.lua')];
  const output = await run('wrk', [...args, `http://127.0.0.1:${port}`], env);
  const found = /^RESULT (.*)$/m.exec(output);
  if (!found) throw new Error(`wrk said nothing of use:\n${output}`);
  const result = JSON.parse(found[1]);
  if (result.failed > 0) throw new Error(`${load.method} ${load.path}: ${result.failed} of ${result.requests} requests failed`);
  return { perSecond: result.requests / result.seconds, p50: result.p50, p99: result.p99, p999: result.p999 };
}

/** @returns {Promise<string>} what the command printed */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}\n${output}`))));
  });
}

module.exports = { CONNECTIONS, measure };
