'use strict';

// A thread that is blocked hears nothing. What waits for it meanwhile must not grow with each poll.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { startOrigin } = require('../behaviour/support/origin');
const { configOf, until } = require('../behaviour/support/fixtures');
const { own } = require('../behaviour/support/subjects');
const { configcatAlive } = require('../../binding.js');
const { startWorker } = require('./support');

/** A thread that blocks when it is told to, until `wake`, and then says what its listeners heard. */
const BLOCKS = `
  const heard = { changes: [], fetches: [], errors: 0 };
  const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { ...options, logger: { level: -1, log() {} } });
  client.on('configChanged', () => heard.changes.push(client.snapshot().getValue('flag', -1)));
  client.on('configFetched', (result) => heard.fetches.push(result.errorCode));
  client.on('clientError', () => heard.errors++);
  parentPort.on('message', async ({ latch, refresh }) => {
    heard.changes.length = heard.fetches.length = heard.errors = 0;
    const refreshed = refresh && client.forceRefreshAsync().then(() => client.snapshot().getValue('flag', -1));
    // The refresh has begun when the thread stops.
    await new Promise((resolve) => setTimeout(resolve, 50));
    Atomics.wait(latch, 0, 0);
    const answered = await refreshed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    parentPort.postMessage({ ...heard, value: await client.getValueAsync('flag', -1), answered });
  });
  client.getValueAsync('flag', -1).then((value) => parentPort.postMessage(value));`;

/** The n-th answer to `flag` is n. */
function serveNumbers(request, index) {
  return { headers: { ETag: `"${index}"` }, body: JSON.stringify(configOf({ flag: index })) };
}

async function startBlocking(t, respond) {
  const origin = await startOrigin(t, respond);
  const { worker, said } = startWorker(t, { baseUrl: origin.url, pollIntervalSeconds: 1 }, BLOCKS);
  const latch = new Int32Array(new SharedArrayBuffer(4));
  // A blocked thread cannot be terminated.
  const wake = () => {
    Atomics.store(latch, 0, 1);
    Atomics.notify(latch, 0);
  };
  t.after(wake);
  const first = await said;
  const block = (refresh = false) => worker.postMessage({ latch, refresh });
  const wakened = async () => {
    origin.respond = () => ({ status: 304 });
    const asked = origin.requests.length;
    await until(() => origin.requests.length > asked);
    wake();
    return once(worker, 'message').then(([message]) => message);
  };
  return { origin, first, block, wakened };
}

own('a blocked thread keeps no config but the newest, and hears of that once', async (t) => {
  const { origin, first, block, wakened } = await startBlocking(t, serveNumbers);
  assert.equal(first, 0);
  block();
  const asked = origin.requests.length;
  await until(() => origin.requests.length === asked + 6);
  // The newest of the poller, the one on its way to the thread, and that which the thread evaluates.
  const [, configs] = configcatAlive();
  assert.ok(configs <= 3, `${configs} configs are alive`);

  const { changes, fetches, value } = await wakened();
  assert.deepEqual(changes, [value], 'one change, to the newest config');
  assert.ok(value >= asked + 4, `the value is that of answer ${value}`);
  assert.ok(fetches.length >= 5, `${fetches.length} fetches were told`);
});

own('a refresh that a blocked thread had asked for is answered, with nothing older than its fetch', async (t) => {
  let slow = false;
  const { origin, block, wakened } = await startBlocking(t, async (request, index) => {
    if (slow) await sleep(200);
    return serveNumbers(request, index);
  });
  slow = true;
  const asked = origin.requests.length;
  block(true);
  await until(() => origin.requests.length >= asked + 4);
  const { answered, changes, value } = await wakened();
  assert.ok(answered >= asked + 2, `the refresh is answered with ${answered}`);
  assert.equal(answered, value);
  assert.deepEqual(changes, [value]);
});

own('a blocked thread hears of each failure and of the config that came after', async (t) => {
  let failing = false;
  const { origin, block, wakened } = await startBlocking(t, (request, index) =>
    failing && index % 2 === 0 ? { status: 404 } : serveNumbers(request, index));
  failing = true;
  const asked = origin.requests.length;
  block();
  await until(() => origin.requests.length >= asked + 5);
  const { changes, fetches, errors, value } = await wakened();
  assert.deepEqual(changes, [value]);
  assert.equal(fetches.filter((code) => code !== 0).length, errors);
  assert.ok(errors >= 2, `${errors} failures were told`);
});
