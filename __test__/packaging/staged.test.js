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

/** What `require()` loads, beside the addon. */
const ALWAYS = [
  'binding.js',
  'index.js',
  ...['base', 'clients', 'config', 'evaluation', 'fetching', 'logging', 'options'].map((name) => `lib/configcat/${name}.js`),
  'lib/node.js',
  'package.json',
];

/** What a client that downloads by itself needs besides. */
const SERVICE = 'lib/configcat/service.js';

/** What only some programs need. */
const SELDOM = ['caching', 'fetching-by-host', 'legacy', 'overrides'].map((name) => `lib/configcat/${name}.js`);

const listed = (folder) =>
  fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).sort();

before(stage);

/** Runs a program with `sdk`, `key` and `options`; `say` prints what of the package has been loaded so far. */
async function run(t, body) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig({ f: { flag: { t: 0, v: { b: true } } } });
  const program = `
    const path = require('node:path');
    const sdk = require(${JSON.stringify(PACKAGE)});
    const loaded = () => Object.keys(require.cache).filter((file) => !file.endsWith('.node'))
      .map((file) => path.relative(${JSON.stringify(PACKAGE)}, file).replaceAll(path.sep, '/'));
    const say = (value) => console.log(JSON.stringify(value));
    const key = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
    const options = { baseUrl: ${JSON.stringify(cdn.url)} };
    (async () => { ${body} })();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { timeout: HANG_GUARD_MS });
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

test('lib/configcat/ has a file per group, and the declarations', () => {
  const types = listed(path.join(ROOT, 'lib/configcat/types')).map((name) => `types/${name}`);
  const files = [...ALWAYS, SERVICE, ...SELDOM].filter((name) => name.startsWith('lib/configcat/')).map((name) => path.basename(name));
  assert.deepEqual(listed(path.join(PACKAGE, 'lib/configcat')), [...files, 'types', ...types].sort());
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

test('every module is in the package, once, and runs there', () => {
  const modules = listed(path.join(ROOT, 'lib')).filter((name) => name.endsWith('.js'));
  const files = listed(path.join(PACKAGE, 'lib')).filter((name) => name.endsWith('.js'));
  const texts = files.map((name) => [name, fs.readFileSync(path.join(PACKAGE, 'lib', name), 'utf8')]);
  for (const module of modules) {
    const [[file] = [], ...more] = texts.filter(([, text]) => text.includes(`\n'${module}'(`));
    assert.ok(file, `${module} is in no file`);
    assert.deepEqual(more, [], module);
    const load = require(path.join(PACKAGE, 'lib', file));
    const source = require(path.join(ROOT, 'lib', module));
    assert.deepEqual(Object.keys(load(module)), Object.keys(source), module);
    assert.equal(load(module), load(module), module);
  }
});

test('both have the same exports, for those who run them and for those who only read them', async () => {
  const staged = require(PACKAGE);
  const names = Object.keys(require(ROOT)).sort();
  assert.deepEqual(Object.keys(staged).sort(), names);
  for (const name of names) {
    assert.equal(typeof staged[name], typeof require(ROOT)[name], name);
    assert.equal(staged[name].name, require(ROOT)[name].name, name);
  }
  // Node reads the names of a CommonJS file before it runs it.
  const read = await import(pathToFileURL(path.join(PACKAGE, 'index.js')).href);
  assert.equal(read.default, staged);
  assert.deepEqual(Object.keys(read).filter((name) => !['default', 'module.exports'].includes(name)).sort(), names);
});

test('the code has no comments', () => {
  for (const name of [...ALWAYS, SERVICE, ...SELDOM].filter((file) => file.startsWith('lib/'))) {
    assert.doesNotMatch(fs.readFileSync(path.join(PACKAGE, name), 'utf8'), /^\s*(?:\/\/|\/\*|\*)/m, name);
  }
});

test('stack traces name the file of the folder', () => {
  const { getClient } = require(PACKAGE);
  assert.throws(
    () => getClient(1),
    ({ stack }) => /at (?:Object\.)?getClient .*[\\/]package[\\/]lib[\\/]configcat[\\/]clients\.js:\d+:\d+/.test(stack),
  );
});
