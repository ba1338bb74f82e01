'use strict';

const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { ask } = require('../../bench/support/child.js');
const { VERSION_KEY } = require('../../bench/costs/config.js');
const { keyOf, runAsChild } = require('../support/index.js');

const NS_PER_MS = 1e6;

/** How often the event loop is looked at, and how long it is watched after the news. */
const LOOK_MS = 1;
const AFTER_MS = 20;

const now = () => Number(process.hrtime.bigint()) / NS_PER_MS;

runAsChild(async ({ url, rounds }) => {
  const client = getClient(keyOf(0), PollingMode.ManualPoll, { baseUrl: url, requestTimeoutMs: 60_000 });
  const ready = [];
  const stalls = [];
  let wrong = 0;
  let last = '';
  // The first round warms up: nothing is known yet, and code is compiled.
  for (let round = 0; round <= rounds; round += 1) {
    const delays = monitorEventLoopDelay({ resolution: LOOK_MS });
    delays.enable();
    await sleep(AFTER_MS);
    delays.reset();
    await client.forceRefreshAsync();
    const value = client.snapshot().getValue(VERSION_KEY, '');
    const seen = now();
    // A stall is noticed when it is over.
    await sleep(AFTER_MS);
    delays.disable();
    if (value === '' || value === last) wrong += 1;
    last = value;
    // The server may hear later than this process that all of it has been sent.
    let sent = null;
    while (sent === null) sent = await ask('sent');
    if (round === 0) continue;
    ready.push(seen - sent);
    stalls.push(delays.max / NS_PER_MS - LOOK_MS);
  }
  client.dispose();
  return { ready, stalls, wrong };
});
