'use strict';

const path = require('node:path');
const { createHistogram } = require('node:perf_hooks');
const { setTimeout: pause } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { Random } = require('../__test__/support/random.js');
const { newSdkKey } = require('../__test__/support/sdk.js');
const { openClient } = require('./client.js');
const { Epochs } = require('./epochs.js');
const { garbageCollector } = require('../__test__/support/garbage.js');
const { MemoryWatch } = require('./memory.js');

/** By then each fault was met many times, and the allocator has what such a process needs. */
const WARM_UP_MS = 600_000;

/**
 * What V8 may take for the young objects of a thread, in MiB. Left alone it doubles that in steps, minutes apart, from 7 MiB to 27 per
 * thread: more than any leak would show.
 */
const YOUNG_MIB = 6;

/** How long the threads may take to end. */
const END_MS = 30_000;

/** What is told of the unexpected is cut to this many characters, and to this many different texts. */
const LONGEST_TEXT = 1_000;
const MOST_TEXTS = 50;

/**
 * What a soak found.
 *
 * @typedef {object} SoakReport
 * @property {Map<string, number>} unexpected what nobody expects, and how often it happened: empty if all is well
 * @property {Map<string, number>} requests by kind of answer
 * @property {number} configs how many configs a client went through, at least
 * @property {number} evaluations
 * @property {{ p50: number, p999: number, max: number }} nanoseconds per evaluation
 * @property {{ slopeMiBPerHour: number, medianSlopeMiBPerHour: number, firstMiB: number, lastMiB: number, peakMiB: number }} memory
 */

/**
 * Polls a server full of faults, while threads evaluate and check each value.
 *
 * @param {object} options
 * @param {number} options.seconds
 * @param {number} options.seed
 * @param {number} [options.threads]
 * @param {number} [options.epochLength] requests until a good config is insisted on
 * @param {(line: string) => void} [options.progress]
 * @returns {Promise<SoakReport>}
 */
async function soak({ seconds, seed, threads = 4, epochLength = 200, progress = () => {} }) {
  /** @type {Map<string, number>} */
  const unexpected = new Map();
  const report = (what) => {
    const text = what.slice(0, LONGEST_TEXT);
    if (unexpected.has(text) || unexpected.size < MOST_TEXTS) unexpected.set(text, (unexpected.get(text) ?? 0) + 1);
  };
  const stopWatching = watchProcess(report);
  const epochs = new Epochs({ length: epochLength, random: new Random(seed), report });
  const target = { url: await epochs.start(), sdkKey: newSdkKey() };
  const client = await openClient(target, report);
  const versionOfClient = () => client.snapshot().getValue('number', 0);
  const workers = Array.from({ length: threads }, () => startWorker(target, epochs, report));
  const collectHere = garbageCollector();
  const collect = async () => {
    collectHere();
    await Promise.all(workers.map((worker) => worker.collect()));
  };
  const memory = new MemoryWatch({ everyMs: Math.min(15_000, seconds * 50), warmUpMs: Math.min(WARM_UP_MS, seconds * 333), collect });

  let configs = 0;
  client.on('configChanged', () => {
    configs += 1;
  });
  const running = epochs.run(versionOfClient);
  const end = performance.now() + seconds * 1_000;
  for (let left = seconds * 1_000; left > 0 && !epochs.isStopped; left = end - performance.now()) {
    await pause(Math.min(left, 30_000));
    progress(`${configs} configs, version ${versionOfClient()}, ${(process.memoryUsage.rss() / (1 << 20)).toFixed(0)} MiB`);
  }
  epochs.isStopped = true;
  await running;
  const watched = await memory.stop();
  const results = await Promise.all(workers.map((worker) => worker.stop()));
  client.dispose();
  stopWatching();
  return { unexpected, requests: epochs.counts, configs, ...summed(results), memory: watched };
}

/** Listens to what ends a process, or would. */
function watchProcess(report) {
  const onRejection = (reason) => report(`unhandled rejection: ${/** @type {any} */ (reason)?.stack ?? reason}`);
  const onException = (error) => report(`uncaught exception: ${error?.stack ?? error}`);
  const onWarning = (warning) => report(`warning: ${warning.stack}`);
  process.on('unhandledRejection', onRejection).on('uncaughtException', onException).on('warning', onWarning);
  return () => {
    process.off('unhandledRejection', onRejection).off('uncaughtException', onException).off('warning', onWarning);
  };
}

function startWorker(target, epochs, report) {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MIB };
  const worker = new Worker(path.join(__dirname, 'evaluator.js'), { workerData: target, resourceLimits });
  /** @type {any} */
  let result;
  worker.on('error', (error) => report(`a thread failed: ${error.stack}`));
  worker.on('message', (message) => {
    if (message.unexpected) report(message.unexpected);
    if (message.version > epochs.lastVersion) report(`version ${message.version} was never sent`);
    if (message.durations) result = message;
    if (message.collected) collected();
  });
  let collected = () => {};
  const exited = new Promise((resolve) => {
    worker.on('exit', (code) => {
      if (code !== 0 || !result) report(`a thread ended with code ${code}`);
      resolve(undefined);
    });
  });
  const collect = () => {
    const done = new Promise((resolve) => {
      collected = () => resolve(undefined);
    });
    worker.postMessage('collect');
    return Promise.race([done, exited]);
  };
  const stop = async () => {
    worker.postMessage('stop');
    const timer = setTimeout(() => {
      report('a thread did not end');
      worker.terminate();
    }, END_MS);
    await exited;
    clearTimeout(timer);
    return result;
  };
  return { collect, stop };
}

function summed(results) {
  const durations = createHistogram();
  let evaluations = 0;
  for (const result of results.filter(Boolean)) {
    durations.add(result.durations);
    evaluations += result.evaluations;
  }
  return { evaluations, nanoseconds: { p50: durations.percentile(50), p999: durations.percentile(99.9), max: durations.max } };
}

module.exports = { soak };
