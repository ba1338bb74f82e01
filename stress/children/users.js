'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { FetchResponse, PollingMode, getClient } = require('../../index.js');
const { configText, keyOf: flagOf } = require('../../bench/costs/config.js');
const { keyOf, runAsChild, settledMemory } = require('../support/index.js');

const FLAGS = 100;

/** Until V8 has given its young generation the size that such a loop wants: a loop without flags takes as much. */
const WARM_UP = 1_000_000;

const PER_TURN = 10_000;

runAsChild(async ({ evaluations }) => {
  const body = configText(FLAGS);
  const configFetcher = { fetchAsync: async () => new FetchResponse(200, 'OK', [['ETag', '"1"']], body) };
  const client = getClient(keyOf(0), PollingMode.ManualPoll, { configFetcher });
  await client.forceRefreshAsync();

  let asked = 0;
  const values = new Set();
  const evaluate = async (count) => {
    for (let left = count; left > 0; left -= 1) {
      asked += 1;
      const email = `user-${asked}@team${asked % 97}.example.com`;
      const user = { identifier: `user-${asked}`, email, country: 'Hungary', custom: { AppVersion: `1.${asked}.0`, Plan: `plan-${asked}` } };
      const flag = flagOf(asked % FLAGS);
      values.add(asked % 10 === 0 ? await client.getValueAsync(flag, null, user) : client.snapshot().getValue(flag, null, user));
      if (asked % PER_TURN === 0) await turn();
    }
  };
  await evaluate(WARM_UP);
  const before = await settledMemory();
  await evaluate(evaluations);
  return { before, after: await settledMemory(), values: values.size };
});
