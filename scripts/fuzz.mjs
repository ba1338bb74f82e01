// `npm run fuzz -- [target...] [--seconds N]`: gives the targets random inputs, each for N seconds (default 60). Needs cargo-fuzz.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { readArguments } from './arguments.mjs';
import { root, run } from './setup.mjs';

const given = readArguments({ options: { seconds: { type: 'string', default: '60' } }, allowPositionals: true });
const { values, positionals } = given ?? { values: {}, positionals: [] };

const known = readdirSync(path.join(root, 'fuzz', 'fuzz_targets')).map((name) => path.basename(name, '.rs'));

/** The compiler of rust-toolchain.toml can do it; only the flags are not stable yet. */
const environment = {
  RUSTC_BOOTSTRAP: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_STRIP: 'none',
};

/** What the fuzzer finds interesting goes to the first folder, outside of the repository's sight. */
function fuzz(target) {
  const folders = [path.join('fuzz', 'found', target), path.join('fuzz', 'corpus', target)];
  mkdirSync(path.join(root, folders[0]), { recursive: true });
  const limits = [`-max_total_time=${values.seconds}`, '-max_len=4096', '-timeout=10', '-print_final_stats=1'];
  return run('cargo', ['fuzz', 'run', '--features', 'libfuzzer', target, ...folders, '--', ...limits], environment);
}

const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0 || !(Number(values.seconds) > 0)) {
  console.error(`Usage: npm run fuzz -- [target...] [--seconds N]. Targets: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const targets = positionals.length > 0 ? positionals : known;
  process.exitCode = targets.map(fuzz).every(Boolean) ? 0 : 1;
}
