'use strict';

const { figuresOf, makeRow, runChild } = require('../support/index.js');
const { configText } = require('./config.js');

const SCRIPT = require.resolve('./children/idle.js');
const FLAGS = 1_000;

/**
 * V8 collects what the start left behind once: some eight seconds after it, or with the first poll, when that allocates what was missing
 * to the limit. That is no idling yet.
 */
const SETTLE_MS = 80_000;

/** With two polls. */
const DURATION_MS = 120_000;

/**
 * How much of a processor a client takes that polls every 60 seconds and is not asked for anything, in per cent.
 *
 * @param {import('../groups.js').Context} context
 */
async function idleRows({ quick, packages, server }) {
  const sdkKey = server.serve(configText(FLAGS));
  const parameters = { url: server.url, sdkKey, settleMs: quick ? 50 : SETTLE_MS, durationMs: quick ? 100 : DURATION_MS };
  const repetitions = quick ? 1 : 3;
  // At the same time: what is counted is processor time, and all together it is next to nothing.
  const samples = await Promise.all(
    packages.map(async ({ name, source }) => {
      const runs = Array.from({ length: repetitions }, () => runChild(SCRIPT, { ...parameters, source }));
      return /** @type {[string, number[]]} */ ([name, await Promise.all(runs)]);
    }),
  );
  return [
    makeRow({
      group: 'costs',
      unit: '%',
      name: 'idle processor time with a 60 s poll',
      goal: { kind: 'at-most', value: 0.05 },
      ...figuresOf(new Map(samples)),
      note: 'Of one core, all threads of the process, over 120 seconds with two polls in them, from 80 seconds after the start: until the first poll V8 collects, once, what the start left behind (some 30 ms of work). The goal is 0.0 % when rounded.',
    }),
  ];
}

module.exports = { idleRows };
