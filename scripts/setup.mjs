// What every other script needs before it can start on a fresh clone: the packages of the lock file, and the addon.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const stamp = path.join(root, 'node_modules', '.lock-hash');

/**
 * Runs a command in the project's root with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 * @returns {boolean} whether it ended with code 0
 */
export function run(command, args, env) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
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
  const wanted = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/** Builds the release addon; cargo does nothing when no source changed. */
export function ensureAddon() {
  return run(process.execPath, ['scripts/build.mjs', '--release']);
}
