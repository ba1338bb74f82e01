'use strict';

const { spawn } = require('node:child_process');
const { OWN } = require('../../support/sdk');

/**
 * Runs a script text in its own process, with `vexil` required as `sdk` and `origin` set to a server's URL.
 * Resolves when the process ends by itself; the test's hang guard (and the kill below) ends one that does not.
 */
function runScript(t, originUrl, body, { stdin = 'ignore', env = process.env } = {}) {
  const script = `
    'use strict';
    const sdk = require(${JSON.stringify(OWN)});
    const origin = ${JSON.stringify(originUrl)};
    const sdkKey = 'configcat-sdk-1/TEST_KEY-of-children_1/1234567890123456789012';
    const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
    ${body}
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: [stdin, 'pipe', 'pipe'], env });
  t.after(() => child.kill('SIGKILL'));
  return { child, done: collect(child) };
}

async function collect(child) {
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const [code, signal] = await new Promise((resolve) => child.on('close', (...args) => resolve(args)));
  return { code, signal, output, errors };
}

/** Resolves when the child has printed the text. */
function untilPrinted(child, text) {
  return new Promise((resolve) => {
    let seen = '';
    child.stdout.on('data', (chunk) => {
      seen += chunk;
      if (seen.includes(text)) {
        resolve(undefined);
      }
    });
  });
}

module.exports = { runScript, untilPrinted };
