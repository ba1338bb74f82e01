'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { runAsChild } = require('../../support/child.js');

runAsChild(async ({ source, url, sdkKey, keys, steps, perStep }) => {
  const { getClient, PollingMode } = require(source);
  const client = getClient(sdkKey, PollingMode.ManualPoll, { baseUrl: url });
  await client.forceRefreshAsync();

  let hits = 0;
  const evaluate = async (from, to) => {
    for (let index = from; index < to; index += 1) {
      const user = { identifier: `visitor-${index}`, email: `visitor.${index}@example.com`, country: 'Hungary' };
      for (const key of keys) {
        if ((await client.getValueAsync(key, false, user)) === true) hits += 1;
      }
    }
  };

  await evaluate(-2_000, 0);
  const points = [];
  for (let step = 0; step < steps; step += 1) {
    const start = process.hrtime.bigint();
    await evaluate(step * perStep, (step + 1) * perStep);
    const elapsed = Number(process.hrtime.bigint() - start);
    global.gc?.();
    await sleep(10);
    global.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    points.push({
      users: (step + 1) * perStep,
      nanoseconds: elapsed / perStep / keys.length,
      heap: heapUsed + external,
      resident: rss,
    });
  }
  if (hits === 0) throw new Error('no flag was ever on');
  client.dispose();
  return points;
});
