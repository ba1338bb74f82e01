'use strict';

const { setImmediate: turn, setTimeout: sleep } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { collect, keyOf, processState, runAsChild, settledMemory } = require('../support/index.js');

/** Clients that poll at the same time, each with a poller of its own. All but one end while they fetch for the first time. */
const AT_ONCE = 10;

/** Longer than a connection stays open that nobody uses. */
const IDLE_MS = 40_000;
const STEP_MS = 250;

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
  // Connections that nobody needs any more are closed when they were idle for a while, by us or by the server.
  for (let waited = 0; waited < IDLE_MS && processState().files > warm.files; waited += STEP_MS) await sleep(STEP_MS);
  return { before, warm, after: await state(), answered, alive: configcatAlive()[0] };
});
