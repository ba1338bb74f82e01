'use strict';

// Threads with the same SDK key share one poller, whatever becomes of each of them.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { createGate, serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf, until } = require('../behaviour/support/fixtures');
const { own } = require('../behaviour/support/subjects');
const { SDK_KEY, startWorker } = require('./support');

const THREADS = 4;

const first = configOf({ flag: 'first' });
const second = configOf({ flag: 'second' });

const ANSWERS = `
  const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
  parentPort.on('message', async () => parentPort.postMessage(await client.getValueAsync('flag', '')));
  client.getValueAsync('flag', '').then((value) => parentPort.postMessage(value));`;

own('many threads download a config once and poll once, and each hears of a change', async (t) => {
  const origin = await startOrigin(t, serveConfig(first));
  const options = { baseUrl: origin.url, pollIntervalSeconds: 1 };
  const started = Array.from({ length: THREADS }, () => startWorker(t, options, ANSWERS));
  assert.deepEqual(await Promise.all(started.map(({ said }) => said)), Array(THREADS).fill('first'));
  assert.equal(origin.requests.filter(({ headers }) => headers['if-none-match'] === undefined).length, 1);

  const requests = origin.requests.length;
  origin.respond = serveConfig(second, '"v2"');
  const ask = async ({ worker }) => {
    worker.postMessage('value');
    return (await once(worker, 'message'))[0];
  };
  await until(async () => (await Promise.all(started.map(ask))).every((value) => value === 'second'));
  const polls = origin.requests.slice(requests);
  assert.equal(polls.filter(({ headers }) => headers['if-none-match'] === '"v1"').length, 1, 'one poll brought the change to all');
});

own('a thread that is terminated during the fetch it began leaves the fetch to the others', async (t) => {
  const gate = createGate();
  const serve = serveConfig(first);
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const options = { baseUrl: origin.url, pollIntervalSeconds: 60, maxInitWaitTimeSeconds: -1 };
  const beginner = startWorker(t, options, `${ANSWERS} parentPort.postMessage('asked');`);
  assert.equal(await beginner.said, 'asked');
  await until(() => origin.requests.length === 1);
  const other = startWorker(t, options, `${ANSWERS} setTimeout(() => parentPort.postMessage('joined'), 50);`);
  assert.equal(await other.said, 'joined');
  await beginner.worker.terminate();
  gate.open();
  assert.equal((await once(other.worker, 'message'))[0], 'first');
  assert.equal(origin.requests.length, 1);
});

own('a thread that is terminated while it hears an event leaves the poller to the others', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(first));
  const options = { baseUrl: origin.url, pollIntervalSeconds: 1 };
  const client = sdk.getClient(SDK_KEY, sdk.PollingMode.AutoPoll, options);
  t.after(() => client.dispose());
  assert.equal(await client.getValueAsync('flag', ''), 'first');
  const hearing = startWorker(t, options, `
    const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, options);
    client.on('configChanged', () => { parentPort.postMessage('hears'); for (;;); });
    setInterval(() => {}, 1000);`);
  assert.equal(await hearing.said, 'hears');
  await hearing.worker.terminate();
  origin.respond = serveConfig(second, '"v2"');
  await until(async () => (await client.getValueAsync('flag', '')) === 'second');
});
