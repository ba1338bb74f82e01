// How release code is compiled: without the folders of the machine in it. All who build with the same flags share what cargo
// has compiled already.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from './setup.mjs';

/**
 * The environment of a release build.
 * @param {string} target the triple that is built for
 * @returns {Record<string, string>}
 */
export function releaseEnvironment(target) {
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');
  const flags = [`--remap-path-prefix=${path.join(cargoHome, 'registry', 'src')}=registry`, `--remap-path-prefix=${root}=`];
  // Flags from the environment replace those of .cargo/config.toml, so its linker argument is repeated here.
  if (target.endsWith('-linux-gnu')) flags.push('-Clink-args=-Wl,-z,nodelete');
  return { CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
}

/** The triple of this machine, as rustc calls it. */
export function hostTriple() {
  const version = execFileSync('rustc', ['-vV'], { cwd: root, encoding: 'utf8' });
  return /^host: (.*)$/m.exec(version)?.[1] ?? '';
}
