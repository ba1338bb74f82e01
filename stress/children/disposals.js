'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { collect, processState, runAsChild, settledMemory } = require('../support/index.js');

/** Clients that poll at the same time. They differ in the interval, so that each has a poller of its own. */
const AT_ONCE = 50;

/** Most clients end while they fetch for the first time; of these one in so many waits for the answer. */
const ANSWERED = 10;

runAsChild(async ({ url, sdkKey, clients }) => {
  let answered = 0;
  const open = (/** @type {number} */ index) => {
    const key = `${sdkKey.slice(0, -6)}${String(index).padStart(6, '0')}`;
    return getClient(index % ANSWERED === 0 ? sdkKey : key, PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: 60 + (index % AT_ONCE) });
  };
  const round = async (/** @type {number} */ first) => {
    for (let index = first; index < first + AT_ONCE; index += ANSWERED) {
      const batch = Array.from({ length: ANSWERED }, (_, place) => open(index + place));
      await turn();
      if ((await batch[0].getValueAsync('flag', false)) === true) answered += 1;
      for (const client of batch) client.dispose();
    }
  };
  const state = async () => ({ ...processState(), memory: await settledMemory() });

  const before = await state();
  await round(0);
  const warm = await state();
  for (let done = AT_ONCE; done < clients; done += AT_ONCE) {
    await round(done);
    await turn();
  }
  await collect();
  return { before, warm, after: await state(), answered, alive: configcatAlive()[0] };
});
