'use strict';

// The SDK key is a secret: servers, fetchers and caches that repeat it do not get it printed. The other files of this
// folder are watched for the same by `support/canary.js`; that this watch sees what it should is tested here, too.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const process = require('node:process');
const util = require('node:util');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { test } = require('node:test');
const { newSdkKey } = require('../behaviour/support/fixtures');

const ROOT = path.resolve(__dirname, '../..');
const sdk = require(ROOT);
const HANG_GUARD = { timeout: 60_000 };

/** What servers make of a request, all of it with the address in it, and the error code that follows. */
const REPEATING = {
  'the reason of an unexpected status': [1101, (url) => ({ status: 500, reason: `No ${url}` })],
  'the reason of a refusal': [1100, (url) => ({ status: 404, reason: `Not Found: ${url}` })],
  'the ray id': [1105, (url) => ({ status: 200, headers: { 'CF-RAY': url }, body: 'no config' })],
  'a page': [1105, (url) => ({ status: 200, body: `${url} is unknown here` })],
  'a page that begins with the key': [1105, (url) => ({ status: 200, body: `{"f":x${url.split('/').slice(3, 5).join('/')}}` })],
  'a config of a wrong shape': [1105, (url) => ({ status: 200, body: `{"f":["${url}"]}` })],
};

const FETCHERS = {
  native: () => undefined,
  NodeHttpConfigFetcher: () => new sdk.NodeHttpConfigFetcher(),
  ServerSideFetchApiConfigFetcher: () => new sdk.ServerSideFetchApiConfigFetcher(),
};

/** A server that answers by what it was asked for. Gives its URL. */
async function startRepeating(t, respond) {
  const server = http.createServer((request, response) => {
    const { status, reason, headers = {}, body = '' } = respond(request.url);
    response.writeHead(status, reason, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
}

/** Console output while `run` goes on. */
async function capture(run) {
  const lines = [];
  const names = /** @type {const} */ (['error', 'warn', 'info', 'log', 'debug']);
  const originals = names.map((name) => console[name]);
  for (const name of names) console[name] = (...args) => lines.push(util.format(...args));
  try {
    await run();
  } finally {
    names.forEach((name, index) => (console[name] = originals[index]));
  }
  return lines.join('\n');
}

/** Refreshes clients of both surfaces and gives all that could be seen of it. */
async function everything(sdkKey, options) {
  const seen = [];
  const logger = { level: sdk.LogLevel.Debug, log: (...args) => seen.push(args, String(args[2]), String(args[3])) };
  const setupHooks = (hooks) => ['clientReady', 'configFetched', 'clientError'].forEach((name) => hooks.on(name, (...args) => seen.push(args)));
  const results = [];
  const printed = await capture(async () => {
    for (const log of [{ logger }, { logger: sdk.createConsoleLogger(sdk.LogLevel.Debug) }]) {
      const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { ...options(), setupHooks, ...log });
      const legacy = sdk.createClientWithManualPoll(sdkKey, { ...options(), setupHooks, ...log });
      const result = await client.forceRefreshAsync();
      results.push(result);
      await legacy.forceRefreshAsync();
      await client.getValueAsync('flag', false);
      seen.push(result, result.errorException?.stack, client, legacy, client.snapshot(), legacy.snapshot(), JSON.stringify([client, legacy]));
      client.dispose();
      legacy.dispose();
    }
  });
  const text = `${util.inspect(seen, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null })}\n${printed}`;
  return { result: results[0], text, printed };
}

function assertHidden(text, sdkKey) {
  // Eight characters are more than chance would bring along.
  for (const part of sdkKey.split('/').filter((each) => !each.startsWith('configcat-'))) {
    for (const piece of [part.slice(0, 8), part.slice(8, 16)]) assert.ok(!text.includes(piece), text.slice(0, 5_000));
  }
}

for (const [what, [code, respond]] of Object.entries(REPEATING)) {
  for (const [name, makeFetcher] of Object.entries(FETCHERS)) {
    test(`${what} repeats the address (${name}): the key is in nothing that can be seen`, HANG_GUARD, async (t) => {
      const baseUrl = await startRepeating(t, respond);
      const sdkKey = newSdkKey();
      const { result, text, printed } = await everything(sdkKey, () => ({ baseUrl, configFetcher: makeFetcher() }));
      assert.equal(result.errorCode, code);
      assert.match(printed, /ERROR/);
      // A mask leaves the last six characters.
      assertHidden(text, sdkKey);
    });
  }
}

/** In a process of its own: what a host throws is its own affair, and the watch over this one would complain. */
function runChild(script, ...args) {
  return spawnSync(process.execPath, ['-e', script, ...args], { cwd: ROOT, encoding: 'utf8', timeout: 30_000 });
}

/** The forms of SDK keys. */
const KEYS = {
  'a key of two parts with its kind': () => newSdkKey(),
  'a key of two parts': () => newSdkKey().replace('configcat-sdk-1/', ''),
  'a key of a proxy': () => newSdkKey().replace(/^.*\//, 'configcat-proxy/'),
};

for (const [form, makeKey] of Object.entries(KEYS)) {
  test(`${form}, in what fetchers and caches of the host throw: texts show it without the key`, HANG_GUARD, () => {
    const sdkKey = makeKey();
    const { status, stdout, stderr } = runChild(`
      const sdk = require('.');
      const [, sdkKey] = process.argv;
      const spellings = [sdkKey, encodeURIComponent(sdkKey), sdkKey.toUpperCase(), 'x' + sdkKey + 'x', sdkKey.slice(3, -3)];
      const fail = (key) => {
        throw new AggregateError([new Error('no store for ' + key)], 'no access for ' + spellings.join(' or '));
      };
      const configFetcher = {
        fetchAsync: ({ url }) => Promise.reject(new Error('cannot fetch ' + url, { cause: new Error(spellings.join()) })),
      };
      const print = (text) => console.log('mine: ' + text);
      const mine = { debug: print, info: print, warn: print, error: print };
      const inner = sdk.createConsoleLogger(sdk.LogLevel.Debug);
      const wrapping = { level: 4, log: (level, eventId, message, err) => inner.log(level, eventId, message, err) };
      const baseUrl = 'http://127.0.0.1:9';
      const cache = { get: fail, set: fail };
      (async () => {
        for (const logger of [undefined, inner, wrapping]) {
          const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl, configFetcher, cache, logger });
          await client.forceRefreshAsync();
          await client.getValueAsync('flag', false);
          client.dispose();
        }
        for (const logger of [undefined, inner, wrapping, mine]) {
          const told = (text) => console.log('told: ' + text);
          const setupHooks = (hooks) => hooks.on('clientError', told).on('configFetched', ({ errorMessage }) => told(errorMessage));
          const legacy = sdk.createClientWithManualPoll(sdkKey, { baseUrl, configFetcher, cache, logger, setupHooks });
          await legacy.forceRefreshAsync();
          await legacy.getValueAsync('flag', false);
        }
      })();
    `, sdkKey);
    const printed = stdout + stderr;
    assert.equal(status, 0, stderr);
    assert.match(stderr, /cannot fetch .*\/configuration-files\/\*\*\*\/config_v6\.json/);
    assert.match(stderr, /no store for js_config_v6_\*\*\*/);
    assert.match(stderr, /no access for .*\*\*\* or .*x/);
    assert.match(stdout, /mine: .*cannot fetch .*\/\*\*\*\/config_v6/);
    assert.match(stdout, /told: .*cannot fetch .*\/\*\*\*\/config_v6/);
    assertHidden(printed.toLowerCase(), sdkKey);
  });
}

test('a mistyped key is not in the uncaught error, nor is any key in threads and reports of the process', HANG_GUARD, () => {
  const mistyped = newSdkKey().slice(0, -1);
  const uncaught = runChild('require(".").getClient(process.argv[1])', mistyped);
  assert.equal(uncaught.status, 1);
  assert.match(uncaught.stderr, /Expected a string matching the SDK Key format, got '\*/);
  assertHidden(uncaught.stderr, mistyped);

  // The key is made there: a report shows the command line and the environment, which are not ours to hide.
  const reported = runChild(`
    const sdk = require('.');
    const part = () => require('node:crypto').randomBytes(11).toString('hex');
    const key = 'configcat-sdk-1/' + part() + '/' + part();
    sdk.getClient(key, sdk.PollingMode.AutoPoll, { baseUrl: 'http://127.0.0.1:9', logger: sdk.createConsoleLogger(-1) });
    setTimeout(() => {
      const fs = require('node:fs');
      const threads = process.platform === 'linux' ? fs.readdirSync('/proc/self/task') : [];
      const names = threads.map((id) => fs.readFileSync('/proc/self/task/' + id + '/comm', 'utf8'));
      const text = JSON.stringify(process.report.getReport()) + names.join();
      console.log(key.split('/').slice(1).some((each) => text.includes(each.slice(0, 11))), text.length > 1000);
    }, 50);
  `);
  assert.equal(reported.stdout.trim(), 'false true', reported.stderr);
});

test('the watch over the tests sees keys in logs, events, output and children, and nothing else', HANG_GUARD, () => {
  const watch = path.join(ROOT, '__test__/support/canary.js');
  const prelude = `
    const sdk = require(${JSON.stringify(ROOT)});
    const part = () => require('node:crypto').randomBytes(11).toString('hex');
    const key = 'configcat-sdk-1/' + part() + '/' + part();
    const configFetcher = { fetchAsync: ({ url }) => Promise.reject(new Error(LEAKS ? url : 'no')) };
    const client = sdk.getClient(key, sdk.PollingMode.ManualPoll, { configFetcher, logger: sdk.createConsoleLogger(-1) });
  `;
  const run = (leaks, body) =>
    spawnSync(process.execPath, [`--require=${watch}`, '-e', `const LEAKS = ${leaks};${prelude}${body}`], {
      encoding: 'utf8', env: { ...process.env, VEXIL_CANARY: '1' },
    });
  const refresh = 'client.forceRefreshAsync();';
  const print = 'process.stdout.write(LEAKS ? "the key is " + key : "nothing");';
  const child = `
    const script = 'console.log(process.argv[1])';
    require('node:child_process').spawn(process.execPath, ['-e', script, LEAKS ? key : 'nothing']).stdout.resume();
  `;
  for (const body of [refresh, print, child]) {
    const silent = run(false, body);
    assert.equal(silent.status, 0, silent.stderr);
    const loud = run(true, body);
    assert.equal(loud.status, 1);
    assert.match(loud.stderr, /An SDK key was seen/);
  }

  const forms = run(true, `
    const [, first, second] = key.split('/');
    const base64 = (text) => Buffer.from(text).toString('base64');
    const print = (forms, label) => forms.forEach((form, at) => process.stdout.write(label + '-' + at + ': ' + form + '!'));
    print([
      key, 'x' + key + 'x', first, second, 'js_config_v6_' + second, first.slice(0, 20), second.slice(5, 17), 'x_' + first.slice(-12),
      key.toUpperCase(), encodeURIComponent(key), first.slice(0, 6) + '%' + first.charCodeAt(6).toString(16) + first.slice(7, 12),
      base64(key), base64(first), base64('user:' + key), base64('u:' + second + ':p'), Buffer.from('u/' + key).toString('base64url'),
    ], 'seen');
    print([
      first.slice(0, 11), second.slice(-6), key.replace(/[^/]/g, '*'), 'configcat-sdk-1', base64(second.slice(0, 9)),
      require('node:crypto').createHash('sha1').update(key).digest('hex'), first.slice(0, 11) + '-' + second.slice(11),
    ], 'unseen');
  `);
  assert.equal(forms.status, 1);
  const seen = new Set(forms.stderr.match(/(?:un)?seen-\d+/g));
  assert.deepEqual([...seen], Array.from({ length: 16 }, (_, at) => `seen-${at}`), forms.stderr);
  assert.ok(fs.readFileSync(path.join(ROOT, 'scripts/node-tests.mjs'), 'utf8').includes('__test__/support/canary.js'), 'the runner uses it');
});
