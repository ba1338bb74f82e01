'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { runScript } = require('../behaviour/support/child');
const { configOf } = require('../behaviour/support/fixtures');
const { within } = require('./support/waits');

const COUNT = 1000;
const LONG_MS = 25_000;

/** Threads of the process, by name, where the system tells: the package may add two, beside those that resolve names. */
const PRELUDE = `
  const fs = require('node:fs');
  const threads = () => {
    try {
      return fs.readdirSync('/proc/self/task').length;
    } catch {
      return 0;
    }
  };
  const keyOf = (n) => 'configcat-sdk-1/0123456789012345678901/' + String(n).padStart(22, '0');
  // Node makes the threads of its pool when they are first needed.
  const usePool = () => Promise.all(Array.from({ length: 8 }, () => fs.promises.stat('.')));
`;

/** Names are looked up by so many threads at most. */
const RESOLVER_THREADS = 8;

/** [name, host of the server, SDK key of a client, requests of the first round, threads] */
const SHAPES = [
  ['1,000 clients of one key', '127.0.0.1', 'keyOf(0)', 1, 2],
  ['1,000 keys', '127.0.0.1', 'keyOf(n)', COUNT, 2],
  ['1,000 keys, at a server with a name', 'localhost', 'keyOf(n)', COUNT, 2 + RESOLVER_THREADS],
];

describe('many clients', { concurrency: 2 }, () => {
  for (const [name, host, keyOf, expected, mostThreads] of SHAPES) {
    own(`${name}: one poller per key, ${mostThreads} threads at most`, async (t) => {
      const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
      const { done } = runScript(t, origin.url.replace('127.0.0.1', host), `${PRELUDE}
        (async () => {
          await usePool();
          const before = threads();
          const clients = [];
          for (let n = 0; n < ${COUNT}; n++) {
            clients.push(sdk.createClientWithAutoPoll(${keyOf}, { baseUrl: origin, logger, pollIntervalSeconds: 4, maxInitWaitTimeSeconds: 20 }));
          }
          const values = await Promise.all(clients.map((client) => client.getValueAsync('flag', false)));
          console.log(values.filter((value) => value === true).length, threads() - before);
          await new Promise((resolve) => setTimeout(resolve, 1000));
          process.exit();
        })();
      `);
      const { code, output, errors } = await within(LONG_MS, done);
      assert.equal(code, 0, errors);
      const [values, threads] = output.trim().split(' ').map(Number);
      assert.equal(values, COUNT);
      assert.ok(threads <= mostThreads, `${threads} threads`);
      const perKey = origin.requests.length / expected;
      assert.equal(perKey, 1);
      assert.equal(new Set(origin.requests.map(({ url }) => url)).size, expected);
    });
  }

  own('1,000 clients of one key poll once per interval, whoever of them is disposed', async (t) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
    const { done } = runScript(t, origin.url, `${PRELUDE}
      (async () => {
        const clients = Array.from({ length: ${COUNT} }, () =>
          sdk.createClientWithAutoPoll(keyOf(0), { baseUrl: origin, logger, pollIntervalSeconds: 1 }));
        await Promise.all(clients.map((client) => client.getValueAsync('flag', false)));
        const start = Date.now();
        clients.splice(0, ${COUNT} - 1).forEach((client) => client.dispose());
        await new Promise((resolve) => setTimeout(resolve, 2600));
        console.log((Date.now() - start) / 1000);
        clients[0].dispose();
      })();
    `);
    const { code, output, errors } = await within(LONG_MS, done);
    assert.equal(code, 0, errors);
    const polls = origin.requests.length - 1;
    assert.ok(polls >= 2 && polls <= Number(output) + 1, `${polls} polls in ${output} s`);
  });
});
