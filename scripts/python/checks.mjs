// What is checked of the Python package: lints and types, and the tests with pytest.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, run } from '../setup.mjs';
import { ensureTestEnvironment, installPackage } from './environment.mjs';
import { readReport } from './report.mjs';

/** The one reason for which a test may be skipped everywhere: the conformance data is not part of the project. */
const allowedSkip = /conformance/i;

const project = path.join(root, 'python');

let closingLine = '';

/** How many tests ran, to be repeated at the end of a long log. */
export const pythonTestSummary = () => closingLine;

/**
 * Runs a check that needs Python, or says why not.
 *
 * @param {boolean} requireAll a check that does not run counts as failed
 * @param {(environment: { folder: string, python: string }) => boolean} check
 */
function withPython(requireAll, check) {
  const environment = ensureTestEnvironment();
  if (environment.missing === undefined) return check(environment);
  closingLine = `Python: skipped, ${environment.missing}`;
  console.log(`skipped: ${environment.missing}`);
  return !requireAll;
}

/** Runs all, also after one has failed, so that everything is told at once. */
const all = (results) => results.every(Boolean);

/** @param {{ requireAll: boolean }} options */
export function lintPython({ requireAll }) {
  return withPython(requireAll, ({ python }) => {
    const tool = (...args) => run(python, ['-m', ...args], {}, project);
    return all([
      tool('ruff', 'check', '--quiet', '--output-format=concise', '.'),
      tool('ruff', 'format', '--check', '.'),
      tool('mypy', '--no-error-summary', 'vexil'),
    ]);
  });
}

/**
 * Builds the extension module, and runs stubtest and pytest.
 *
 * @param {{ requireAll: boolean }} options requireAll: a skipped test is a failure
 */
export function testPython({ requireAll }) {
  return withPython(requireAll, (environment) => installPackage(environment) && all([testStubs(environment), runTests(environment, requireAll)]));
}

/** Compares `_native.pyi` with the compiled module; all other modules are their own declarations. */
function testStubs({ python }) {
  const args = ['--concise', '--mypy-config-file', 'pyproject.toml', 'vexil._native'];
  return run(python, ['-m', 'mypy.stubtest', ...args], {}, project);
}

function runTests({ python }, requireAll) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vexil-python-tests-'));
  try {
    const report = path.join(folder, 'report.xml');
    const passed = run(python, ['-m', 'pytest', '--quiet', `--junitxml=${report}`], {}, project);
    const { tests, skipped } = readReport(existsSync(report) ? readFileSync(report, 'utf8') : '');
    closingLine = `Python: ${tests} tests, ${skipped.length} skipped`;
    console.log(closingLine);
    const unexpected = requireAll ? skipped.filter(({ reason }) => !allowedSkip.test(reason)) : [];
    for (const { name, reason } of unexpected) console.log(`must not be skipped: ${name}, ${reason}`);
    return passed && unexpected.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
