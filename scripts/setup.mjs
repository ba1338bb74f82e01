// What every other script needs before it can start on a fresh clone: the packages of the lock file, and the addon.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const lockFile = path.join(root, 'package-lock.json');

/** Written here: the hash of the lock file whose packages are installed. */
const stamp = path.join(root, 'node_modules', '.lock-hash');

/** Written by npm at the end of every installation. */
const npmRecord = path.join(root, 'node_modules', '.package-lock.json');

/**
 * Runs a command with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 * @param {string} [cwd] another folder than the root
 * @returns {boolean} whether it ended with code 0
 */
export function run(command, args, env, cwd = root) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    // Windows starts npm through a .cmd file, which needs the shell.
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** Installs the packages of package-lock.json unless that was already done for exactly this lock file. */
export function ensureDependencies() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (known === wanted) return true;
  // Without a stamp, somebody may have run npm by hand.
  const done = (known === '' && installedByHand()) || run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (done) writeFileSync(stamp, wanted);
  return done;
}

function installedByHand() {
  return existsSync(npmRecord) && statSync(npmRecord).mtimeMs >= statSync(lockFile).mtimeMs;
}

/** Builds the release addon; cargo does nothing when no source changed. */
export function ensureAddon() {
  return run(process.execPath, ['scripts/build.mjs', '--release']);
}

/** Builds the server that misbehaves for the tests; cargo does nothing when no source changed. */
export function ensureFaultServer() {
  return run('cargo', ['build', '--quiet', '-p', 'vexil-testkit', '--bin', 'fault-server']);
}

/** Builds the proxy that the tests start; cargo does nothing when no source changed. */
export function ensureProxy() {
  return run('cargo', ['build', '--quiet', '-p', 'vexil-proxy', '--bin', 'vexil-proxy']);
}
