'use strict';

/* A config that survives restarts: each life of a client is a process of its own. */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { OWN } = require('../support/sdk');
const { own } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { configOf, createCache, createRecorder, newSdkKey, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { createLegacyRecorder } = require('./support/legacy');
const { open } = require('./support/client');
const { runScript } = require('./support/child');

const FACTORIES = ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll'];
const MODES = ['AutoPoll', 'LazyLoad', 'ManualPoll'];

/** A path in a folder of its own. */
function newFile(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-cache-file-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'flags.cache');
}

/** The same file as if the config had been fetched at another time: with the digest that Node gives. */
function setTime(file, timestamp) {
  const { createHash } = require('node:crypto');
  const text = fs.readFileSync(file, 'utf8');
  const end = text.indexOf('\n');
  const [magic, version, owner] = text.slice(0, end).split(' ');
  const payload = `${timestamp}\n${text.slice(end + 1).split('\n').slice(1).join('\n')}`;
  const digest = createHash('sha256').update(payload).digest('hex');
  fs.writeFileSync(file, `${magic} ${version} ${owner} ${Buffer.byteLength(payload)} ${digest}\n${payload}`);
}

/** A file with this config, an hour old. Servers are the same if their URL is; so is the SDK key. */
async function fill(t, sdk, file, url, { flag = 'remote', sdkKey = newSdkKey(), age = 3_600_000 } = {}) {
  const configFetcher = {
    fetchAsync: async () => new sdk.FetchResponse(200, 'OK', [['ETag', '"v1"']], JSON.stringify(configOf({ flag }))),
  };
  const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, {
    baseUrl: url, configFetcher, cacheFile: file, logger: sdk.createConsoleLogger(sdk.LogLevel.Off),
  });
  await client.forceRefreshAsync();
  client.dispose();
  assert.ok(fs.existsSync(file), 'a refresh that is done has been written');
  setTime(file, Date.now() - age);
  return sdkKey;
}

/** A port whose connections hang: its process is stopped, and its backlog is full. */
async function startBlackHole(t) {
  const script = "require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, " +
    'function () { console.log(this.address().port); })';
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const port = Number(line);
  child.kill('SIGSTOP');
  // The first few are accepted by the system; the rest hangs, as does whoever comes later.
  const sockets = Array.from({ length: 8 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  await once(sockets[0], 'connect');
  return `http://127.0.0.1:${port}`;
}

/** A port that nobody listens at. */
async function refusedUrl() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return { url: `http://127.0.0.1:${port}`, port };
}

const CREATE = {
  getClient: 'sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options)',
  createClientWithAutoPoll: 'sdk.createClientWithAutoPoll(sdkKey, options)',
  createClientWithLazyLoad: 'sdk.createClientWithLazyLoad(sdkKey, options)',
  createClientWithManualPoll: 'sdk.createClientWithManualPoll(sdkKey, options)',
};

for (const [factory, create] of Object.entries(CREATE)) {
  own(`a process that starts while the server is down has the last config: ${factory}`, async (t) => {
    const file = newFile(t);
    const gone = await refusedUrl();
    const life = (/** @type {string} */ body) => runScript(t, gone.url, `
      const options = { baseUrl: origin, logger, cacheFile: ${JSON.stringify(file)} };
      const client = ${create};
      ${body}
    `).done;

    const origin = await startOriginAt(t, gone.port, serveConfig(configOf({ flag: 'remote' })));
    const first = await life("client.forceRefreshAsync().then(() => client.getValueAsync('flag', 'none')).then(console.log);");
    assert.deepEqual([first.output, first.code], ['remote\n', 0], first.errors);
    await origin.stop();
    setTime(file, Date.now() - 3_600_000);

    const second = await life("client.getValueAsync('flag', 'none').then(console.log);");
    assert.deepEqual([second.output, second.code], ['remote\n', 0], second.errors);
  });
}

own('a file with a time still to come: the config is served, and nobody claims to know its age', async (t, sdk) => {
  const [file, gone] = [newFile(t), await refusedUrl()];
  const sdkKey = await fill(t, sdk, file, gone.url, { age: -3_600_000 });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: gone.url, cacheFile: file }, sdkKey);
  assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
  assert.deepEqual(client.status().config, { age: null, version: '"v1"', fetchTime: null });
});

/** Like `startOrigin`, at a port that is known before, and stopped by the test. */
async function startOriginAt(t, port, respond) {
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    const answer = respond(request);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  t.after(() => server.close());
  return { stop };
}

for (const [title, start] of [
  ['a server that never answers', async (t) => (await startOrigin(t, () => new Promise(() => {}))).url],
  ['a black hole', startBlackHole],
  ['a refused connection', async () => (await refusedUrl()).url],
]) {
  own(`auto polling serves the file at once, however old: ${title}`, async (t, sdk) => {
    const url = await start(t);
    const file = newFile(t);
    const sdkKey = await fill(t, sdk, file, url);
    // Without the file, evaluations would wait for ever.
    const client = open(t, sdk, 'AutoPoll', { baseUrl: url, cacheFile: file, maxInitWaitTimeSeconds: -1 }, sdkKey);
    assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
    assert.equal(client.snapshot().getValue('flag', 'none'), 'remote');
    assert.equal(client.snapshot().cacheState, sdk.ClientCacheState.HasCachedFlagDataOnly);

    const legacy = sdk.createClientWithAutoPoll(sdkKey, { baseUrl: url, cacheFile: file, logger: createLegacyRecorder() });
    t.after(() => legacy.dispose());
    const value = await new Promise((resolve) => {
      legacy.getValue('flag', 'none', resolve);
    });
    assert.equal(value, 'remote');
  });
}

own('readiness waits for the first fetch all the same', async (t, sdk) => {
  const gate = createGate();
  const origin = await startOrigin(t, async () => {
    await gate.opened;
    return { status: 500 };
  });
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url);
  const events = createEventLog(['flagEvaluated', 'clientError']);
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cacheFile: file, setupHooks: events.setupHooks }, sdkKey);
  assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
  assert.deepEqual(events.names(), ['configChanged'], 'a config found in a cache is announced');
  gate.open();
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasCachedFlagDataOnly);
  assert.deepEqual(events.names(), ['configChanged', 'configFetched', 'clientReady']);
});

own('after a restart the server is asked with the ETag of the file', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url);
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cacheFile: file, setupHooks: events.setupHooks }, sdkKey);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.deepEqual(origin.requests.map(({ headers }) => headers['if-none-match']), ['"v1"']);
  assert.deepEqual(events.names(), ['configChanged', 'configFetched', 'clientReady']);
});

own('a fresh file spares the first download, as a fresh cache does', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'newer' }), '"v2"'));
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url, { age: 1000 });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cacheFile: file }, sdkKey);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
  assert.equal(origin.requests.length, 0);
});

own('lazy loading fetches when the file is too old, and serves it if that fails', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url);
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cacheFile: file }, sdkKey);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasCachedFlagDataOnly);
  assert.equal(origin.requests.length, 0);
  assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
  assert.ok(origin.requests.length > 0);
  origin.respond = serveConfig(configOf({ flag: 'newer' }), '"v2"');
  await until(async () => (await client.getValueAsync('flag', 'none')) === 'newer');
  assert.match(fs.readFileSync(file, 'utf8'), /"newer"/);
});

own('an offline client serves the file in every mode', async (t, sdk) => {
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, 'http://127.0.0.1:9');
  for (const mode of MODES) {
    const client = open(t, sdk, mode, { baseUrl: 'http://127.0.0.1:9', cacheFile: file, offline: true }, sdkKey);
    assert.equal(await client.getValueAsync('flag', 'none'), 'remote', mode);
    client.dispose();
  }
  for (const factory of FACTORIES) {
    const client = sdk[factory](sdkKey, {
      baseUrl: 'http://127.0.0.1:9', cacheFile: file, offline: true, logger: createLegacyRecorder(),
    });
    assert.equal(await client.getValueAsync('flag', 'none'), 'remote', factory);
    client.dispose();
  }
});

own('a custom fetcher does not keep the file from being used', async (t, sdk) => {
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, 'http://127.0.0.1:9');
  const configFetcher = { fetchAsync: () => new Promise(() => {}) };
  const options = { baseUrl: 'http://127.0.0.1:9', cacheFile: file, configFetcher, maxInitWaitTimeSeconds: -1 };
  const client = open(t, sdk, 'AutoPoll', options, sdkKey);
  assert.equal(await client.getValueAsync('flag', 'none'), 'remote');
});

own('a file that cannot be used is one warning and no error', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'newer' }), '"v2"'));
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url);
  const whole = fs.readFileSync(file);
  for (const [content, reason] of [
    [whole.subarray(0, whole.length - 1), 'it is incomplete or damaged'],
    [Buffer.from('{}'), 'it is not a cache file of this package'],
    [Buffer.from(whole.toString().replace('vexil-cache 1', 'vexil-cache 9')), 'it was written by another version of this package'],
  ]) {
    fs.writeFileSync(file, content);
    const logger = createRecorder(2);
    const events = createEventLog(['flagEvaluated']);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cacheFile: file, logger, setupHooks: events.setupHooks }, sdkKey);
    assert.equal(await client.getValueAsync('flag', 'none'), 'newer');
    const [first] = logger.events;
    assert.equal(first.id, 3300);
    assert.equal(first.level, sdk.LogLevel.Warn);
    assert.equal(first.text, `The cache file cannot be used: ${reason}. The client starts without it.`);
    assert.equal(events.count('clientError'), 0);
    client.dispose();
  }
});

own('no file yet is nothing to warn of', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  const logger = createRecorder(3);
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cacheFile: newFile(t), logger });
  await client.waitForReady();
  assert.deepEqual(logger.events, []);
});

own('a file that cannot be written is one warning, and polling goes on', async (t, sdk) => {
  const origin = await startOrigin(t, (request, index) => serveConfig(configOf({ flag: `${index}` }), `"${index}"`)(request));
  const file = path.join(newFile(t), 'in a folder that is missing');
  const logger = createRecorder(3);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cacheFile: file, logger });
  for (const flag of ['0', '1', '2']) {
    assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', 'none'), flag);
  }
  assert.deepEqual(logger.ids().filter((id) => id !== 5000), [3301]);
  const { text, level } = logger.find(3301);
  assert.equal(level, sdk.LogLevel.Warn);
  assert.equal(text, 'The cache file cannot be written: its folder does not exist. The latest config would not survive a restart.');
  assert.ok(!text.includes('missing'), 'no path');
  fs.mkdirSync(path.dirname(file));
  await client.forceRefreshAsync();
  assert.deepEqual(logger.ids().filter((id) => id !== 5000), [3301, 5300]);
});

own('a disk that is full leaves the file as it was', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'n'.repeat(500_000) }), '"v2"'));
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, origin.url);
  const before = fs.readFileSync(file, 'utf8');
  const script = `
    const sdk = require(${JSON.stringify(OWN)});
    const logger = { level: 3, log: (level, id, text) => id !== 5000 && console.log(id, String(text)) };
    const options = { baseUrl: ${JSON.stringify(origin.url)}, cacheFile: ${JSON.stringify(file)}, logger };
    const client = sdk.getClient(${JSON.stringify(sdkKey)}, sdk.PollingMode.AutoPoll, options);
    client.waitForReady().then(() => client.getValueAsync('flag', '')).then((value) => console.log(value.length));
  `;
  // No file that the process writes can become larger than some kilobytes.
  const child = spawn('sh', ['-c', 'ulimit -f 64 && exec "$0" -e "$1"', process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  assert.deepEqual(await once(child, 'close'), [0, null]);
  const lines = output.trimEnd().split('\n');
  assert.match(lines[0], /^3301 The cache file cannot be written: it is larger than this process may write\./);
  assert.deepEqual(lines.slice(1), ['500000'], 'the new config is served');
  assert.equal(fs.readFileSync(file, 'utf8'), before);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), [path.basename(file)], 'nothing is left over');
});

own('a relative path starts at the working folder', async (t) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
  const file = newFile(t);
  const { code, errors } = await runScript(t, origin.url, `
    process.chdir(${JSON.stringify(path.dirname(file))});
    const client = sdk.createClientWithManualPoll(sdkKey, { baseUrl: origin, logger, cacheFile: ${JSON.stringify(path.basename(file))} });
    process.chdir('/');
    client.forceRefreshAsync();
  `).done;
  assert.equal(code, 0, errors);
  assert.ok(fs.existsSync(file));
});

own('the file names neither the SDK key nor the server, and is for its owner only', async (t, sdk) => {
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, 'http://user:password@127.0.0.1:9');
  const text = fs.readFileSync(file, 'utf8');
  for (const part of [...sdkKey.split('/'), '127.0.0.1', 'password']) assert.ok(!text.includes(part), part);
  const own600 = path.join(path.dirname(file), 'fresh');
  await fill(t, sdk, own600, 'http://127.0.0.1:9');
  if (process.platform !== 'win32') assert.equal(fs.statSync(own600).mode & 0o777, 0o600);
});

own('dispose while the file is read settles what waits', async (t, sdk) => {
  const file = newFile(t);
  const sdkKey = await fill(t, sdk, file, 'http://127.0.0.1:9');
  for (const mode of MODES) {
    const client = open(t, sdk, mode, { baseUrl: 'http://127.0.0.1:9', cacheFile: file, offline: true }, sdkKey);
    const value = client.getValueAsync('flag', 'none');
    client.dispose();
    assert.ok(['none', 'remote'].includes(await value));
  }
});

own('a cache and a cache file exclude each other', async (t, sdk) => {
  const cache = createCache();
  const text = 'Expected no value, because there is a `cache`: a client has either of them.';
  for (const mode of MODES) {
    assert.throws(() => sdk.getClient(newSdkKey(), sdk.PollingMode[mode], { cache, cacheFile: newFile(t) }), {
      name: 'Error',
      message: `Invalid property \`options.cacheFile\`. ${text}`,
    });
  }
  for (const factory of FACTORIES) {
    assert.throws(() => sdk[factory](newSdkKey(), { cache, cacheFile: newFile(t) }), {
      message: `Invalid 'cacheFile' value. ${text}`,
    });
  }
});

own('a cache file is named by a text, on both surfaces', async (t, sdk) => {
  const WRONG = [
    [5, TypeError], [0, TypeError], [true, TypeError], [false, TypeError], [{}, TypeError], [[], TypeError],
    [new URL('file:///tmp/flags.cache'), TypeError], [Buffer.from('flags.cache'), TypeError], ['', Error],
  ];
  for (const [cacheFile, { name }] of WRONG) {
    for (const mode of MODES) {
      const create = () => sdk.getClient(newSdkKey(), sdk.PollingMode[mode], { cacheFile });
      assert.throws(create, { name, message: /^Invalid property `options\.cacheFile`\. Expected a / });
    }
    for (const factory of FACTORIES) {
      assert.throws(() => sdk[factory](newSdkKey(), { cacheFile }), { name, message: /^Invalid 'cacheFile' value\. Expected a / });
    }
  }
});

own('two SDK keys with one file: the first keeps it, the other is told once', async (t, sdk) => {
  const origin = await startOrigin(t, (request, index) => serveConfig(configOf({ flag: `${index}` }), `"${index}"`)(request));
  const file = newFile(t);
  const loggers = [createRecorder(2), createRecorder(2)];
  const first = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cacheFile: file, logger: loggers[0] });
  await first.waitForReady();
  const second = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cacheFile: file, logger: loggers[1] });
  await first.forceRefreshAsync();
  const kept = fs.readFileSync(file, 'utf8');
  for (let i = 0; i < 3; i++) assert.equal((await second.forceRefreshAsync()).isSuccess, true);
  assert.equal(fs.readFileSync(file, 'utf8'), kept);
  assert.deepEqual(loggers.map((logger) => logger.ids()), [[], [3302]]);
  assert.equal(
    loggers[1].find(3302).text,
    'The cache file is not written: a client with another SDK key or server uses it. ' +
      'Clients that run at the same time need one cache file each.',
  );
  first.dispose();
  await second.forceRefreshAsync();
  assert.notEqual(fs.readFileSync(file, 'utf8'), kept);
  assert.deepEqual(loggers[1].ids(), [3302, 3302], 'it has replaced the other one now');
});

own('clients of several threads share the poller and the file', async (t, sdk) => {
  const { Worker } = require('node:worker_threads');
  const file = newFile(t);
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const sdkKey = await fill(t, sdk, file, origin.url);
  const body = `
    const { parentPort, workerData } = require('node:worker_threads');
    const sdk = require(workerData.root);
    const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
    const client = sdk.getClient(workerData.sdkKey, sdk.PollingMode.AutoPoll, {
      baseUrl: workerData.url, cacheFile: workerData.file, maxInitWaitTimeSeconds: -1, logger, keepAlive: true,
    });
    client.getValueAsync('flag', 'none').then((value) => parentPort.postMessage(value));
  `;
  const workerData = { root: OWN, sdkKey, url: origin.url, file };
  const workers = [1, 2, 3].map(() => new Worker(body, { eval: true, workerData }));
  const values = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  assert.deepEqual(values, ['remote', 'remote', 'remote']);
  await until(() => origin.requests.length > 0);
  assert.equal(origin.requests.length, 1);
  await Promise.all(workers.map((worker) => worker.terminate()));
});
