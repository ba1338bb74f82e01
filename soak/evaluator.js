'use strict';

// A worker thread that evaluates all the time and checks every value.

const { createHistogram } = require('node:perf_hooks');
const { setImmediate: turn } = require('node:timers/promises');
const { parentPort, workerData } = require('node:worker_threads');
const { openClient } = require('./client.js');
const { KEYS, USER, versionOf } = require('./configs.js');
const { garbageCollector } = require('../__test__/support/garbage.js');

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** How many snapshots are evaluated before the event loop gets its turn. */
const BATCH = 50;

const REPORT_MS = 1_000;

const collect = garbageCollector();
const durations = createHistogram();
let evaluations = 0;
let version = 0;
let isStopped = false;

const report = (what) => port.postMessage({ unexpected: what });

process.on('unhandledRejection', (reason) => report(`unhandled rejection: ${/** @type {any} */ (reason)?.stack ?? reason}`));

function timed(evaluate) {
  const start = performance.now();
  const value = evaluate();
  durations.record(Math.max(1, Math.round((performance.now() - start) * 1e6)));
  evaluations += 1;
  return value;
}

function check(values) {
  const seen = versionOf(values);
  if (typeof seen === 'string') report(`values that belong to no config: ${seen}`);
  else if (seen < version) report(`version ${seen} after version ${version}`);
  else version = seen;
}

async function run() {
  const client = await openClient(workerData, report);
  let reported = performance.now();
  while (!isStopped) {
    for (let at = 0; at < BATCH; at++) {
      const snapshot = client.snapshot();
      check(KEYS.map((key) => timed(() => snapshot.getValue(key, null, USER))));
    }
    const all = new Map((await client.getAllValuesAsync(USER)).map(({ settingKey, settingValue }) => [settingKey, settingValue]));
    check(KEYS.map((key) => all.get(key)));
    await turn();
    if (performance.now() - reported > REPORT_MS) {
      reported = performance.now();
      port.postMessage({ version });
    }
  }
  client.dispose();
  port.postMessage({ version, evaluations, durations });
  port.close();
}

port.on('message', (message) => {
  if (message === 'stop') isStopped = true;
  else {
    collect();
    port.postMessage({ collected: true });
  }
});

run();
