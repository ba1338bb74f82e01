// The named checks that `npm run lint` and `npm test` are made of.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureAddon, ensureDependencies, ensureFaultServer, ensureProxy, root, run } from './setup.mjs';
import { runNodeTests } from './node-tests.mjs';
import { lintPython, testPython } from './python/checks.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {boolean} [needed] a failure makes all later steps pointless
 * @property {boolean} [slow] not started after a failure
 * @property {() => boolean | Promise<boolean>} run
 */

/** True where a test that does not run counts as failed. */
const requireAll = process.env.VEXIL_REQUIRE_ALL === '1';

/** Files that are committed and written by tools: what the tools write now must be what is committed. */
const generated = ['binding.d.ts', 'Cargo.lock', 'package-lock.json'];

const cargo = (...args) => run('cargo', args);

const node = (file, ...args) => run(process.execPath, [path.join(root, 'node_modules', file), ...args]);

function readGenerated() {
  return generated.map((name) => {
    const file = path.join(root, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });
}

function generatedUnchanged(before) {
  const after = readGenerated();
  const stale = generated.filter((_, index) => before[index] !== after[index]);
  for (const name of stale) console.error(`${name} was out of date; it is rewritten now and has to be committed`);
  return stale.length === 0;
}

function projectsOfTypeScript() {
  const folder = path.join(root, '__test__', 'types');
  const tests = existsSync(folder) ? readdirSync(folder).filter((name) => /^tsconfig.*\.json$/.test(name)) : [];
  return ['tsconfig.json', ...tests.map((name) => path.join('__test__', 'types', name))];
}

/** Checked, not linked: libFuzzer itself, which would have to be compiled, need not be there. */
function fuzzTargets() {
  const args = ['clippy', '--quiet', '-p', 'vexil-fuzz', '--bins', '--features', 'libfuzzer', '--', '-D', 'warnings'];
  return run('cargo', args, { CUSTOM_LIBFUZZER_PATH: path.join(root, 'target', 'libfuzzer.a') });
}

function rustTests() {
  const ignored = readRustSources().filter(([, text]) => /#\[ignore\b/.test(text));
  if (requireAll && ignored.length > 0) {
    console.error(`ignored Rust tests in ${ignored.map(([name]) => name).join(', ')}`);
    return false;
  }
  return cargo('test', '--workspace', '--quiet');
}

function readRustSources() {
  return ['src', 'crates', 'python/src', 'fuzz/src', 'fuzz/tests'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.rs'))
      .map((name) => [name, readFileSync(path.join(root, folder, name), 'utf8')]),
  );
}

/** @returns {Step[]} */
export function lintSteps() {
  return [
    { name: 'packages', needed: true, run: ensureDependencies },
    { name: 'rustfmt', run: () => cargo('fmt', '--all', '--check') },
    { name: 'eslint', run: () => node('eslint/bin/eslint.js', '.') },
    { name: 'tsc', run: () => projectsOfTypeScript().every((file) => node('typescript/bin/tsc', '--noEmit', '-p', file)) },
    { name: 'python lints', run: () => lintPython({ requireAll }) },
    { name: 'clippy', slow: true, run: () => cargo('clippy', '--quiet', '--workspace', '--all-targets', '--', '-D', 'warnings') },
    { name: 'fuzz targets', slow: true, run: fuzzTargets },
    {
      name: 'rustdoc',
      slow: true,
      run: () => run('cargo', ['doc', '--quiet', '--workspace', '--no-deps'], { RUSTDOCFLAGS: '-D warnings' }),
    },
  ];
}

/** @returns {Step[]} */
export function testSteps() {
  const before = readGenerated();
  return [
    ...lintSteps(),
    { name: 'addon', slow: true, run: ensureAddon },
    { name: 'fault server', slow: true, run: ensureFaultServer },
    { name: 'proxy', slow: true, run: ensureProxy },
    { name: 'cargo test', slow: true, run: rustTests },
    { name: 'python', slow: true, run: () => testPython({ requireAll }) },
    { name: 'generated files', run: () => generatedUnchanged(before) },
    { name: 'node --test', slow: true, run: () => runNodeTests({ requireAll }) },
  ];
}

/**
 * Runs the steps in order, prints what each took, and sets the exit code.
 * @param {Step[]} steps
 */
export async function runSteps(steps) {
  const rows = [];
  let failed = false;
  let stopped = false;
  for (const step of steps) {
    if (stopped || (failed && step.slow)) {
      rows.push(`  ${step.name.padEnd(16)} not run`);
      continue;
    }
    console.log(`\n== ${step.name}`);
    const start = performance.now();
    const passed = await step.run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    rows.push(`  ${step.name.padEnd(16)} ${passed ? 'ok    ' : 'FAILED'} ${seconds.padStart(7)} s`);
    failed ||= !passed;
    stopped ||= !passed && step.needed === true;
  }
  console.log(`\nSteps:\n${rows.join('\n')}`);
  process.exitCode = failed ? 1 : 0;
}
