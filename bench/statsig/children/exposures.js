'use strict';

// Makes exposures, a thousand per turn of the event loop, and delivers them.

const { setTimeout: sleep } = require('node:timers/promises');
const { runAsChild } = require('../../support/child.js');
const { openSubject } = require('../subjects.js');
const { makeUser } = require('../users.js');
const { USER_MASK } = require('../../support/users.js');

const PER_TURN = 1_000;
const SAMPLE_MS = 20;

runAsChild(async ({ source, url, count }) => {
  const { server, wrap, end } = await openSubject({ exports: require(source) }, url);
  let isDone = false;
  let peak = process.memoryUsage.rss();
  const watching = (async () => {
    while (!isDone) {
      peak = Math.max(peak, process.memoryUsage.rss());
      await sleep(SAMPLE_MS);
    }
  })();
  const start = performance.now();
  for (let index = 0; index < count; index += 1) {
    server.checkGate(wrap(makeUser(index & USER_MASK, `user-${index}`)), 'test_public');
    if (index % PER_TURN === PER_TURN - 1) await new Promise(setImmediate);
  }
  const made = performance.now();
  await end();
  isDone = true;
  await watching;
  return { peak, madeMs: made - start, deliveredMs: performance.now() - start };
});
