'use strict';

const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { ask } = require('../../bench/support/child.js');
const { collect, runAsChild, script, settledMemory } = require('../support/index.js');

/** A worker is ready after some 50 ms; about half are ended before. */
const LONGEST_LIFE_MS = 100;

/** Until the memory of the threads has settled. */
const WARM_UP = 64;

runAsChild(async ({ url, sdkKey, workers, terminations }) => {
  const options = { baseUrl: url, pollIntervalSeconds: 1 };
  const client = getClient(sdkKey, PollingMode.AutoPoll, options);
  let changes = 0;
  client.on('configChanged', () => (changes += 1));
  await client.waitForReady();

  const found = { terminated: 0, early: 0, errors: 0 };
  const live = async () => {
    const worker = new Worker(script('short-lived'), { workerData: { sdkKey, options } });
    let isReady = false;
    worker.once('message', () => (isReady = true));
    worker.once('error', () => (found.errors += 1));
    const exited = once(worker, 'exit').catch(() => {});
    await sleep(Math.random() * LONGEST_LIFE_MS);
    await worker.terminate();
    await exited;
    found.terminated += 1;
    if (!isReady) found.early += 1;
  };
  const liveOn = async (/** @type {number} */ until) => {
    const run = async () => {
      while (found.terminated + workers <= until) await live();
    };
    await Promise.all(Array.from({ length: workers }, run));
  };

  const versions = setInterval(() => void ask(String(Date.now())), 500);
  await liveOn(Math.min(WARM_UP, terminations));
  const before = await settledMemory();
  await liveOn(terminations);
  const after = await settledMemory();
  clearInterval(versions);

  const changesSoFar = changes;
  await ask('last');
  for (let round = 0; round < 100 && changes === changesSoFar; round += 1) await sleep(100);
  const polls = changes > changesSoFar ? 1 : 0;
  client.dispose();
  await collect();
  return { ...found, changes: changesSoFar, polls, growth: after - before, alive: configcatAlive()[0] - 1 };
});
