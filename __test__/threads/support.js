'use strict';

const { Worker } = require('node:worker_threads');
const { OWN } = require('../support/sdk');

const SDK_KEY = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';

/**
 * Runs a text in a worker thread, with `sdk`, `options`, `sdkKey` and `parentPort`. The worker is ended after the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {object} options of clients
 * @param {string} body
 */
function startWorker(t, options, body) {
  const source = `
    'use strict';
    const { parentPort, workerData: { options, sdkKey } } = require('node:worker_threads');
    const sdk = require(${JSON.stringify(OWN)});
    ${body}`;
  const worker = new Worker(source, { eval: true, workerData: { options, sdkKey: SDK_KEY } });
  t.after(() => worker.terminate());
  const ended = new Promise((resolve) => worker.on('exit', resolve));
  const said = new Promise((resolve) => worker.once('message', resolve));
  return { worker, ended, said };
}

module.exports = { SDK_KEY, startWorker };
