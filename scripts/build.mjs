// Builds the addon with the napi command line: `node scripts/build.mjs [--release] [further napi build options]`.
// The wrapper exists for one reason: panic messages carry source paths, and a released binary must not name the folders
// of the machine that built it.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ensureDependencies, root, run } from './setup.mjs';

const options = process.argv.slice(2);

function rustFlags() {
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');
  const flags = [`--remap-path-prefix=${path.join(cargoHome, 'registry', 'src')}=registry`, `--remap-path-prefix=${root}=`];
  // Flags from the environment replace those of .cargo/config.toml, so its linker argument is repeated here.
  if (targetTriple().endsWith('-linux-gnu')) flags.push('-Clink-args=-Wl,-z,nodelete');
  return flags.join('\x1f');
}

function targetTriple() {
  const named = options.indexOf('--target');
  if (named >= 0) return options[named + 1] ?? '';
  const version = execFileSync('rustc', ['-vV'], { cwd: root, encoding: 'utf8' });
  return /^host: (.*)$/m.exec(version)?.[1] ?? '';
}

const args = ['build', '--platform', '--js', 'binding.js', '--dts', 'binding.d.ts', ...options];
const env = options.includes('--release') ? { CARGO_ENCODED_RUSTFLAGS: rustFlags() } : {};
const cli = path.join(root, 'node_modules', '@napi-rs', 'cli', 'dist', 'cli.js');
process.exitCode = ensureDependencies() && run(process.execPath, [cli, ...args], env) ? 0 : 1;
