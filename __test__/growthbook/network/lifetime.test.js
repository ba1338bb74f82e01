'use strict';

// What keeps a process alive and what does not, and what threads share.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { Worker } = require('node:worker_threads');
const binding = require('../../../binding.js');
const { HANG_GUARD_MS, begin, consumer, load, payload, repository, tuning, until } = require('./support.js');

const NETWORK = path.resolve(__dirname, '../../../lib/growthbook/network');

const check = (name, body) => test(name, { timeout: HANG_GUARD_MS }, body);

/** The beginning of a program that has the repository and an instance, and says things line by line. */
const program = (server, body) => `
  Object.assign(require(${JSON.stringify(NETWORK)} + '/tuning.js').tuning, ${JSON.stringify(tuning)});
  const repository = require(${JSON.stringify(NETWORK)} + '/repository.js');
  const instance = { apiHost: '${server.url}', streamingHost: '${server.url}', clientKey: 'sdk-abc', onPayload() { say('payload'); } };
  (async () => { ${body} })();`;

/** Runs a program to its end. */
function run(t, server, body) {
  const child = spawn(process.execPath, ['-e', `const say = (text) => console.log(text);${program(server, body)}`]);
  t.after(() => child.kill('SIGKILL'));
  const state = { child, output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (state.output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (state.errors += text));
  state.ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
  return state;
}

check('an open stream and polls let the process end', async (t) => {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  const running = run(t, server, `
    say((await repository.load(instance)).source);
    repository.subscribe(instance, { streaming: true, pollingInterval: 60000 });
    await repository.prefetch({ ...instance, streaming: true });
    repository.subscribe({ ...instance, clientKey: 'sdk-other' }, { pollingInterval: 20 });
    // Until the stream is there.
    const timer = setInterval(() => {}, 1000);
    instance.onPayload = () => clearInterval(timer);
    say('waiting');`);
  await until(() => server.streams.length === 1 && running.output.includes('waiting'));
  server.emit('features', payload(2));
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'network\nwaiting\n');
  await until(() => server.streams.length === 0);
});

check('a pending load keeps the process alive until it is settled', async (t) => {
  const server = await begin(t);
  /** @type {any} */
  let held;
  server.answers.push((_, res) => (held = res));
  const running = run(t, server, `say('waiting'); say((await repository.load(instance)).source);`);
  await until(() => held && running.output === 'waiting\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(running.child.exitCode, null, running.errors);
  server.send(held);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'waiting\nnetwork\n');
});

check('a load whose time is over does not, though its request goes on', async (t) => {
  const server = await begin(t);
  server.answers.push(() => {});
  const running = run(t, server, `say((await repository.load(instance, { timeout: 20 })).source);`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'timeout\n');
});

check('a renewal behind the scenes does not either', async (t) => {
  const server = await begin(t);
  server.answers.push((_, res) => server.send(res), () => {});
  const running = run(t, server, `
    repository.configureCache({ staleTTL: -1 });
    await repository.load(instance);
    say((await repository.load(instance, { allowStale: true })).source);`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'cache\n');
});

function startWorker(t, server, body) {
  const source = `
    const { parentPort } = require('node:worker_threads');
    const say = (text) => parentPort.postMessage(text);
    // For as long as nobody ends it.
    parentPort.on('message', () => {});
    ${program(server, body)}`;
  const worker = new Worker(source, { eval: true });
  t.after(() => worker.terminate());
  const said = [];
  worker.on('message', (text) => said.push(text));
  return { worker, said };
}

check('threads share requests, the stream and polls, and each hears of changes', async (t) => {
  const server = await begin(t);
  server.headers = { 'x-sse-support': 'enabled' };
  const instance = consumer(server, { clientKey: 'sdk-abc' });
  await load(instance);
  repository.subscribe(instance, { streaming: true });
  const workers = [1, 2, 3].map(() => startWorker(t, server, `
    repository.subscribe(instance, { streaming: true });
    say('subscribed');`));
  await until(() => server.streams.length === 1 && workers.every(({ said }) => said.length === 1));
  server.emit('features', payload(2));
  await until(() => instance.got.length === 1 && workers.every(({ said }) => said[1] === 'payload'));
  assert.equal(server.connects, 1);
  await Promise.all(workers.map(({ worker }) => worker.terminate()));
  server.emit('features', payload(3));
  await until(() => instance.got.length === 2);
  assert.equal(server.connects, 1);
  repository.unsubscribe(instance);
  await until(() => server.streams.length === 0);
});

check('a thread that ends closes the stream that it alone had', async (t) => {
  const server = await begin(t);
  const { worker, said } = startWorker(t, server, `repository.subscribe(instance, { streaming: true }); say('subscribed');`);
  await until(() => said.length === 1 && server.streams.length === 1);
  await worker.terminate();
  await until(() => server.streams.length === 0);
});

check('a thread that is busy finds what came meanwhile, once', async (t) => {
  const server = await begin(t);
  const instance = consumer(server);
  repository.subscribe(instance, { streaming: true });
  await until(() => server.streams.length === 1);
  // The server is in this thread, so another one has to send.
  const { worker } = startWorker(t, server, '');
  for (const value of [2, 3, 4]) server.emit('features', payload(value));
  await new Promise(setImmediate);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  await until(() => instance.got.at(-1) === 4);
  assert.ok(instance.got.length <= 3);
  await worker.terminate();
});

for (const [name, wish] of [['a stream is open', { streaming: true }], ['there are polls', { pollingInterval: 60_000 }]]) {
  check(`headers that are others with each request leave no feeds behind while ${name}`, async (t) => {
    const server = await begin(t);
    server.headers = { 'x-sse-support': 'enabled' };
    const { growthbookOpenFeed } = binding;
    let open = 0;
    binding.growthbookOpenFeed = (...args) => {
      const feed = growthbookOpenFeed(...args);
      open += 1;
      return { fetch: (...given) => feed.fetch(...given), stream: (...given) => feed.stream(...given), poll: (...given) => feed.poll(...given), trust: (...given) => feed.trust(...given), dispose: () => (feed.dispose(), (open -= 1)) };
    };
    t.after(() => (binding.growthbookOpenFeed = growthbookOpenFeed));
    const instance = consumer(server);
    await load(instance);
    repository.subscribe(instance, wish);
    if (wish.streaming) await until(() => server.streams.length === 1);
    for (let i = 0; i < 20; i++) await load(consumer(server, { disableCache: true, apiHostRequestHeaders: { 'X-Request-Id': String(i) } }));
    assert.equal(server.fetches, 21);
    assert.ok(open <= 3, `${open} feeds`);
    assert.equal(server.connects, wish.streaming ? 1 : 0);
    if (!wish.streaming) return;
    server.emit('features', payload(2));
    await until(() => instance.got.includes(2));
    repository.unsubscribe(instance);
    await until(() => server.streams.length === 0);
  });
}
