'use strict';

const { fork } = require('node:child_process');

/** A child that takes longer hangs, unless more was granted. */
const GUARD_MS = 600_000;

/** The environment of this process, without what would change how a child runs. */
function plainEnvironment() {
  const env = { ...process.env };
  for (const name of ['NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'NODE_V8_COVERAGE']) delete env[name];
  return env;
}

/**
 * Runs a script in a process of its own. It gets `parameters` from `runAsChild`, and its result comes back.
 *
 * @param {string} script absolute
 * @param {object} parameters
 * @param {{ execArgv?: string[], answer?: (question: any) => any, guardMs?: number }} [options] `answer`: what the script's
 *   `ask` gives; `guardMs`: how long it may take
 * @returns {Promise<any>}
 */
function runChild(script, parameters, { execArgv = [], answer, guardMs = GUARD_MS } = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(script, [JSON.stringify(parameters)], { execArgv, env: plainEnvironment() });
    const guard = setTimeout(() => child.kill('SIGKILL'), guardMs);
    let result;
    child.on('message', (/** @type {any} */ message) => {
      if ('result' in message) result = message;
      else child.send({ answer: answer?.(message.question) ?? null });
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(guard);
      if (result) resolve(result.result);
      else reject(new Error(`${script} ended without a result: ${signal ?? code}`));
    });
  });
}

/**
 * The other side of `runChild`: runs the body, sends its result and ends the process.
 *
 * @param {(parameters: any) => Promise<any>} body
 */
async function runAsChild(body) {
  const result = await body(JSON.parse(process.argv[2]));
  process.send?.({ result }, undefined, undefined, () => process.exit(0));
}

/**
 * Asks the process that started this one.
 *
 * @param {any} question
 * @returns {Promise<any>}
 */
function ask(question) {
  return new Promise((resolve) => {
    process.once('message', (/** @type {any} */ { answer }) => resolve(answer));
    process.send?.({ question });
  });
}

module.exports = { ask, plainEnvironment, runAsChild, runChild };
