// Runs every __test__/**/*.test.{js,mjs} with node's own runner, and looks for tests that were skipped.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from './setup.mjs';

/** The one reason for which a test may be skipped everywhere: the conformance data is not part of the project. */
const allowedSkip = /conformance/i;

let closingLines = '';

/** The runner's last words, to be repeated at the end of a long log. */
export const nodeTestSummary = () => closingLines;

/**
 * @param {{ requireAll: boolean }} options requireAll: a skipped test is a failure
 * @returns {Promise<boolean>}
 */
export async function runNodeTests({ requireAll }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vexil-tests-'));
  try {
    const report = path.join(folder, 'report.tap');
    const passed = await runReported(report);
    const skipped = skippedTests(readFileSync(report, 'utf8'));
    for (const name of skipped) console.log(`skipped: ${name}`);
    return passed && !(requireAll && skipped.some((name) => !allowedSkip.test(name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles() {
  const folder = path.join(root, '__test__');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.m?js$/.test(name) && !name.includes('node_modules'))
    .map((name) => path.join('__test__', name))
    .sort();
}

function runReported(report) {
  const args = [
    // Watches the tests that put the package under stress for SDK keys in what is printed.
    '--require=./__test__/support/canary.js',
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...testFiles(),
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-20_000);
    });
    child.on('close', (code) => {
      closingLines = tail.split('\n').filter((line) => /^ℹ \w+ [\d.]+$/.test(line)).slice(-8).join('\n');
      resolve(code === 0);
    });
  });
}

function skippedTests(tap) {
  return [...tap.matchAll(/^\s*(?:not )?ok \d+ - (.*# (?:SKIP|TODO)\b.*)$/gim)].map((match) => match[1]);
}
