'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { collect, keyOf, processState, runAsChild, settledMemory } = require('../support/index.js');

/** Clients that poll at the same time, each with a poller of its own. All but one end while they fetch for the first time. */
const AT_ONCE = 10;

runAsChild(async ({ url, clients }) => {
  let answered = 0;
  const options = { baseUrl: url, pollIntervalSeconds: 1 };
  const round = async (/** @type {number} */ first) => {
    const open = Array.from({ length: AT_ONCE }, (_, place) => getClient(keyOf(first + place), PollingMode.AutoPoll, options));
    await turn();
    if ((await open[0].getValueAsync('flag', false)) === true) answered += 1;
    for (const client of open) client.dispose();
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
