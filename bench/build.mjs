// Builds what the benchmark needs: the release addon, and the native functions that show what cannot be beaten.
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { addonIsCurrent } from '../scripts/addon.mjs';
import { hostTriple, releaseEnvironment } from '../scripts/rust-flags.mjs';
import { ensureAddon, root, run } from '../scripts/setup.mjs';

const { FLOORS_ADDON } = createRequire(import.meta.url)('./operations/floors.js');

/** What cargo calls the library. */
const LIBRARY = { darwin: 'libvexil_bench_native.dylib', win32: 'vexil_bench_native.dll' };

/** @returns {boolean} */
export function ensureBuilt() {
  return (addonIsCurrent() || ensureAddon()) && buildFloors();
}

/** With the target and the flags of the addon: what both consist of is compiled once. */
function buildFloors() {
  const target = hostTriple();
  const folder = path.join(root, 'target');
  const where = ['--target', target, '--target-dir', folder];
  const args = ['build', '--quiet', '--release', '--locked', '--package', 'vexil-bench-native', ...where];
  if (!run('cargo', args, releaseEnvironment(target))) return false;
  const library = LIBRARY[process.platform] ?? 'libvexil_bench_native.so';
  mkdirSync(path.dirname(FLOORS_ADDON), { recursive: true });
  // Renamed into place: another process may have the old file loaded.
  copyFileSync(path.join(folder, target, 'release', library), `${FLOORS_ADDON}.new`);
  renameSync(`${FLOORS_ADDON}.new`, FLOORS_ADDON);
  return true;
}
