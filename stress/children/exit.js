'use strict';

const cluster = require('node:cluster');
const { once } = require('node:events');
const fs = require('node:fs');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const CLUSTER_SIZE = 2;

const parameters = isMainThread ? JSON.parse(process.argv[2]) : workerData;

/** Written at once: nothing is lost by an end that comes right after. */
const tell = (/** @type {string} */ text) => fs.writeSync(1, `${text}\n`);

/** The clock is the same in all processes. */
const tellEnd = () => tell(`end ${Number(process.hrtime.bigint()) / 1e6}`);

/** Some clients that poll, one of them in the middle of a fetch. */
async function startClients() {
  if (parameters.isBare) return;
  const { PollingMode, getClient } = require('../../index.js');
  const { keyOf } = require('../support/sdk-keys.js');
  const options = { baseUrl: parameters.url, pollIntervalSeconds: 1, keepAlive: true };
  await getClient(keyOf(0), PollingMode.AutoPoll, options).waitForReady();
  void getClient(keyOf(1), PollingMode.AutoPoll, options).forceRefreshAsync();
}

/** @type {Record<string, () => void | Promise<void>>} */
const ends = {
  'process.exit': () => {
    tellEnd();
    process.exit(0);
  },
  SIGTERM: () => {
    // Whatever the clients do, this keeps the process for the signal.
    setInterval(() => {}, 1_000);
    tell('ready');
  },
  'uncaught exception': () => {
    setTimeout(() => {
      tellEnd();
      throw new Error('nobody catches this');
    });
  },
  worker: async () => {
    const worker = new Worker(__filename, { workerData: parameters });
    await once(worker, 'message');
    tellEnd();
    process.exit(0);
  },
};

async function primary() {
  const workers = Array.from({ length: CLUSTER_SIZE }, () => cluster.fork());
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const ended = workers.map((worker) => once(worker, 'exit'));
  tellEnd();
  for (const worker of workers) worker.send('end');
  const codes = await Promise.all(ended);
  process.exit(codes.every(([code]) => code === 0) ? 0 : 1);
}

async function main() {
  if (parameters.way === 'cluster' && cluster.isPrimary) return primary();
  await startClients();
  if (!isMainThread) return parentPort?.postMessage('ready');
  if (cluster.isWorker) {
    process.on('message', () => process.exit(0));
    process.send?.('ready');
    return undefined;
  }
  return (ends[parameters.way] ?? ends['process.exit'])();
}

void main();
