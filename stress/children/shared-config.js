'use strict';

const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { ask } = require('../../bench/support/child.js');
const { MEGABYTE, runAsChild, script } = require('../support/index.js');

const SETTLE_MS = 200;
const COLLECTIONS = 3;

runAsChild(async ({ workers, polls, pollMs, ...workerData }) => {
  /** @type {Worker[]} */
  const running = [];
  const answerOf = async (/** @type {Worker} */ worker) => {
    const failed = once(worker, 'error').then(([err]) => Promise.reject(err));
    await Promise.race([once(worker, 'message'), failed]);
  };
  const settledMemory = async () => {
    for (let round = 0; round < COLLECTIONS; round += 1) {
      await sleep(SETTLE_MS);
      global.gc?.();
      for (const worker of running) {
        worker.postMessage('collect');
        await answerOf(worker);
      }
    }
    await sleep(SETTLE_MS);
    return process.memoryUsage.rss() / MEGABYTE;
  };

  const memory = [];
  for (let index = 0; index < workers; index += 1) {
    const worker = new Worker(script('config-worker'), { workerData: { ...workerData, pollMs } });
    running.push(worker);
    await answerOf(worker);
    memory.push(await settledMemory());
  }
  const first = (await ask('requests')).downloads;
  const requests = [];
  for (let poll = 0; poll < polls && workerData.source !== null; poll += 1) {
    await sleep(pollMs);
    requests.push((await ask('requests')).all);
  }
  return { memory, first, requests };
});
