'use strict';

// Servers in worker threads.

const assert = require('node:assert/strict');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');
const { startMockServer } = require('../support/mock-server');
const { both } = require('../support/sdks');
const { specs } = require('../snippets/specs');

/** @param {import('node:test').TestContext} t */
function startWorker(t, subject, api, rest) {
  const source = `
    const { parentPort } = require('node:worker_threads');
    const Statsig = require(${JSON.stringify(subject.file)});
    const none = () => {};
    const logger = { debug: none, info: none, warn: none, error: none, logLevel: 'none' };
    (async () => {
      await Statsig.initialize('secret-key', { api: ${JSON.stringify(api.api)}, logger, disableDiagnostics: true });
      parentPort.postMessage(Statsig.checkGate({ userID: 'a' }, 'new_homepage_design'));
      ${rest}
    })();`;
  const worker = new Worker(source, { eval: true });
  t.after(() => worker.terminate());
  return worker;
}

both('a worker with a live server ends by itself', async (t, subject) => {
  const api = await startMockServer(t, specs);
  const worker = startWorker(t, subject, api, '');
  const [[answer], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  assert.deepEqual([answer, code], [true, 0]);
});

both('many workers can be terminated while their servers live', async (t, subject) => {
  const api = await startMockServer(t, specs);
  const workers = Array.from({ length: 5 }, () => startWorker(t, subject, api, "Statsig.logEvent({ userID: 'a' }, 'bought'); setInterval(() => {}, 1000);"));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  await Promise.all(workers.map((worker) => worker.terminate()));
  const again = startWorker(t, subject, api, '');
  const [answer] = await once(again, 'message');
  assert.equal(answer, true);
});
