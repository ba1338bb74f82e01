'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const MEGABYTE = 1e6;

/** Collects garbage, finalisers included: these run in turns of the event loop. */
async function collect() {
  for (let round = 0; round < 4; round += 1) {
    await sleep(5);
    global.gc?.();
  }
  await sleep(20);
}

/** @returns {Promise<number>} The resident memory of this process after garbage collections, in megabytes. */
async function settledMemory() {
  await collect();
  return process.memoryUsage.rss() / MEGABYTE;
}

module.exports = { MEGABYTE, collect, settledMemory };
