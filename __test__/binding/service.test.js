'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { EventEmitter } = require('node:events');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');
const { Worker } = require('node:worker_threads');
const { startCdn } = require('../support/cdn.js');
const { binding } = require('./support.js');

const kinds = [
  '', 'stored', 'fetchEnded', 'fetched', 'changed', 'ready', 'warned', 'refreshDone', 'syncCache', 'store', 'fetch', 'pollFailed',
  'trustNeeded',
];

const options = (more) => ({
  sdkKey: 'test',
  mode: 0,
  baseUrl: 'http://127.0.0.1:9/',
  baseUrlOverridden: true,
  requestTimeoutMs: 5000,
  pollIntervalMs: 60_000,
  timeToLiveMs: 60_000,
  maxInitWaitMs: 5000,
  offline: false,
  renewsOnFailure: false,
  headers: ['X-Test', 'yes'],
  proxy: null,
  hasCache: false,
  hasFetcher: false,
  initial: null,
  suppliesTrust: false,
  ...more,
});

/** Opens a service and records its notices; the loop is kept alive until `close`. */
function open(more) {
  const log = [];
  const notices = new EventEmitter();
  const hold = setInterval(() => {}, 60_000);
  const service = binding.configcatOpen(options(more), (kind, ...values) => {
    log.push([kinds[kind], ...values]);
    notices.emit(kinds[kind], ...values);
  });
  const close = () => {
    service.dispose();
    clearInterval(hold);
  };
  return { service, log, notices, close, names: () => log.map(([name]) => name) };
}

const config = { f: { flag: { t: 0, v: { b: true } } } };

test('notices of a first poll come in the documented order', async (t) => {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig(config, { etag: '"1"' });
  const { log, notices, close, names } = open({ baseUrl: cdn.url });
  t.after(close);
  assert.deepEqual(names(), [], 'nothing happens within the call');
  await once(notices, 'ready');
  assert.deepEqual(names(), ['fetchEnded', 'stored', 'fetched', 'changed', 'ready']);
  const entry = log[1][1];
  assert.equal(entry.etag, '"1"');
  assert.equal(entry.initial, false);
  assert.ok(Math.abs(entry.timestamp - Date.now()) < 60_000);
  assert.deepEqual(entry.snapshot.keys(), ['flag']);
  assert.deepEqual(log[0].slice(1, 3), [0, 200]);
  assert.deepEqual(log[2], ['fetched', false]);
  assert.equal(cdn.requests[0].headers['x-test'], 'yes');
});

test('a refresh is answered with its token', async (t) => {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig(config, { etag: '"1"' });
  const { service, notices, close } = open({ baseUrl: cdn.url, mode: 2 });
  t.after(close);
  service.refresh(41, true, null);
  assert.deepEqual((await once(notices, 'refreshDone')).slice(0, 2), [41, 0]);
  service.refresh(42, true, null);
  assert.deepEqual((await once(notices, 'refreshDone')).slice(0, 2), [42, 304]);
});

test('disposing answers open refreshes, then all is silent', async (t) => {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig(config, { delayMs: 2000 });
  const { service, notices, log, close } = open({ baseUrl: cdn.url, mode: 2 });
  service.refresh(7, true, null);
  const done = once(notices, 'refreshDone');
  service.dispose();
  assert.deepEqual((await done).slice(0, 2), [7, -1]);
  const count = log.length;
  service.setOffline(true);
  service.dispose();
  service.refresh(8, true, null);
  assert.deepEqual((await once(notices, 'refreshDone')).slice(0, 2), [8, -1]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(log.length, count + 1);
  close();
});

test('a cache and a fetcher in JavaScript answer by number', async (t) => {
  const { service, notices, close, names } = open({ hasCache: true, hasFetcher: true });
  t.after(close);
  const kept = [];
  notices.on('syncCache', (token) => service.cacheSynced(token, kept.at(-1)?.handle ?? null));
  notices.on('store', (token, entry) => {
    kept.push(entry);
    service.stored(token);
  });
  const urls = [];
  notices.on('fetch', (token, url) => {
    urls.push(url);
    service.fetched(token, 200, 'OK', '"2"', 'ray', '{"f":{"\ud800":{"t":1,"v":{"s":"x"}}}}');
  });
  await once(notices, 'ready');
  assert.deepEqual(urls, ['http://127.0.0.1:9/configuration-files/test/config_v6.json']);
  assert.deepEqual(kept[0].snapshot.keys(), ['\ud800']);
  assert.equal(kept[0].etag, '"2"');
  assert.ok(!names().includes('stored'));
  assert.ok(names().indexOf('store') < names().indexOf('changed'));
});

test('a fetcher may give bytes, fail, or give up', async (t) => {
  const { service, notices, log, close } = open({ hasFetcher: true, mode: 2 });
  t.after(close);
  const answers = [
    (token) => service.fetched(token, 200, '', null, null, Buffer.from(JSON.stringify(config))),
    (token) => service.fetchFailed(token, 'timeout', 'too late'),
    (token) => service.fetchFailed(token, 'failure', 'broken'),
    (token) => service.fetchFailed(token, 'too-large', 'a gigabyte'),
    (token) => service.fetched(token, 200, 'OK', null, null, Buffer.from([0x7b, 0xff])),
    (token) => service.fetched(token, 99999, '', null, null, null),
    (token) => service.fetchFailed(token, 'abort', ''),
  ];
  notices.on('fetch', (token) => answers.shift()(token));
  const codes = [];
  while (answers.length > 0) {
    service.refresh(codes.length, true, null);
    codes.push((await once(notices, 'refreshDone'))[1]);
  }
  assert.deepEqual(codes, [0, 1102, 1103, 1103, 1105, 1101, -2]);
  const errors = log.filter(([name]) => name === 'fetchEnded').map((ended) => [ended[5], ended[6]]);
  assert.deepEqual(errors.slice(0, 3), [[undefined, undefined], ['TIMEOUT', 'too late'], ['NETWORK', 'broken']]);
  assert.deepEqual(errors.slice(3, 5).map(([code]) => code), ['BODY_TOO_LARGE', 'INVALID_CONFIG']);
});

test('answers to questions that nobody asked are ignored', (t) => {
  const { service, close } = open({ mode: 2 });
  t.after(close);
  service.cacheSynced(99, null);
  service.stored(99);
  service.fetched(99, 200, '', null, null, null);
  service.fetchFailed(99, 'failure', '');
});

test('wrong options and arguments are errors', (t) => {
  assert.throws(() => binding.configcatOpen({}, () => {}), Error);
  assert.throws(() => binding.configcatOpen(options({ mode: 3 }), () => {}), Error);
  assert.throws(() => binding.configcatOpen(options({ pollIntervalMs: NaN }), () => {}), Error);
  assert.throws(() => binding.configcatOpen(options({ requestTimeoutMs: -1 }), () => {}), Error);
  assert.throws(() => binding.configcatOpen(options({ initial: {} }), () => {}), Error);
  assert.throws(() => binding.configcatOpen(options(), 'no function'), Error);
  const { service, close } = open({ mode: 2 });
  t.after(close);
  assert.throws(() => service.refresh('x', true, null), Error);
  assert.throws(() => service.refresh(1, true, {}), Error);
  assert.throws(() => service.fetched(1, 200, '', null, null, Symbol('s')), Error);
  const { refresh } = service;
  assert.throws(() => refresh(1, true, null), Error);
});

/** Runs a script in a process of its own, where it can end in any way. */
function runScript(script) {
  const prelude = `
    const binding = require(${JSON.stringify(path.join(__dirname, '..', '..', 'binding.js'))});
    const options = ${JSON.stringify(options())};
    process.on('exit', () => console.log('exit'));`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, signal, stdout: stdout.trim(), stderr: stderr.trim() };
}

const clean = { status: 0, signal: null, stdout: 'exit', stderr: '' };

test('an open service does not keep the process alive', () => {
  assert.deepEqual(runScript('globalThis.service = binding.configcatOpen(options, () => {});'), clean);
});

test('process.exit with open services is clean', () => {
  const script = `
    globalThis.services = Array.from({ length: 20 }, (_, n) =>
      binding.configcatOpen({ ...options, sdkKey: String(n) }, () => {}));
    setTimeout(() => process.exit(0), 20);`;
  assert.deepEqual(runScript(script), clean);
});

test('an error thrown by the listener is an uncaught exception', () => {
  const script = `
    process.on('uncaughtException', (error) => console.log('caught ' + error.message));
    globalThis.service = binding.configcatOpen({ ...options, mode: 2 }, () => { throw new Error('from listener'); });
    globalThis.service.refresh(1, true, null);
    setTimeout(() => service.dispose(), 500);`;
  const { status, stdout } = runScript(script);
  assert.equal(status, 0);
  assert.match(stdout, /caught from listener/);
});

test('an unreachable listener and service are collected', () => {
  const script = `
    require('node:v8').setFlagsFromString('--expose-gc');
    const gc = require('node:vm').runInNewContext('gc');
    let gone = 0;
    const registry = new FinalizationRegistry(() => { gone += 1; });
    (function open() {
      for (let n = 0; n < 10; n += 1) {
        registry.register(binding.configcatOpen({ ...options, mode: 2, sdkKey: String(n) }, () => {}));
      }
    })();
    const timer = setInterval(() => {
      gc();
      if (gone === 10) clearInterval(timer);
    }, 10);`;
  assert.deepEqual(runScript(script), clean);
});

test('workers that end in the middle of it all', async (t) => {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  cdn.setConfig(config, { delayMs: 5 });
  const script = `
    const { workerData, parentPort } = require('node:worker_threads');
    const binding = require(workerData.binding);
    const services = [];
    for (let n = 0; n < 5; n += 1) {
      const service = binding.configcatOpen({ ...workerData.options, sdkKey: 'w' + n }, () => service.refresh(1, true, null));
      services.push(service);
    }
    setInterval(() => services[0].refresh(2, true, null), 1);
    parentPort.postMessage('open');`;
  const workerData = {
    binding: path.join(__dirname, '..', '..', 'binding.js'),
    options: options({ baseUrl: cdn.url, pollIntervalMs: 1000 }),
  };
  for (let round = 0; round < 10; round += 1) {
    const workers = [0, 1].map(() => new Worker(script, { eval: true, workerData }));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});

test('the addon works again after all environments with it are gone', () => {
  const script = `
    const { Worker } = require('node:worker_threads');
    const { once } = require('node:events');
    (async () => {
      for (let round = 0; round < 5; round += 1) {
        const worker = new Worker(
          'require(' + JSON.stringify(${JSON.stringify(path.join(__dirname, '..', '..', 'binding.js'))}) +
          ').configcatOpen(' + JSON.stringify(options) + ', () => {})', { eval: true });
        await once(worker, 'exit');
      }
    })();`;
  assert.deepEqual(runScript(script), clean);
});
