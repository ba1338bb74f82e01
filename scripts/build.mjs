// Builds the addon with the napi command line: `node scripts/build.mjs [--release] [further napi build options]`.
// The wrapper exists for one reason: panic messages carry source paths, and a released binary must not name the folders
// of the machine that built it.
import path from 'node:path';
import process from 'node:process';
import { hostTriple, releaseEnvironment } from './rust-flags.mjs';
import { ensureDependencies, root, run } from './setup.mjs';

const options = process.argv.slice(2);

function targetTriple() {
  const named = options.indexOf('--target');
  return named >= 0 ? (options[named + 1] ?? '') : hostTriple();
}

const args = ['build', '--platform', '--no-js', '--dts', 'binding.d.ts', ...options];
const env = options.includes('--release') ? releaseEnvironment(targetTriple()) : {};
const cli = path.join(root, 'node_modules', '@napi-rs', 'cli', 'dist', 'cli.js');
process.exitCode = ensureDependencies() && run(process.execPath, [cli, ...args], env) ? 0 : 1;
