'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { PollingMode, getClient } = require('../../index.js');
const { configcatAlive } = require('../../binding.js');
const { collect, keyOf, runAsChild, settledMemory } = require('../support/index.js');

/** How many clients are made in one turn of the event loop. */
const PER_TURN = 100;

/** A program must not hang on a finaliser that never runs. */
const LAST_ROUNDS = 50;

const options = { baseUrl: 'http://127.0.0.1:9', offline: true };

runAsChild(async ({ cycles, perCycle }) => {
  let made = 0;
  const memory = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    for (let count = 0; count < perCycle; count += 1) {
      const mode = made % 2 === 0 ? PollingMode.AutoPoll : PollingMode.ManualPoll;
      getClient(keyOf(made), mode, options);
      made += 1;
      if (made % PER_TURN === 0) await turn();
    }
    memory.push(await settledMemory());
  }
  for (let round = 0; round < LAST_ROUNDS && configcatAlive()[0] > 0; round += 1) await collect();
  return { memory, alive: configcatAlive()[0], made };
});
