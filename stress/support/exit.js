'use strict';

const { spawn } = require('node:child_process');
const { plainEnvironment } = require('../../bench/support/child.js');

/** A process that takes longer to start and end hangs. */
const HANG_MS = 30_000;

/** What is seen of each way to end: exit code, or signal. @type {Record<string, number | string>} */
const EXPECTED = { SIGTERM: 'SIGTERM', 'uncaught exception': 1 };

const now = () => Number(process.hrtime.bigint()) / 1e6;

/**
 * Runs a process that ends itself, or that a signal ends as soon as it says that it is ready. It prints when it was asked to
 * end, on the clock that all processes share.
 *
 * @param {string} script
 * @param {{ way: string } & Record<string, any>} parameters
 * @returns {Promise<{ ms: number, isRight: boolean }>} `ms`: from the request to the end
 */
function exitOf(script, parameters) {
  const child = spawn(process.execPath, [script, JSON.stringify(parameters)], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const guard = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
  let asked = NaN;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    if (output.includes('ready\n') && Number.isNaN(asked)) {
      asked = now();
      child.kill('SIGTERM');
    }
  });
  return new Promise((resolve, reject) => {
    let exited = NaN;
    child.on('error', reject);
    child.on('exit', () => (exited = now()));
    child.on('close', (code, signal) => {
      clearTimeout(guard);
      const told = /^end (\S+)$/m.exec(output);
      if (told) asked = Number(told[1]);
      resolve({ ms: exited - asked, isRight: (code ?? signal) === (EXPECTED[parameters.way] ?? 0) && !Number.isNaN(asked) });
    });
  });
}

module.exports = { exitOf };
