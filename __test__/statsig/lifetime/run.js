'use strict';

const { spawn } = require('node:child_process');
const { HANG_GUARD_MS } = require('../support/sdks');

/**
 * Runs a program in a process of its own. It has `Statsig`, the options `options` that lead to the server, `user`, and `say`.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('../support/sdks').Subject} subject
 * @param {{ api: string }} server
 * @param {string} body of an async function
 */
function run(t, subject, { api }, body) {
  const program = `
    const Statsig = require(${JSON.stringify(subject.file)});
    const say = (text) => console.log(text);
    const none = () => {};
    const logger = { debug: none, info: none, warn: none, error: none, logLevel: 'none' };
    const options = { api: ${JSON.stringify(api)}, logger, disableDiagnostics: true };
    const user = { userID: 'a' };
    (async () => { ${body} })();`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'], timeout: HANG_GUARD_MS, killSignal: 'SIGKILL' });
  t.after(() => child.kill('SIGKILL'));
  const state = { child, output: '', errors: '', startedAt: performance.now() };
  child.stdout.setEncoding('utf8').on('data', (text) => (state.output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (state.errors += text));
  /** @type {Promise<number | string>} the exit code, or the signal that ended it */
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? String(signal))));
  return Object.assign(state, { ended });
}

module.exports = { run };
