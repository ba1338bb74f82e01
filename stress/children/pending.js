'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const sdk = require('../../index.js');
const { keyOf, runAsChild } = require('../support/index.js');

/** Who is not answered by then is not answered at all. */
const GIVEN_UP_MS = 5_000;

const { AutoPoll, LazyLoad, ManualPoll } = sdk.PollingMode;

runAsChild(async ({ url, rounds }) => {
  const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
  let asked = 0;
  let settled = 0;
  let longest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const mode = [AutoPoll, LazyLoad, ManualPoll][round % 3];
    const client = sdk.getClient(keyOf(round), mode, { baseUrl: url, logger });
    const pending = [
      client.waitForReady(),
      client.getValueAsync('flag', false),
      client.getAllValuesAsync(),
      client.forceRefreshAsync(),
      client.forceRefreshAsync(),
    ];
    asked += pending.length;
    // The disposal meets the client in all stages of its first steps.
    for (let turns = round % 7; turns > 0; turns -= 1) await undefined;
    if (round % 2 === 0) await sleep(round % 5);
    const start = performance.now();
    client.dispose();
    const answered = () => (settled += 1);
    const all = Promise.all(pending.map((promise) => promise.then(answered, answered)));
    await Promise.race([all, sleep(GIVEN_UP_MS, undefined, { ref: false })]);
    longest = Math.max(longest, performance.now() - start);
  }
  return { asked, settled, longest };
});
