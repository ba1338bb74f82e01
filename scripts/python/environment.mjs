// The virtual environment of the tests: `target/python-venv`, made once per interpreter and list of requirements.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root, run } from '../setup.mjs';

const OLDEST = [3, 9];

const isWindows = process.platform === 'win32';

/** What starts Python outside of any environment. */
const PYTHON = isWindows ? 'python' : 'python3';

/** Where the interpreter of a virtual environment is. */
const IN_ENVIRONMENT = isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python'];

/** Prints the version, and what a virtual environment depends on; fails where `venv` or `pip` is missing. */
const PROBE = 'import ensurepip, json, sys, venv; print(json.dumps([list(sys.version_info[:2]), sys.version, sys.base_prefix]))';

/**
 * A virtual environment, or why there is none.
 *
 * @typedef {{ folder: string, python: string, missing?: undefined } | { missing: string }} Environment
 */

/** @returns {{ identity: string, missing?: undefined } | { missing: string }} what tells one interpreter from another */
function findPython() {
  const { status, stdout, error } = spawnSync(PYTHON, ['-c', PROBE], { encoding: 'utf8' });
  if (error) return { missing: `there is no ${PYTHON}` };
  if (status !== 0) return { missing: `${PYTHON} cannot make virtual environments (its modules venv and ensurepip)` };
  const [[major, minor]] = JSON.parse(stdout);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? { missing: `${PYTHON} is ${major}.${minor}, older than ${OLDEST.join('.')}` } : { identity: stdout };
}

/**
 * Makes the environment in a folder of `target/` unless it is there for exactly this interpreter and these requirements.
 *
 * @param {string} name of the folder
 * @param {string} requirements the file that lists them, from the project's root
 * @returns {Environment}
 */
export function ensureEnvironment(name, requirements) {
  const found = findPython();
  if (found.missing !== undefined) return found;
  const folder = path.join(root, 'target', name);
  const python = path.join(folder, ...IN_ENVIRONMENT);
  const stamp = path.join(folder, '.requirements-hash');
  const list = path.join(root, requirements);
  const wanted = createHash('sha256').update(found.identity).update(readFileSync(list)).digest('hex');
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (known === wanted) return { folder, python };

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const isMade =
    run(PYTHON, ['-m', 'venv', folder])
    && run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', list]);
  if (!isMade) return { missing: `what ${requirements} names cannot be installed` };
  writeFileSync(stamp, wanted);
  return { folder, python };
}

/** The environment of tests and lints. @returns {Environment} */
export const ensureTestEnvironment = () => ensureEnvironment('python-venv', 'python/requirements-dev.txt');

/**
 * Builds the extension module into an environment; cargo does nothing when no source changed.
 *
 * @param {{ folder: string, python: string }} environment
 * @param {string[]} options for maturin
 */
export function installPackage({ folder, python }, options = []) {
  const args = ['-m', 'maturin', 'develop', '--quiet', '--locked', '--manifest-path', path.join(root, 'python', 'Cargo.toml'), ...options];
  // Whatever environment is active in the shell, this one is meant.
  return run(python, args, { VIRTUAL_ENV: folder });
}
