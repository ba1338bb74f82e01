'use strict';

const { Worker } = require('node:worker_threads');
const { ask } = require('../../bench/support/child.js');
const { runAsChild, script } = require('../support/index.js');
const { Reader } = require('./torn-reader.js');

runAsChild(async ({ url, sdkKey, readers, reads, flags }) => {
  const share = Math.ceil(reads / (readers + 1));
  const own = new Reader({ url, sdkKey, flags });
  await own.client.waitForReady();
  const workerData = { url, sdkKey, flags, share };
  const results = Array.from({ length: readers }, () => {
    const worker = new Worker(script('torn-reader'), { workerData });
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  let isDone = false;
  const done = Promise.all(results).finally(() => (isDone = true));

  let swaps = 0;
  while (!isDone || own.reads < share) {
    await ask(swaps % 2 === 0 ? 'B' : 'A');
    await own.client.forceRefreshAsync();
    swaps += 1;
    await own.read(Math.min(own.reads + 20_000, share));
  }
  const all = [own.result(), ...(await done)];
  own.client.dispose();
  const sum = (/** @type {'reads' | 'torn'} */ name) => all.reduce((total, result) => total + result[name], 0);
  return { done: sum('reads'), torn: sum('torn'), seen: all.map(({ changes }) => changes), swaps };
});
