// Whether the addon in the project's root was built from the sources as they are now.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

const sources = ['Cargo.toml', 'Cargo.lock', 'build.rs', 'rust-toolchain.toml', 'src', 'crates'];

function newestChange(name) {
  const file = path.join(root, name);
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((entry) => newestChange(path.join(name, entry))));
}

/** @returns {boolean} */
export function addonIsCurrent() {
  const addon = readdirSync(root).find((name) => /^vexil\..+\.node$/.test(name));
  if (!addon) return false;
  const built = statSync(path.join(root, addon)).mtimeMs;
  return sources.every((name) => newestChange(name) <= built);
}
