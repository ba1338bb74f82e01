'use strict';

// The blocks in TypeScript, with their types, as a project that depends on the package would compile them.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { OWN } = require('../../support/sdk');
const { isOfficial } = require('../support/sdks');
const { MODULE, adapt } = require('./adapt');
const { blocks } = require('./document');

const ROOT = path.resolve(__dirname, '../../..');
const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const SDK = isOfficial ? '@growthbook/growthbook' : MODULE;

const CONFIG = {
  compilerOptions: {
    strict: true, noEmit: true, target: 'es2022', lib: ['es2022'], module: 'node16', moduleResolution: 'node16', types: [], skipLibCheck: isOfficial,
  },
  files: ['block.ts'],
};
const CONSOLE = 'declare const console: { log(...args: unknown[]): void };';
/** Compiles only where the two types are the same one. */
const SAME = 'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;\nfunction expect<T extends true>() {}';

/** What the compiler says about a text, in a project that has the package installed. */
function compile(t, text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-snippet-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, 'node_modules', '@growthbook'), { recursive: true });
  fs.symlinkSync(OWN, path.join(folder, 'node_modules', 'vexil'), 'dir');
  fs.symlinkSync(path.join(ROOT, 'node_modules', '@growthbook', 'growthbook'), path.join(folder, 'node_modules', '@growthbook', 'growthbook'), 'dir');
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
  fs.writeFileSync(path.join(folder, 'block.ts'), text);
  const { stdout } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

const code = (name) => adapt(blocks[name].code, {}, name);
const imported = `import { GrowthBook } from '${SDK}';`;

test('types are inferred', (t) => {
  const checks = [
    'expect<Same<typeof color, string>>();',
    'expect<Same<typeof feature.value, number | null>>();',
    'expect<Same<typeof result.value, string>>();',
  ];
  const text = [imported, CONSOLE, SAME, 'declare const gb: GrowthBook;', code('typeInference'), ...checks];
  assert.deepEqual(compile(t, text.join('\n')), []);
  const wrong = 'expect<Same<typeof color, number>>();';
  assert.equal(compile(t, [...text, wrong].join('\n')).length, 1, 'the check of types notices a wrong one');
});

test('a misspelt key fails to compile, and nothing else does', (t) => {
  const whole = code('strictTyping').replace('...\n', '');
  const text = [imported, CONSOLE, SAME, whole, code('strictlyTyped'), 'expect<Same<typeof feature.value, number | null>>();'].join('\n');
  const errors = compile(t, text);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0], /buton-color/);
  assert.deepEqual(compile(t, text.replaceAll('buton-color', 'button-color')), []);
});
