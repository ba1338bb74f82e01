'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { ask, runAsChild } = require('../../support/child.js');
const { AFTER_MS, longestStall } = require('../../support/heartbeat.js');

/** As long as the next poll takes to come, on average. */
const IDLE_MS = 500;

runAsChild(async ({ source, url, sdkKey, versionKey, swaps }) => {
  const { getClient, PollingMode } = require(source);
  const client = getClient(sdkKey, PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: 1 });
  await client.waitForReady();
  let changes = 0;
  client.on('configChanged', () => (changes += 1));

  const stalls = { idle: [], swap: [], release: [] };
  for (let swap = 1; swap <= swaps; swap += 1) {
    const version = String(swap % 2);
    global.gc?.();
    await sleep(AFTER_MS);
    stalls.idle.push(await longestStall(() => sleep(IDLE_MS)));
    stalls.swap.push(
      await longestStall(async () => {
        await ask(version);
        while (client.snapshot().getValue(versionKey, '') !== version) await sleep(1);
      }),
    );
    global.gc?.();
    stalls.release.push(await longestStall(() => sleep(0)));
  }
  if (changes !== swaps) throw new Error(`${changes} changes were told, not ${swaps}`);
  client.dispose();
  return stalls;
});
