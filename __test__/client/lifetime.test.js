'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');
const { promisify } = require('node:util');

const { startCdn } = require('../support/cdn.js');

const ROOT = path.resolve(__dirname, '../..');
const SDK_KEY = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
const CONFIG = { f: { flag: { t: 0, v: { b: true } } } };
const HANG_GUARD_MS = 60_000;

/** Runs a program that has the package as `sdk`, `pause(ms)`, and `collect()`, which collects garbage for sure. */
async function run(t, body, answers = []) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig(CONFIG);
  cdn.answerNext(...answers);
  const program = `
    const sdk = require(${JSON.stringify(ROOT)});
    const url = ${JSON.stringify(cdn.url)};
    const key = ${JSON.stringify(SDK_KEY)};
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const collect = async () => { for (let i = 0; i < 10; i++) { await pause(10); global.gc(); } };
    (async () => { ${body} })();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '-e', program], { timeout: HANG_GUARD_MS });
  return stdout;
}

test('a client that nobody refers to any more stops polling, and its place is free', { timeout: HANG_GUARD_MS }, async (t) => {
  const stdout = await run(t, `
    let fetches = 0;
    const ref = await (async () => {
      const client = sdk.getClient(key, sdk.PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: 1,
        setupHooks: (hooks) => hooks.on('configFetched', () => fetches++) });
      console.log(await client.getValueAsync('flag', false));
      return new WeakRef(client);
    })();
    await collect();
    console.log(ref.deref() === undefined, fetches);
    await pause(2500);
    console.log(fetches);
    const logged = [];
    const client = sdk.getClient(key, sdk.PollingMode.ManualPoll, { baseUrl: url, logger: { level: 2, log: (_, id) => logged.push(id) } });
    console.log(logged.length);
    client.dispose();`);
  assert.equal(stdout, 'true\ntrue 1\n1\n0\n');
});

test('a client of the callback API that polls goes on calling configChanged, referred to or not', { timeout: HANG_GUARD_MS }, async (t) => {
  const changed = { body: JSON.stringify({ f: {} }), etag: '"changed"' };
  const stdout = await run(t, `
    let changes = 0;
    (() => {
      sdk.createClientWithAutoPoll(key, { baseUrl: url, pollIntervalSeconds: 1, configChanged: () => console.log(++changes) });
    })();
    while (changes < 1) await pause(20);
    await collect();
    while (changes < 2) await pause(20);`, [{}, changed]);
  assert.equal(stdout, '1\n2\n');
});

test('a promise nobody else holds is kept, with the client behind it, until it is settled', { timeout: HANG_GUARD_MS }, async (t) => {
  const stdout = await run(t, `
    const http = require('node:http');
    const server = http.createServer((request, response) => {
      setTimeout(() => { response.end('${JSON.stringify(CONFIG)}'); server.close(); }, 400);
    });
    await new Promise((resolve) => server.listen(0, resolve));
    const baseUrl = 'http://127.0.0.1:' + server.address().port;
    server.unref();
    (() => { sdk.getClient(key, sdk.PollingMode.AutoPoll, { baseUrl }).getValueAsync('flag', false).then(console.log); })();
    await collect();`);
  assert.equal(stdout, 'true\n');
});

test('clients in worker threads work, and end with their worker', { timeout: HANG_GUARD_MS }, async (t) => {
  const stdout = await run(t, `
    const { Worker } = require('node:worker_threads');
    const source = 'const sdk = require(' + JSON.stringify(${JSON.stringify(ROOT)}) + ');'
      + 'const { parentPort } = require("node:worker_threads");'
      + 'sdk.getClient("' + key + '", 0, { baseUrl: "' + url + '" }).getValueAsync("flag", false).then((value) => parentPort.postMessage(value));';
    for (const keepsRunning of [false, true]) {
      const worker = new Worker(source + (keepsRunning ? 'setInterval(() => {}, 1000);' : ''), { eval: true });
      const end = new Promise((resolve) => worker.once('exit', resolve));
      const value = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      if (keepsRunning) worker.terminate();
      const code = await end;
      console.log(value, code);
    }`);
  assert.equal(stdout, 'true 0\ntrue 1\n');
});

test('a disposed client does not hold the process, even if its cache hangs', { timeout: HANG_GUARD_MS }, async (t) => {
  const stdout = await run(t, `
    let hangs = false;
    const cache = { get: () => (hangs ? new Promise(() => {}) : null), set() {} };
    const client = sdk.getClient(key, sdk.PollingMode.ManualPoll, { baseUrl: url, cache });
    await client.forceRefreshAsync();
    client.dispose();
    hangs = true;
    client.getValueAsync('flag', false);
    console.log('end');`);
  assert.equal(stdout, 'end\n');
});
