'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { ask, runAsChild } = require('../../support/child.js');
const { users } = require('../../support/users.js');
const { keyOf } = require('../config.js');

runAsChild(async ({ source, url, sdkKey, count, swaps, settleMs }) => {
  const { getClient, PollingMode } = require(source);
  const client = getClient(sdkKey, PollingMode.AutoPoll, { baseUrl: url });
  await client.waitForReady();

  const settledMemory = async () => {
    for (let time = 0; time < 3; time += 1) {
      await sleep(settleMs);
      global.gc?.();
    }
    await sleep(settleMs);
    return process.memoryUsage.rss();
  };
  const evaluateAll = () => {
    const snapshot = client.snapshot();
    for (let index = 0; index < count; index += 1) snapshot.getValue(keyOf(index), false, users[0]);
  };

  const loaded = await settledMemory();
  evaluateAll();
  const used = await settledMemory();
  for (let swap = 1; swap <= swaps; swap += 1) {
    await ask(String(swap % 2));
    await client.forceRefreshAsync();
    evaluateAll();
  }
  const swapped = await settledMemory();
  client.dispose();
  return { loaded, used, swapped };
});
