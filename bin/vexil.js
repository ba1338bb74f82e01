#!/usr/bin/env node
'use strict';

// `npx vexil proxy …`: runs the proxy that the platform's package brings, or the one built in a checkout. A program of its own, not
// part of the addon: docs/proxy.md tells the figures behind that.

const { spawn } = require('node:child_process');
const { accessSync, constants, statSync } = require('node:fs');
const path = require('node:path');
const process = require('node:process');

const usage = `Usage: vexil proxy [-c options.yml]    runs the ConfigCat proxy (vexil proxy --help tells more)
       vexil --version
`;

/** Signals that the proxy knows: to reload, or to end. */
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP']);

/** Where the program can be, best first. npm installs the one platform package that fits. */
function* places() {
  if (process.env.VEXIL_PROXY_BIN) {
    yield process.env.VEXIL_PROXY_BIN;
    return;
  }
  const name = process.platform === 'win32' ? 'vexil-proxy.exe' : 'vexil-proxy';
  const root = path.join(__dirname, '..');
  // Only a checkout has these.
  for (const profile of ['release', 'debug']) yield path.join(root, 'target', profile, name);
  for (const libc of ['-gnu', '-musl', '-msvc', '']) {
    const id = `vexil-${process.platform}-${process.arch}${libc}`;
    try {
      yield path.join(path.dirname(require.resolve(`${id}/package.json`)), name);
    } catch {
      // Another platform's.
    }
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @param {string[]} args */
function proxy(args) {
  const program = [...places()].find(isProgram);
  if (!program) {
    console.error(
      `vexil: there is no proxy for ${process.platform}-${process.arch} here. Optional dependencies of the package may have been left out; ` +
        'in a checkout, `npm run build:proxy` makes it.',
    );
    process.exitCode = 1;
    return;
  }
  // Where Node can, it makes room for the proxy: one process, 40 MB less.
  const { execve } = /** @type {{ execve?: (file: string, args: string[], env: NodeJS.ProcessEnv) => never }} */ (process);
  if (execve && process.platform !== 'win32' && !process.env.VEXIL_NO_EXEC) execve.call(process, program, [program, ...args], process.env);
  run(program, args);
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  // Ctrl+C reaches both; the proxy decides when it has ended.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (err) => {
    console.error(`vexil: the proxy cannot be started: ${err.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (!signal) {
      process.exitCode = code ?? 1;
      return;
    }
    for (const known of signals) process.removeAllListeners(known);
    process.kill(process.pid, signal);
  });
}

function main() {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'proxy') return proxy(args);
  if (command === '--version' || command === '-v') return console.log(require('../package.json').version);
  const help = command === '--help' || command === '-h';
  (help ? process.stdout : process.stderr).write(usage);
  process.exitCode = help ? 0 : 2;
}

main();
