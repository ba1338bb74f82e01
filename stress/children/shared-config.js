'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { ask } = require('../../bench/support/child.js');
const { MEGABYTE, runAsChild, script } = require('../support/index.js');

const COLLECTIONS = 3;

runAsChild(async ({ workers, polls, pollMs, settleMs, ...workerData }) => {
  /** @type {Worker[]} */
  const running = [];
  const start = () => {
    const worker = new Worker(script('config-worker'), { workerData: { ...workerData, pollMs } });
    worker.on('error', (err) => {
      throw err;
    });
    running.push(worker);
    return answerOf(worker);
  };
  const answerOf = (/** @type {Worker} */ worker) => new Promise((resolve) => worker.once('message', resolve));
  const settledMemory = async () => {
    for (let round = 0; round < COLLECTIONS; round += 1) {
      await sleep(settleMs);
      global.gc?.();
      for (const worker of running) {
        worker.postMessage('collect');
        await answerOf(worker);
      }
    }
    await sleep(settleMs);
    return process.memoryUsage.rss() / MEGABYTE;
  };

  const memory = [];
  for (let index = 0; index < workers; index += 1) {
    await start();
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
