'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { ROOT, runNode } = require('./npm');
const { installIntoEmptyProject } = require('./stage');
const { compileConsumer } = require('./typescript-consumer');

/** Prints the value of an overridden flag: enough to know that the addon is there and answers. */
const USE = `
  const client = createClientWithAutoPoll('any', {
    flagOverrides: createFlagOverridesFromMap({ flag: 'native' }, OverrideBehaviour.LocalOnly),
  });
  client.getValueAsync('flag', '').then((value) => { console.log(value, client.snapshot().getAllKeys().join()); });
`;
const NAMES = 'createClientWithAutoPoll, createFlagOverridesFromMap, OverrideBehaviour';

test('the packed package, in an empty project without Rust', { timeout: 300_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-pack-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const { env, platform, project, root, stage } = installIntoEmptyProject(folder);
  const run = (name, code) => {
    fs.writeFileSync(path.join(project, name), code);
    return runNode([name], { cwd: project, env }).trim();
  };

  await t.test('the tarballs hold what they should and nothing else', () => {
    for (const name of ['package.json', 'README.md', 'LICENSE', 'index.js', 'index.mjs', 'index.d.ts', 'index.d.mts', 'binding.js']) {
      assert.ok(root.files.includes(name), name);
    }
    const strays = root.files.filter((name) => !/^(package\.json|LICENSE|(README|CHANGELOG|DESIGN|SECURITY)\.md|docs\/|index\.|binding\.|lib\/)/.test(name));
    assert.deepEqual(strays, []);
    assert.ok(!root.files.some((name) => name.endsWith('.node')), 'the addon comes with the platform package');
    assert.equal(platform.files.filter((name) => name.endsWith('.node')).length, 1);
  });

  await t.test('the links between the documents lead to files of the package', () => {
    for (const name of root.files.filter((file) => file.endsWith('.md'))) {
      const text = fs.readFileSync(path.join(project, 'node_modules/vexil', name), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => path.posix.join(path.posix.dirname(name), target));
      for (const target of targets) assert.ok(root.files.includes(target), `${name}: ${target}`);
    }
  });

  await t.test('the manifest names every platform package as optional, and no other dependency', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(stage, 'package.json'), 'utf8'));
    const expected = fs.readdirSync(path.join(ROOT, 'npm')).map((name) => `vexil-${name}`).sort();
    assert.deepEqual(Object.keys(manifest.optionalDependencies).sort(), expected);
    assert.deepEqual(new Set(Object.values(manifest.optionalDependencies)), new Set([manifest.version]));
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(manifest.scripts?.[script], undefined, script);
    }
  });

  await t.test('the project now has the package and its addon, nothing else', () => {
    const installed = fs.readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.equal(installed.length, 2);
    assert.ok(installed.every((name) => name.startsWith('vexil')));
  });

  await t.test('require', () => {
    assert.equal(run('use.cjs', `const { ${NAMES} } = require('vexil');${USE}`), 'native flag');
  });

  await t.test('import of names', () => {
    assert.equal(run('names.mjs', `import { ${NAMES} } from 'vexil';${USE}`), 'native flag');
  });

  await t.test('import of the default export', () => {
    assert.equal(run('default.mjs', `import vexil from 'vexil';const { ${NAMES} } = vexil;${USE}`), 'native flag');
  });

  await t.test('require and import see the same exports, and the same objects', () => {
    const code = `
      import { createRequire } from 'node:module';
      import vexil, * as all from 'vexil';
      const required = createRequire(import.meta.url)('vexil');
      const { default: _, ...names } = all;
      const missing = Object.keys(required).filter((name) => names[name] !== required[name]);
      const extra = Object.keys(names).filter((name) => !(name in required) && name !== 'module.exports');
      console.log(JSON.stringify([vexil === required, missing, extra]));
    `;
    assert.equal(run('same.mjs', code), '[true,[],[]]');
  });

  for (const resolution of ['node16', 'bundler']) {
    await t.test(`TypeScript, ${resolution} resolution`, () => {
      compileConsumer(project, resolution);
    });
  }
});

test('require resolves through a symbolic link to the checkout', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-link-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules', 'vexil'), 'junction');
  fs.writeFileSync(path.join(folder, 'use.cjs'), `const { ${NAMES} } = require('vexil');${USE}`);
  assert.equal(runNode(['use.cjs'], { cwd: folder }).trim(), 'native flag');
  fs.writeFileSync(path.join(folder, 'use.mjs'), `import { ${NAMES} } from 'vexil';${USE}`);
  assert.equal(runNode(['use.mjs'], { cwd: folder }).trim(), 'native flag');
});
