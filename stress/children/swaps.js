'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { configText } = require('../../bench/costs/config.js');
const { users } = require('../../bench/support/users.js');
const { MEGABYTE, keyOf, runAsChild, settledMemory } = require('../support/index.js');

/** So many flags make a text of about a megabyte. */
const FLAGS = 1_000;

/** Flags of the small config, and those that are evaluated after each swap. */
const KEYS = 10;

/** Swaps with a snapshot of each config, which the garbage collector alone can free. */
const WITH_SNAPSHOTS = 200;

const PLACE = '{"s":"0000000000"}';

/** A flag whose value tells which config this is, to be written over in place; and so many others. */
function template(flags) {
  const config = JSON.parse(configText(flags));
  config.f.mark = { t: 1, v: JSON.parse(PLACE) };
  const body = Buffer.from(JSON.stringify(config));
  return { body, at: body.indexOf(PLACE) + PLACE.indexOf('0') };
}

runAsChild(async ({ swaps, warmUp }) => {
  const [small, large] = [template(KEYS), template(FLAGS)];
  let current = small;
  let version = 0;
  const nextBody = () => {
    const { body, at } = current;
    body.write(String(version).padStart(10, '0'), at);
    return { statusCode: 200, reasonPhrase: 'OK', eTag: `"${version}"`, body };
  };
  /** Bytes in place of a text: they are read as the answer of a server is. @type {any} */
  const configFetcher = { fetchAsync: async () => nextBody() };
  const client = getClient(keyOf(0), PollingMode.ManualPoll, { configFetcher });

  const keys = Object.keys(JSON.parse(String(small.body)).f).slice(0, KEYS);
  let wrong = 0;
  const swap = async () => {
    version += 1;
    await client.forceRefreshAsync();
    if ((await client.getValueAsync('mark', '')) !== String(version).padStart(10, '0')) wrong += 1;
    for (const key of keys) await client.getValueAsync(key, null, users[0]);
  };
  const swapWithSnapshot = async () => {
    await swap();
    const snapshot = client.snapshot();
    for (const key of keys) snapshot.getValue(key, null, users[0]);
  };
  const watch = async (times, replace) => {
    const found = { alive: 0, peak: 0 };
    for (let count = 0; count < times; count += 1) {
      await replace();
      await turn();
      found.alive = Math.max(found.alive, configcatAlive()[1]);
      if (count % 16 === 0) found.peak = Math.max(found.peak, process.memoryUsage.rss() / MEGABYTE);
    }
    return found;
  };
  const fresh = await settledMemory();
  for (let count = 0; count < warmUp; count += 1) await swap();
  const none = await settledMemory();
  current = large;
  await swap();
  const one = await settledMemory();
  const unaided = await watch(swaps, swap);
  const after = await settledMemory();
  const alive = configcatAlive()[1];
  const withSnapshots = await watch(WITH_SNAPSHOTS, swapWithSnapshot);
  return { fresh, none, one, after, wrong, alive, unaided, withSnapshots, bytes: large.body.length };
});
