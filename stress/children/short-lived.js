'use strict';

// A worker that does everything a worker can be interrupted at: it loads the addon, opens clients, fetches, evaluates, hears events.

const { parentPort, workerData } = require('node:worker_threads');
const { PollingMode, getClient } = require('../../index.js');
const { keyOf } = require('../support/sdk-keys.js');

const { sdkKey, options } = workerData;

async function main() {
  const shared = getClient(sdkKey, PollingMode.AutoPoll, options);
  const manual = getClient(keyOf(0), PollingMode.ManualPoll, { baseUrl: options.baseUrl });
  shared.on('configChanged', (config) => Object.keys(config.f));
  await shared.waitForReady();
  parentPort?.postMessage('ready');
  for (;;) {
    await manual.forceRefreshAsync();
    await shared.getAllValuesAsync({ identifier: 'somebody' });
  }
}

void main();
