'use strict';

// A worker that does everything a worker can be interrupted at: it loads the addon, opens clients, fetches, evaluates, hears events.

const { setTimeout: sleep } = require('node:timers/promises');
const { parentPort, workerData } = require('node:worker_threads');
const { keyOf } = require('../support/sdk-keys.js');

const { source, sdkKey, options } = workerData;
/** @type {typeof import('../../index.js')} */
const { PollingMode, getClient } = require(source);

async function main() {
  const shared = getClient(sdkKey, PollingMode.AutoPoll, options);
  const manual = getClient(keyOf(0), PollingMode.ManualPoll, { baseUrl: options.baseUrl });
  shared.on('configChanged', (config) => Object.keys(config.f));
  await shared.waitForReady();
  parentPort?.postMessage('ready');
  for (;;) {
    await manual.forceRefreshAsync();
    await shared.getAllValuesAsync({ identifier: 'somebody' });
    // The others want to come so far as well.
    await sleep(5);
  }
}

void main();
