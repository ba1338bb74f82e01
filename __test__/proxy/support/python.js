'use strict';

const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { ROOT } = require('./binary');

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
const IN_ENVIRONMENT = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];

const run = (command, args) => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
};

/** The interpreter of a virtual environment with that version of ConfigCat's SDK for Python. It is made once. */
function make(version) {
  const folder = path.join(ROOT, 'target', `python-${version}`);
  const python = path.join(folder, ...IN_ENVIRONMENT);
  const mark = path.join(folder, 'complete');
  const isThere = fs.existsSync(mark) || spawnSync(python, ['-c', 'import configcatclient']).status === 0;
  if (!isThere) {
    fs.rmSync(folder, { recursive: true, force: true });
    run(PYTHON, ['-m', 'venv', folder]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `configcat-client==${version}`]);
  }
  fs.writeFileSync(mark, '');
  return python;
}

/**
 * The official SDK for Python, or the reason to skip its tests. With VEXIL_REQUIRE_ALL=1 there is no such reason.
 *
 * @param {string} version
 * @returns {{ python: string, skip: false | string }}
 */
function officialPython(version) {
  try {
    return { python: make(version), skip: false };
  } catch (error) {
    if (process.env.VEXIL_REQUIRE_ALL === '1') throw error;
    return { python: '', skip: `configcat-client ${version} cannot be installed: ${/** @type {Error} */ (error).message.split('\n')[0]}` };
  }
}

/**
 * Runs a script that is given these values as `given`, and gives what it prints as JSON, line by line.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} python
 * @param {string} script
 * @param {object} given
 */
async function runPython(t, python, script, given) {
  const child = spawn(python, ['-c', `import json, sys\ngiven = json.loads(sys.argv[1])\n${script}`, JSON.stringify(given)]);
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Python has ended with ${code}:\n${errors}`);
  return { lines: output.trim().split('\n').map((line) => JSON.parse(line)), errors };
}

module.exports = { officialPython, runPython };
