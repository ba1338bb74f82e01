'use strict';

// What is loaded, and when: the start of a program pays only for what the program uses, and evaluations for nothing.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { startCdn } = require('../support/cdn.js');

const ROOT = path.resolve(__dirname, '../..');
const HANG_GUARD_MS = 60_000;

/** Node's own modules that take long to load. */
const HEAVY = ['http', 'https', 'net', 'tls', 'crypto', 'stream', 'timers/promises'];

/** Runs a program that has `loaded()`: what was loaded since the last question, the package's files and the heavy modules. */
async function run(t, body) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig({ f: { flag: { t: 0, v: { b: true } } } });
  const program = `
    const known = new Set(process.moduleLoadList);
    const own = (file) => file.replace(${JSON.stringify(ROOT + path.sep)}, '').replaceAll('\\\\', '/');
    const loaded = () => {
      const all = [
        ...process.moduleLoadList.filter((name) => ${JSON.stringify(HEAVY.map((name) => `NativeModule ${name}`))}.includes(name)),
        ...Object.keys(require.cache).map(own),
      ];
      const added = all.filter((name) => !known.has(name));
      for (const name of added) known.add(name);
      return added;
    };
    const say = (part) => console.log(JSON.stringify(part));
    const sdk = require(${JSON.stringify(ROOT)});
    const key = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
    const options = { baseUrl: ${JSON.stringify(cdn.url)} };
    (async () => { ${body} })();`;
  // Where Node is built to trust OpenSSL's certificates, its list of them is looked at from the start.
  const { stdout } = await promisify(execFile)(process.execPath, ['--use-bundled-ca', '-e', program], { timeout: HANG_GUARD_MS });
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

test('require() loads neither heavy modules of Node nor what only some programs use', { timeout: HANG_GUARD_MS }, async (t) => {
  const [loaded] = await run(t, 'say(loaded());');
  assert.ok(loaded.includes('lib/configcat/clients/client.js'), 'files are seen');
  assert.deepEqual(
    loaded.filter((name) => /^NativeModule|legacy|\/overrides\/|\/caching\/|\/service\/|fetch-bridge|requests|agent-pool|retry|url/.test(name)),
    [],
  );
});

test('a client that downloads by itself needs the service besides, and nothing more', { timeout: HANG_GUARD_MS }, async (t) => {
  const [first, value, more] = await run(t, `
    loaded();
    const client = sdk.getClient(key, sdk.PollingMode.AutoPoll, options);
    const first = loaded();
    const value = await client.getValueAsync('flag', false, { identifier: 'a' });
    await client.getAllValueDetailsAsync();
    await client.forceRefreshAsync();
    client.snapshot().fetchedConfig.f;
    sdk.disposeAllClients();
    // Before anything is printed: a pipe to print to is a socket.
    const more = loaded();
    say(first);
    say(value);
    say(more);`);
  assert.ok(first.includes('lib/configcat/service/service.js'), 'files are seen');
  assert.deepEqual(first.filter((name) => /legacy|\/overrides\/|\/caching\/|bridge|requests|agent-pool/.test(name)), []);
  assert.equal(value, true);
  assert.deepEqual(more, []);
});

const CACHE = '{ get() {}, set() {} }';
const CASES = {
  'the callback API': { file: 'clients/legacy-client.js', client: 'sdk.createClient(key, options)' },
  'a cache of the callback API': {
    file: 'caching/legacy-cache.js',
    client: `sdk.createClientWithLazyLoad(key, { ...options, cache: ${CACHE} })`,
  },
  'a cache': { file: 'caching/string-cache.js', client: `sdk.getClient(key, 0, { ...options, cache: ${CACHE} })` },
  'overrides by a map': {
    file: 'overrides/override-layer.js',
    client: 'sdk.getClient(key, 0, { ...options, flagOverrides: sdk.createFlagOverridesFromMap({}, 1) })',
  },
  'overrides of the callback API': {
    file: 'overrides/override-layer.js',
    client: 'sdk.createClientWithManualPoll(key, { ...options, flagOverrides: { behaviour: 2, dataSource: { getOverrides: () => ({}) } } })',
    value: false,
  },
  'overrides by query parameters': {
    file: 'overrides/query-overrides.js',
    client: 'sdk.getClient(key, 0, { ...options, flagOverrides: sdk.createFlagOverridesFromQueryParams(1) })',
  },
  'a fetcher through http': {
    file: 'fetching/node-http-requests.js',
    client: 'sdk.getClient(key, 0, { ...options, configFetcher: new sdk.NodeHttpConfigFetcher() })',
  },
  'an agent': {
    file: 'fetching/node-http-requests.js',
    client: `sdk.createClient(key, { ...options, httpAgent: new (require('node:http').Agent)() })`,
  },
  'a fetcher through fetch': {
    file: 'fetching/fetch-api-requests.js',
    client: 'sdk.getClient(key, 0, { ...options, configFetcher: new sdk.ServerSideFetchApiConfigFetcher() })',
  },
};

for (const [title, { file, client, value = true }] of Object.entries(CASES)) {
  test(`${title}: all files are loaded once the client is made, wherever the program is by then`, { timeout: HANG_GUARD_MS }, async (t) => {
    const [first, got, later] = await run(t, `
      loaded();
      process.chdir(${JSON.stringify(path.parse(ROOT).root)});
      const client = ${client};
      say(loaded());
      say(await client.getValueAsync('flag', false));
      await client.forceRefreshAsync();
      client.snapshot().getValue('flag', false);
      client.dispose();
      sdk.disposeAllClients();
      say(loaded().filter((name) => !name.startsWith('NativeModule')));`);
    assert.ok(first.includes(`lib/configcat/${file}`), `${file} among ${first.join(', ')}`);
    assert.equal(got, value);
    assert.deepEqual(later, []);
  });
}

test('classes are the same before and after what stands behind them is loaded', { timeout: HANG_GUARD_MS }, async (t) => {
  const [seen] = await run(t, `
    const { FetchError, FetchRequest, FetchResponse, NodeHttpConfigFetcher, ServerSideFetchApiConfigFetcher } = sdk;
    const seen = [];
    for (const Fetcher of [NodeHttpConfigFetcher, ServerSideFetchApiConfigFetcher]) {
      class Own extends Fetcher {}
      const fetcher = new Own();
      const request = new FetchRequest(options.baseUrl + '/configuration-files/x/config_v6.json', undefined, [], 5000);
      seen.push(fetcher instanceof Fetcher, (await fetcher.fetchAsync(request)) instanceof FetchResponse);
      fetcher.dispose();
      seen.push(await fetcher.fetchAsync(request).catch((err) => err instanceof FetchError));
    }
    say(seen);`);
  assert.deepEqual(seen, Array(6).fill(true));
});
