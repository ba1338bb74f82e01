'use strict';

// What holds a process holds a worker thread, and nothing else does.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { createGate, serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf } = require('../behaviour/support/fixtures');
const { own } = require('../behaviour/support/subjects');
const { startWorker } = require('./support');

const CONFIG = configOf({ flag: true });

/** Long enough for a worker to end that nothing holds. */
const HELD_MS = 300;

own('a worker with an idle client that polls ends by itself', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { said, ended } = startWorker(t, { baseUrl: origin.url, pollIntervalSeconds: 1 }, `
    globalThis.client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
    client.getValueAsync('flag', false).then((value) => parentPort.postMessage(value));`);
  assert.equal(await said, true);
  assert.equal(await ended, 0);
});

own('a worker whose client nobody asks anything ends by itself', async (t) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const { ended } = startWorker(t, { baseUrl: origin.url }, 'sdk.getClient(sdkKey, sdk.PollingMode.LazyLoad, options);');
  assert.equal(await ended, 0);
});

for (const [title, expression] of [
  ['value', "client.getValueAsync('flag', false)"],
  ['refresh', 'client.forceRefreshAsync().then(() => true)'],
  ['readiness', 'client.waitForReady().then(() => true)'],
]) {
  own(`a pending ${title} keeps a worker until it is settled`, async (t) => {
    const gate = createGate();
    const serve = serveConfig(CONFIG);
    const origin = await startOrigin(t, async (request) => {
      await gate.opened;
      return serve(request);
    });
    const { worker, ended } = startWorker(t, { baseUrl: origin.url, maxInitWaitTimeSeconds: -1 }, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
      parentPort.postMessage('waiting');
      ${expression}.then((value) => parentPort.postMessage(value));`);
    const messages = [];
    worker.on('message', (message) => messages.push(message));
    await once(worker, 'message');
    assert.equal(await Promise.race([ended, sleep(HELD_MS, 'still running')]), 'still running');
    gate.open();
    assert.equal(await ended, 0);
    assert.deepEqual(messages, ['waiting', true]);
  });
}

own('keepAlive: true holds a worker until dispose', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { worker, said, ended } = startWorker(t, { baseUrl: origin.url, keepAlive: true }, `
    const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
    parentPort.once('message', () => client.dispose()).unref();
    client.waitForReady().then(() => parentPort.postMessage('ready'));`);
  assert.equal(await said, 'ready');
  assert.equal(await Promise.race([ended, sleep(HELD_MS, 'still running')]), 'still running');
  worker.postMessage('dispose');
  assert.equal(await ended, 0);
});

own('process.exit in a worker ends that worker alone', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { ended } = startWorker(t, { baseUrl: origin.url, keepAlive: true }, `
    const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
    client.waitForReady().then(() => { void client.forceRefreshAsync(); process.exit(3); });`);
  assert.equal(await ended, 3);
});

own('an error that nobody catches ends a worker with a live client, and is told', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { worker, ended } = startWorker(t, { baseUrl: origin.url, keepAlive: true }, `
    const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
    client.waitForReady().then(() => setImmediate(() => { throw new Error('nobody catches this'); }));`);
  const [error] = await once(worker, 'error');
  assert.equal(error.message, 'nobody catches this');
  assert.equal(await ended, 1);
});
