'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { ask, runAsChild } = require('../../support/child.js');
const { AFTER_MS, longestStall } = require('../../support/heartbeat.js');

const POLL_MS = 1_000;

/** As long as the next poll takes to come, on average. */
const IDLE_MS = 500;

/** A swap that takes longer does not happen at all. */
const GUARD_MS = 30_000;

const WAYS = { polling: { pollingInterval: POLL_MS }, streaming: { streaming: true } };

runAsChild(async ({ source, apiHost, clientKey, versionKey, way, eventSource, swaps }) => {
  const { GrowthBook, setPolyfills } = require(source);
  if (eventSource !== null) setPolyfills({ EventSource: require(eventSource).EventSource });
  const gb = new GrowthBook({ apiHost, clientKey });
  const { success, error } = await gb.init(WAYS[way]);
  if (!success) throw error;

  const stalls = { idle: [], swap: [] };
  for (let swap = 1; swap <= swaps; swap += 1) {
    const version = String(swap % 2);
    global.gc?.();
    await sleep(AFTER_MS);
    stalls.idle.push(await longestStall(() => sleep(IDLE_MS)));
    stalls.swap.push(
      await longestStall(async () => {
        await ask(version);
        const end = performance.now() + GUARD_MS;
        while (gb.getFeatureValue(versionKey, '') !== version) {
          if (performance.now() > end) throw new Error(`By ${way}, no swap was seen within ${GUARD_MS} ms.`);
          await sleep(1);
        }
      }),
    );
  }
  gb.destroy();
  return stalls;
});
