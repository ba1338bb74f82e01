'use strict';

const { Random, runSeed } = require('../../support/random');
const { compareWorld, report } = require('./compare');
const { anyWorld } = require('./generate/world');

/** What the official package and the host's test doubles print is not looked at. */
function silenceConsole(t) {
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) t.mock.method(console, method, () => {});
}

/** Each world has a seed of its own, so that one can be repeated without those before it. */
const seedOfWorld = (seed, index) => (Math.imul(seed ^ (index * 0x9e3779b1), 0x85ebca6b) ^ index) >>> 0;

/**
 * Compares random worlds until enough users were in them, or a difference is found.
 *
 * @param {object} options
 * @param {[official: any, own: any]} options.sdks
 * @param {number} options.subjects
 * @param {number} [options.seed]
 * @param {number} [options.only] the one world to compare
 * @param {import('./deviations').Deviation[]} [options.allowed] how the two may differ
 */
async function compareWorlds({ sdks, subjects, seed = runSeed(), only, allowed }) {
  const counts = { subjects: 0, worlds: 0, steps: 0, usage: {} };
  for (let index = only ?? 0; counts.subjects < subjects; index += 1) {
    const world = anyWorld(new Random(seedOfWorld(seed, index)));
    const difference = await compareWorld(sdks, world, { allowed, usage: counts.usage });
    counts.subjects += world.subjects.length;
    counts.worlds += 1;
    counts.steps += world.subjects.reduce((sum, { steps }) => sum + steps.length, 0);
    if (difference) return { ...counts, difference: { index, world, difference } };
    if (only !== undefined) break;
  }
  return { ...counts, difference: null };
}

/** The text of a failure. */
async function describeDifference(sdks, seed, { index, world, difference }, options) {
  const text = await report(sdks, world, difference, options);
  return `A difference in world ${index} (VEXIL_SEED=${seed} VEXIL_WORLD=${index} repeats it)\n${text}`;
}

module.exports = { compareWorlds, describeDifference, silenceConsole };
