'use strict';

const assert = require('node:assert/strict');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf, until } = require('../behaviour/support/fixtures');
const { own } = require('../behaviour/support/subjects');
const { configcatAlive } = require('../../binding.js');
const { startWorker } = require('./support');

own('what a thread has made is freed with it', async (t) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'first' })));
  assert.deepEqual(configcatAlive(), [0, 0]);
  const { worker, said } = startWorker(t, { baseUrl: origin.url }, `
    const clients = [0, 1, 2].map((mode) => sdk.getClient(sdkKey.replace('TEST', 'MOD' + mode), mode, options));
    setInterval(() => clients.length, 1000);
    clients[0].getValueAsync('flag', '').then((value) => parentPort.postMessage(value));`);
  assert.equal(await said, 'first');
  assert.deepEqual(configcatAlive(), [3, 1]);
  await worker.terminate();
  await until(() => configcatAlive().every((count) => count === 0));
});
