'use strict';

const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { configcatAlive } = require('../../binding.js');
const { ask } = require('../../bench/support/child.js');
const { collect, runAsChild, script, settledMemory } = require('../support/index.js');

/** Until the memory of the threads has settled. */
const WARM_UP = 64;

runAsChild(async ({ source, url, sdkKey, workers, terminations }) => {
  const { PollingMode, getClient } = require(source);
  const options = { baseUrl: url, pollIntervalSeconds: 1 };
  const client = getClient(sdkKey, PollingMode.AutoPoll, options);
  let changes = 0;
  client.on('configChanged', () => (changes += 1));
  await client.waitForReady();

  const found = { terminated: 0, early: 0, errors: 0 };
  /** Of the last worker that came so far. Machines differ, and this one is busy: about half of the workers are to get so far. */
  let msUntilReady = 100;
  const live = async () => {
    const worker = new Worker(script('short-lived'), { workerData: { source, sdkKey, options } });
    const start = performance.now();
    let isReady = false;
    worker.once('message', () => {
      isReady = true;
      msUntilReady = performance.now() - start;
    });
    worker.once('error', () => (found.errors += 1));
    const exited = once(worker, 'exit').catch(() => {});
    await sleep(Math.random() * 2 * msUntilReady);
    await worker.terminate();
    await exited;
    found.terminated += 1;
    if (isReady) return;
    found.early += 1;
    // Or else, where all are too slow, none would ever come so far.
    msUntilReady *= 1.05;
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
