'use strict';

// The types of the document, repaired, beside those of the package: a value of the one can be given where the other is asked for.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { repaired } = require('../../snippets/run-block');
const { OWN } = require('../../support/sdk');
const { both } = require('../support/sdks');
const { blocks, repairs } = require('./document');

const ROOT = path.resolve(__dirname, '../../..');
const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const CONFIG = {
  compilerOptions: { strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'node16', moduleResolution: 'node16', types: [], skipLibCheck: true },
  files: ['block.ts'],
};

/** What the compiler says about a text, in a project that has the package installed. */
function compile(t, subject, text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-snippet-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, 'node_modules'));
  if (subject.isOfficial) fs.symlinkSync(path.join(ROOT, 'node_modules', 'statsig-node'), path.join(folder, 'node_modules', 'statsig-node'), 'dir');
  else fs.symlinkSync(OWN, path.join(folder, 'node_modules', 'vexil'), 'dir');
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
  fs.writeFileSync(path.join(folder, 'block.ts'), text);
  const { stdout } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('error TS'));
}

/**
 * A test of a type of the document, in a name space `documented`.
 *
 * @param {string} name of the block
 * @param {{ imports: string[], before?: string, check: string, wrong: string }} program `before`: what the block refers to; `wrong`:
 *   what must not compile
 */
function typeTest(name, { imports, before = '', check, wrong }) {
  both(`the document: ${name}`, (t, subject) => {
    const module = subject.isOfficial ? 'statsig-node' : 'vexil/statsig';
    const text = [
      `import type { ${imports.map((type) => `${type} as Our${type}`).join(', ')} } from '${module}';`,
      before,
      `namespace documented {\n${repaired({ blocks, repairs }, name)}\n}`,
      check,
    ].join('\n');
    assert.deepEqual(compile(t, subject, text), []);
    assert.notDeepEqual(compile(t, subject, `${text}\n${wrong}`), [], 'a wrong type is noticed');
  });
}

typeTest('typeUser', {
  imports: ['StatsigUser', 'StatsigEnvironment'],
  before: 'type StatsigEnvironment = OurStatsigEnvironment;',
  check: 'declare const user: documented.StatsigUser;\nexport const given: OurStatsigUser = user;',
  wrong: 'export const nobody: OurStatsigUser = { email: "x" };',
});

typeTest('typeOptions', {
  imports: ['StatsigOptions', 'StatsigEnvironment', 'RulesUpdatedCallback', 'IDataAdapter'],
  before: 'type StatsigEnvironment = OurStatsigEnvironment;\ntype RulesUpdatedCallback = OurRulesUpdatedCallback;\ntype IDataAdapter = OurIDataAdapter;',
  // Options need not all be there.
  check: 'declare const options: Required<OurStatsigOptions>;\nexport const some: Pick<documented.StatsigOptions, "api" | "localMode" | "initTimeoutMs" | "loggingMaxBufferSize"> = options;\nexport const back: OurStatsigOptions = { api: "a", environment: null, bootstrapValues: null };',
  wrong: 'export const wrong: OurStatsigOptions = { localMode: "yes" };',
});

typeTest('typeEnvironment', {
  imports: ['StatsigEnvironment'],
  check: 'declare const environment: documented.StatsigEnvironment;\nexport const given: OurStatsigEnvironment = environment;',
  wrong: 'export const wrong: OurStatsigEnvironment = { tier: 5 };',
});

typeTest('typeDataAdapter', {
  imports: ['IDataAdapter', 'AdapterResponse', 'DataAdapterKeyPath'],
  before: 'type AdapterResponse = OurAdapterResponse;\ntype DataAdapterKeyPath = OurDataAdapterKeyPath;',
  check: 'declare const adapter: documented.IDataAdapter;\nexport const given: OurIDataAdapter = adapter;',
  wrong: 'export const wrong: OurIDataAdapter = { get: 5 };',
});
