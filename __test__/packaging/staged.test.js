'use strict';

// What `npm run stage` makes of lib/, and which of it a program loads.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { before, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { promisify } = require('node:util');
const { startCdn } = require('../support/cdn');
const { ROOT } = require('./npm');
const { PACKAGE, stage } = require('./staged');

const HANG_GUARD_MS = 60_000;

/** What `require('vexil')` loads, beside the addon. */
const ALWAYS = [
  'binding.js',
  'index.js',
  ...['base', 'clients', 'config', 'evaluation', 'fetching', 'logging', 'options'].map((name) => `lib/configcat/${name}.js`),
  'lib/node/base.js',
  'package.json',
];

/** What a client that downloads by itself needs besides. */
const SERVICE = 'lib/configcat/service.js';

/** What only some programs need. */
const SELDOM = ['caching', 'fetching-by-host', 'legacy', 'overrides'].map((name) => `lib/configcat/${name}.js`);

/** What `require('vexil/growthbook')` loads, beside the addon: nothing that only ConfigCat's clients need. */
const GROWTHBOOK = [
  'binding.js',
  'growthbook.js',
  ...['base', 'clients', 'evaluation', 'network', 'payload', 'sticky', 'tracking'].map((name) => `lib/growthbook/${name}.js`),
  'lib/node/base.js',
  'lib/values/base.js',
  'package.json',
];

/** The same for `require('vexil/statsig')`. What tells countries and user agents is loaded when a condition asks. */
const STATSIG = [
  'binding.js',
  ...['base', 'clients', 'evaluation', 'network'].map((name) => `lib/statsig/${name}.js`),
  'lib/node/base.js',
  'lib/values/base.js',
  'statsig.js',
];

const listed = (folder) =>
  fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).sort();

before(stage);

/** Runs a ConfigCat program with `sdk`, `key` and `options`. */
async function run(t, body) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig({ f: { flag: { t: 0, v: { b: true } } } });
  return runProgram('.', `
    const key = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
    const options = { baseUrl: ${JSON.stringify(cdn.url)} };
    ${body}`);
}

/** Runs a program with `sdk`; `say` prints a value, `loaded` tells what of the package has been loaded so far. */
async function runProgram(entry, body) {
  const program = `
    const path = require('node:path');
    const sdk = require(${JSON.stringify(path.join(PACKAGE, entry))});
    const loaded = () => Object.keys(require.cache).filter((file) => !file.endsWith('.node'))
      .map((file) => path.relative(${JSON.stringify(PACKAGE)}, file).replaceAll(path.sep, '/'));
    const say = (value) => console.log(JSON.stringify(value));
    (async () => { ${body} })();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { timeout: HANG_GUARD_MS });
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

/** All files of the libraries. */
const FILES = [...new Set([...ALWAYS, SERVICE, ...SELDOM, ...GROWTHBOOK, ...STATSIG])].filter((name) => name.startsWith('lib/'));

const LIBRARIES = ['configcat', 'growthbook', 'node', 'statsig', 'values'];

for (const library of LIBRARIES) {
  const folder = `lib/${library}`;
  const groups = FILES.filter((name) => name.startsWith(`${folder}/`));

  test(`${folder}/ has a file per group, and the declarations`, () => {
    const types = listed(path.join(ROOT, folder)).filter((name) => /^types(?:\/|$)/.test(name));
    const files = groups.map((name) => path.basename(name));
    assert.deepEqual(listed(path.join(PACKAGE, folder)), [...files, ...types].sort());
  });

  test(`every module of ${folder}/ is in the package, once, and runs there`, () => {
    const modules = listed(path.join(ROOT, folder)).filter((name) => name.endsWith('.js'));
    const texts = groups.map((name) => [name, fs.readFileSync(path.join(PACKAGE, name), 'utf8')]);
    for (const module of modules) {
      const [[file] = [], ...more] = texts.filter(([, text]) => text.includes(`\n'${module}'(`));
      assert.ok(file, `${module} is in no file`);
      assert.deepEqual(more, [], module);
      const load = require(path.join(PACKAGE, file));
      const source = require(path.join(ROOT, folder, module));
      assert.deepEqual(Object.keys(load(module)), Object.keys(source), module);
      assert.equal(load(module), load(module), module);
    }
  });

  test(`the code of ${folder}/ has no comments`, () => {
    // A star before a name begins a generator.
    for (const name of groups) assert.doesNotMatch(fs.readFileSync(path.join(PACKAGE, name), 'utf8'), /^\s*(?:\/\/|\/\*|\*(?! ?#?\w+\())/m, name);
  });
}

test('lib/ has no other folders', () => {
  assert.deepEqual(fs.readdirSync(path.join(ROOT, 'lib')).sort(), LIBRARIES);
  assert.deepEqual(fs.readdirSync(path.join(PACKAGE, 'lib')).sort(), LIBRARIES);
});

test('require() and a client load few files; those that few programs need are not among them', { timeout: HANG_GUARD_MS }, async (t) => {
  const [required, used, value] = await run(t, `
    say(loaded());
    const client = sdk.getClient(key, sdk.PollingMode.AutoPoll, options);
    const value = await client.getValueAsync('flag', false, { identifier: 'a' });
    await client.getAllValueDetailsAsync();
    await client.forceRefreshAsync();
    client.snapshot().fetchedConfig.f;
    sdk.disposeAllClients();
    say(loaded());
    say(value);`);
  assert.deepEqual(required.sort(), [...ALWAYS].sort());
  assert.deepEqual(used.sort(), [...ALWAYS, SERVICE].sort());
  assert.equal(value, true);
});

const CASES = {
  'legacy.js': 'sdk.createClient(key, options)',
  'caching.js': 'sdk.getClient(key, 0, { ...options, cache: { get() {}, set() {} } })',
  'overrides.js': 'sdk.getClient(key, 0, { ...options, flagOverrides: sdk.createFlagOverridesFromMap({}, 1) })',
  'fetching-by-host.js': 'sdk.getClient(key, 0, { ...options, configFetcher: new sdk.NodeHttpConfigFetcher() })',
};

for (const [file, client] of Object.entries(CASES)) {
  test(`${file} is loaded while the first client is made that needs it`, { timeout: HANG_GUARD_MS }, async (t) => {
    const [first, value, later] = await run(t, `
      const client = ${client};
      say(loaded());
      say(await client.getValueAsync('flag', false));
      sdk.disposeAllClients();
      say(loaded());`);
    assert.ok(first.includes(`lib/configcat/${file}`), first.join(', '));
    assert.equal(value, true);
    assert.deepEqual(later, first);
  });
}

test('a GrowthBook program loads few files, none of them ConfigCat\'s, and none later', { timeout: HANG_GUARD_MS }, async () => {
  const [required, used, value] = await runProgram('growthbook.js', `
    say(loaded());
    const payload = { features: { flag: { rules: [{ key: 'test', variations: ['a', 'b'] }] } } };
    const gb = new sdk.GrowthBook({ attributes: { id: '1' }, trackingCallback() {} }).initSync({ payload });
    const value = gb.getFeatureValue('flag', 'c');
    gb.evalFeature('flag');
    gb.destroy();
    const client = new sdk.GrowthBookClient({ apiHost: 'http://127.0.0.1:9', clientKey: 'sdk-none' });
    await client.init({ timeout: 5000 });
    client.createScopedInstance({ attributes: { id: '1' } }).isOn('flag');
    client.destroy();
    say(loaded());
    say(value);`);
  assert.deepEqual(required.sort(), [...GROWTHBOOK].sort());
  assert.deepEqual(used.sort(), [...GROWTHBOOK].sort());
  assert.match(value, /^[ab]$/);
});

test('a Statsig program loads few files, none of them another dialect\'s, and none later', { timeout: HANG_GUARD_MS }, async () => {
  const [required, used, value] = await runProgram('statsig.js', `
    say(loaded());
    const rule = { name: 'r', id: 'r', passPercentage: 100, conditions: [{ type: 'public' }], returnValue: true, idType: 'userID' };
    const gate = { name: 'gate', type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate', rules: [rule] };
    const body = { has_updates: true, time: 1, feature_gates: [gate], dynamic_configs: [], layer_configs: [], layers: {} };
    const options = { api: 'http://127.0.0.1:9/v1', bootstrapValues: JSON.stringify(body), logger: { warn() {}, error() {}, logLevel: 'none' } };
    await sdk.initialize('secret-none', options);
    const value = sdk.checkGate({ userID: '1' }, 'gate');
    sdk.getClientInitializeResponse({ userID: '1' });
    sdk.logEvent({ userID: '1' }, 'event');
    await sdk.shutdownAsync(100);
    say(loaded());
    say(value);`);
  assert.deepEqual(required.sort(), [...STATSIG].sort());
  assert.deepEqual(used.sort(), [...STATSIG].sort());
  assert.equal(value, true);
});

for (const entry of ['index.js', 'growthbook.js', 'statsig.js']) {
  test(`${entry}: both have the same exports, for those who run them and for those who only read them`, async () => {
    const staged = require(path.join(PACKAGE, entry));
    const source = require(path.join(ROOT, entry));
    const names = Object.keys(source).sort();
    assert.deepEqual(Object.keys(staged).sort(), names);
    for (const name of names) {
      assert.equal(typeof staged[name], typeof source[name], name);
      assert.equal(staged[name].name, source[name].name, name);
    }
    // Node reads the names of a CommonJS file before it runs it.
    const read = await import(pathToFileURL(path.join(PACKAGE, entry)).href);
    assert.equal(read.default, staged);
    assert.deepEqual(Object.keys(read).filter((name) => !['default', 'module.exports'].includes(name)).sort(), names);
  });
}

test('stack traces name the file of the folder', () => {
  const { getClient } = require(PACKAGE);
  assert.throws(
    () => getClient(1),
    ({ stack }) => /at (?:Object\.)?getClient .*[\\/]package[\\/]lib[\\/]configcat[\\/]clients\.js:\d+:\d+/.test(stack),
  );
});
