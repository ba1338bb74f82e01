// `npm run bench:python [-- --quick] [-- --only GROUP] [-- --json FILE]`: measures the wheel beside the official packages.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureEnvironment } from './python/environment.mjs';
import { root, run } from './setup.mjs';

/** @param {string} name @param {string} requirements */
function environment(name, requirements) {
  const found = ensureEnvironment(name, requirements);
  if (found.missing === undefined) return found;
  console.error(`The benchmark needs Python: ${found.missing}`);
  process.exit(1);
}

/** Builds the wheel as it is published, and installs it. */
function installWheel({ python }) {
  const wheels = path.join(root, 'target', 'python-wheel');
  rmSync(wheels, { recursive: true, force: true });
  mkdirSync(wheels, { recursive: true });
  const manifest = path.join(root, 'python', 'Cargo.toml');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-index', '--no-deps', '--force-reinstall'];
  return (
    run(python, ['-m', 'maturin', 'build', '--release', '--quiet', '--locked', '--manifest-path', manifest, '--out', wheels])
    && run(python, [...pip, ...readdirSync(wheels).map((name) => path.join(wheels, name))])
  );
}

const bench = environment('python-bench-venv', 'python/requirements-dev.txt');
const legacy = environment('python-bench-5-venv', 'python/bench/requirements-legacy.txt');
const main = path.join(root, 'python', 'bench', 'main.py');
const succeeded = installWheel(bench) && run(bench.python, [main, '--legacy-python', legacy.python, ...process.argv.slice(2)]);
process.exitCode = succeeded ? 0 : 1;
