'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');
const test = require('node:test');
const { Worker } = require('node:worker_threads');
const zlib = require('node:zlib');
const { binding } = require('./support.js');

const KEY = 'secret-key-0123456789';
const SPECS = JSON.stringify({ has_updates: true, time: 5, feature_gates: [], dynamic_configs: [], layer_configs: [], text: 'é😀' });
const ROOT = path.resolve(__dirname, '../..');

const OPTIONS = {
  secretKey: KEY,
  fallbackSpecsApi: null,
  fallbackIdListsApi: null,
  sdkType: 'statsig-node',
  sdkVersion: '6.5.2',
  languageVersion: '20.0.0',
  sessionId: 'a-session',
  specsProxy: null,
  idListsProxy: null,
  eventsProxy: null,
  requestMs: 5000,
  hasOwnFetch: false,
  isSilent: false,
  batchSize: 1000,
  flushIntervalMs: 60_000,
  queueBytes: 64 * 1024 * 1024,
  retryLimit: 2,
  backoffMs: 1,
};

/** A server of all three kinds. `answer` gives `[status, body]` for a request. */
async function serve(t, answer) {
  const requests = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(raw) : raw).toString();
      const seen = { url: request.url, headers: request.headers, body };
      requests.push(seen);
      const [status, text] = answer(seen, requests.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/v1`, requests };
}

/** A network at a server, and what it tells. */
function open(t, url, options = {}) {
  const lists = binding.statsigIdLists();
  const told = [];
  let wake = () => {};
  const network = binding.statsigOpenNetwork(
    { ...OPTIONS, specsApi: url, idListsApi: url, eventsApi: url, ...options },
    lists,
    (...notice) => {
      told.push(notice);
      wake();
    },
  );
  t.after(() => network.dispose());
  // Nothing native keeps the process alive while it is awaited.
  const next = async (kind) => {
    const hold = setInterval(() => {}, 1000);
    try {
      for (;;) {
        const at = told.findIndex(([found]) => found === kind);
        if (at >= 0) return told.splice(at, 1)[0].slice(1);
        await new Promise((resolve) => (wake = resolve));
      }
    } finally {
      clearInterval(hold);
    }
  };
  return { network, lists, told, next };
}

test('specs come compiled, or not at all with a reason', async (t) => {
  const bodies = [[200, SPECS], [200, '{"has_updates":false}'], [500, SPECS], [200, '<html>']];
  const server = await serve(t, (_, count) => bodies[count - 1]);
  const { network, next } = open(t, server.url);
  network.fetchSpecs(1, 0);
  const [token, specs, ...error] = await next(1);
  assert.deepEqual([token, specs.json(), error], [1, SPECS, [null, null]]);
  assert.equal(binding.statsigSpecs(SPECS).json(), SPECS);
  network.fetchSpecs(2, 5.0);
  assert.deepEqual(await next(1), [2, null, null, null]);
  network.fetchSpecs(3, 5);
  assert.deepEqual(await next(1), [3, null, 'HTTP_STATUS', 'HTTP error: 500']);
  network.fetchSpecs(4, 5);
  assert.deepEqual((await next(1)).slice(0, 3), [4, null, 'SPECS_SYNTAX']);
  const query = (text) => `/v1/download_config_specs/${KEY}.json${text}`;
  assert.deepEqual(server.requests.map(({ url }) => url), ['', '?sinceTime=5', '?sinceTime=5', '?sinceTime=5'].map(query));
  assert.equal(server.requests[0].headers['statsig-server-session-id'], 'a-session');
});

test('the fallback is asked where the server fails', async (t) => {
  const bad = await serve(t, () => [503, '']);
  const good = await serve(t, () => [200, SPECS]);
  const { network, next } = open(t, bad.url, { fallbackSpecsApi: good.url });
  network.fetchSpecs(1, 0);
  assert.equal((await next(1))[1].json(), SPECS);
});

test('events arrive as they were queued', async (t) => {
  const server = await serve(t, () => [202, '{"success":true}']);
  const { network, next } = open(t, server.url, { batchSize: 3 });
  const events = ['a', 'é', '😀,"]', 'x'.repeat(200)].map((value) => ({ eventName: value }));
  network.queueEvents(events.map((event) => JSON.stringify(event)).join(','), 4);
  network.flush(9, 0, -1);
  assert.deepEqual(await next(3), [9]);
  const bodies = server.requests.map(({ body }) => JSON.parse(body));
  assert.deepEqual(bodies.map((body) => body.events.length).sort(), [1, 3]);
  assert.deepEqual(bodies.flatMap((body) => body.events).sort((a, b) => a.eventName.length - b.eventName.length), events);
  const metadata = { sdkType: 'statsig-node', sdkVersion: '6.5.2', languageVersion: '20.0.0', sessionID: 'a-session' };
  assert.deepEqual(bodies[0].statsigMetadata, metadata);
  assert.deepEqual(server.requests.map(({ headers }) => headers['statsig-event-count']).sort(), ['1', '3']);
  network.setCompression(false);
  network.queueEvents('1', 1);
  network.flush(10, 1000, 0);
  await next(3);
  assert.equal(server.requests.at(-1).headers['content-encoding'], undefined);
  assert.equal(network.droppedEvents(), 0);
});

test('the host chooses the rests, and hears how many retries are left', async (t) => {
  const server = await serve(t, (_, count) => [count < 3 ? 500 : 200, '']);
  const { network, next } = open(t, server.url, { backoffMs: -1 });
  network.queueEvents('1,2', 2);
  network.flush(1, 0, -1);
  for (const left of [2, 1]) {
    const [token, retries] = await next(4);
    assert.equal(retries, left);
    network.retryIn(token, 1);
  }
  assert.deepEqual(await next(3), [1]);
  assert.equal(server.requests.length, 3);
  assert.equal(network.droppedEvents(), 0);
});

test('a host with a fetch of its own sends the events', async (t) => {
  const { network, next } = open(t, 'http://127.0.0.1:1', { hasOwnFetch: true });
  network.queueEvents('{"eventName":"é"}', 1);
  network.flush(1, 0, -1);
  for (const status of [0, 503]) {
    const [token, body, count] = await next(6);
    assert.equal(count, 1);
    assert.deepEqual(JSON.parse(body).events, [{ eventName: 'é' }]);
    network.sent(token, status);
  }
  network.sent((await next(6))[0], 400);
  assert.deepEqual(await next(3), [1]);
  assert.equal(network.droppedEvents(), 1);
  network.fetchSpecs(2, 0);
  assert.deepEqual(await next(1), [2, null, 'ABORTED', 'Request was aborted.']);
});

test('what does not fit or is not wanted is dropped', (t) => {
  const small = open(t, 'http://127.0.0.1:1', { queueBytes: 10 }).network;
  small.queueEvents('1,2,3', 3);
  small.queueEvents('4,5', 2);
  assert.equal(small.droppedEvents(), 2);
  const silent = open(t, 'http://127.0.0.1:1', { queueBytes: 10, isSilent: true }).network;
  silent.queueEvents('1,2,3,4,5,6', 6);
  assert.equal(silent.droppedEvents(), 0);
});

test('lists come from their servers', async (t) => {
  const file = '+aaaaaaaa\n+bbbbbbbb\n';
  const server = await serve(t, ({ url, headers }) => {
    if (url !== '/v1/get_id_lists') return [206, file.slice(Number(/^bytes=(\d+)-$/.exec(headers.range)[1]))];
    return [200, JSON.stringify({ l: { name: 'l', url: `${server.url}/list`, fileID: 'f', creationTime: 1, size: file.length } })];
  });
  const { network, lists, next } = open(t, server.url);
  network.syncIdLists(1);
  assert.deepEqual(await next(2), [1, true, null, null]);
  assert.deepEqual(binding.statsigIdListText(lists, 'l').split('\n').sort(), ['', '+aaaaaaaa', '+bbbbbbbb']);
  assert.equal(JSON.parse(binding.statsigIdListLookup(lists)).l.fileID, 'f');
  network.syncIdLists(2);
  assert.deepEqual(await next(2), [2, false, null, null]);
  assert.deepEqual(server.requests.map(({ body }) => body), ['{}', '', '{}']);
});

test('hosts fill lists themselves', async () => {
  const lists = binding.statsigIdLists();
  assert.equal(binding.statsigIdListLookup(lists), '{}');
  const lookup = (size, fileID = 'f') => JSON.stringify({ 'é😀': { url: 'http://u', fileID, creationTime: 1, size }, '\ud800': { url: 'v', fileID: 'g', creationTime: 1, size: 0 } });
  const plan = (...given) => JSON.parse(binding.statsigIdListPlan(lists, lookup(...given)));
  assert.deepEqual(plan(20), [{ name: 'é😀', url: 'http://u', from: 0 }]);
  assert.equal(await binding.statsigIdListApply(lists, 'é😀', '+aaaaaaaa\n', 10), true);
  assert.deepEqual(plan(20), [{ name: 'é😀', url: 'http://u', from: 10 }]);
  assert.equal(await binding.statsigIdListApply(lists, 'é😀', Buffer.from('-aaaaaaaa\n+bbbbbbbb'), 0), true);
  assert.equal(binding.statsigIdListText(lists, 'é😀'), '+bbbbbbbb\n');
  assert.deepEqual(plan(29), []);
  assert.equal(await binding.statsigIdListApply(lists, 'é😀', '+cccccccc\n', 10, true), true);
  assert.equal(binding.statsigIdListText(lists, 'é😀'), '+cccccccc\n');
  assert.deepEqual(plan(20, 'f2'), [{ name: 'é😀', url: 'http://u', from: 0 }]);
  assert.equal(await binding.statsigIdListApply(lists, 'é😀', 'oops', 4), false);
  assert.equal(binding.statsigIdListText(lists, 'é😀'), '');
  assert.equal(binding.statsigIdListLookup(lists), lookup(20, 'f2'));

  await binding.statsigIdListSet(lists, 'own', '+dddddddd\n');
  await binding.statsigIdListSet(lists, '\ud800', '+eeeeeeee\n');
  binding.statsigIdListKeep(lists, ['\ud800']);
  assert.equal(binding.statsigIdListText(lists, 'own'), '');
  assert.equal(binding.statsigIdListText(lists, '\ud800'), '+eeeeeeee\n');
  assert.throws(() => binding.statsigIdListPlan(lists, '[]'), /is not a lookup of ID lists/);
  assert.throws(() => binding.statsigIdListPlan({}, '{}'), /not the handle that is expected/);
});

test('whom to trust is asked before each https request', async (t) => {
  const server = await serve(t, () => [200, SPECS]);
  const { network, next } = open(t, server.url.replace('http:', 'https:'));
  network.fetchSpecs(1, 0);
  const [token] = await next(5);
  network.trust(token, binding.tlsAnyCertificate());
  // It is no TLS server.
  const [, specs, code, text] = await next(1);
  assert.deepEqual([specs, code], [null, 'TLS_HANDSHAKE']);
  assert.ok(!text.includes(KEY) && !text.includes('127.0.0.1'), text);
});

test('nothing is told after the end', async (t) => {
  const server = await serve(t, () => [200, SPECS]);
  const { network, told } = open(t, server.url);
  network.fetchSpecs(1, 0);
  network.queueEvents('1', 1);
  network.flush(2, 0, -1);
  network.dispose();
  network.fetchSpecs(3, 0);
  network.queueEvents('2', 1);
  network.flush(4, 0, -1);
  network.dispose();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(told, []);
});

test('an open network keeps no process and no thread alive', async (t) => {
  const server = await serve(t, () => [200, SPECS]);
  const source = `
    const binding = require(${JSON.stringify(path.join(ROOT, 'binding.js'))});
    const url = ${JSON.stringify(server.url)};
    const network = binding.statsigOpenNetwork(
      { ...${JSON.stringify(OPTIONS)}, specsApi: url, idListsApi: url, eventsApi: url },
      binding.statsigIdLists(), () => {});
    network.fetchSpecs(1, 0);
    network.queueEvents('1', 1);
    globalThis.network = network;`;
  const child = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8', timeout: 20_000 });
  assert.deepEqual([child.status, child.stderr], [0, '']);
  const worker = new Worker(source, { eval: true });
  assert.equal(await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject)), 0);
});
