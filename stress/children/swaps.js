'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { configText } = require('../../bench/costs/config.js');
const { users } = require('../../bench/support/users.js');
const { MEGABYTE, keyOf, runAsChild, settledMemory } = require('../support/index.js');

/** So many flags make a text of about a megabyte. */
const FLAGS = 1_000;

/** Swaps without a call of the garbage collector. */
const UNAIDED = 200;

const PLACE = '{"s":"0000000000"}';

/** A flag whose value tells which config this is, to be written over in place. */
function template() {
  const config = JSON.parse(configText(FLAGS));
  config.f.mark = { t: 1, v: JSON.parse(PLACE) };
  const body = Buffer.from(JSON.stringify(config));
  return { body, at: body.indexOf(PLACE) + PLACE.indexOf('0') };
}

runAsChild(async ({ swaps }) => {
  const { body, at } = template();
  let version = 0;
  const nextBody = () => {
    body.write(String(version).padStart(10, '0'), at);
    return { statusCode: 200, reasonPhrase: 'OK', eTag: `"${version}"`, body };
  };
  const none = await settledMemory();
  /** Bytes in place of a text: they are read as the answer of a server is. @type {any} */
  const configFetcher = { fetchAsync: async () => nextBody() };
  const client = getClient(keyOf(0), PollingMode.ManualPoll, { configFetcher });

  let wrong = 0;
  const swap = async () => {
    version += 1;
    await client.forceRefreshAsync();
    const snapshot = client.snapshot();
    if (snapshot.getValue('mark', '') !== String(version).padStart(10, '0')) wrong += 1;
    for (const key of snapshot.getAllKeys().slice(0, 10)) snapshot.getValue(key, null, users[0]);
  };
  await swap();
  const one = await settledMemory();
  let peak = 0;
  while (version < swaps) {
    await swap();
    // Polls are seconds apart: the collector comes by in between, and finalisers run in a turn of their own.
    global.gc?.();
    await turn();
    if (version % 16 === 0) peak = Math.max(peak, process.memoryUsage.rss() / MEGABYTE);
  }
  const after = await settledMemory();
  const alive = configcatAlive()[1];

  const unaided = { alive: 0, peak: 0 };
  for (let count = 0; count < UNAIDED; count += 1) {
    await swap();
    await turn();
    unaided.alive = Math.max(unaided.alive, configcatAlive()[1]);
    unaided.peak = Math.max(unaided.peak, process.memoryUsage.rss() / MEGABYTE);
  }
  return { none, one, after, peak, wrong, alive, unaided, bytes: body.length };
});
