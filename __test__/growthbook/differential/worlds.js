'use strict';

const { Random, runSeed } = require('../../support/random');
const { compareWorld, report } = require('./compare');
const { anyWorld } = require('./generate/world');
const { tuning } = require('../../../lib/growthbook/evaluation/tuning');

/** What the official package and the host's test doubles print is not looked at. */
function silenceConsole(t) {
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) t.mock.method(console, method, () => {});
}

/** Each world has a seed of its own, so that one can be repeated without those before it. */
const seedOfWorld = (seed, index) => (Math.imul(seed ^ (index * 0x9e3779b1), 0x85ebca6b) ^ index) >>> 0;

/** Things that have to come up often, or the comparison would be worth little: by what they leave in an outcome or in an event. */
const SIGHTS = {
  'default values': /"source": "defaultValue"/,
  'forced values': /"source": "force"/,
  experiments: /"source": "experiment"/,
  overrides: /"source": "override"/,
  gates: /"source": "prerequisite"/,
  circles: /"source": "cyclicPrerequisite"/,
  'unknown features': /"source": "unknownFeature"/,
  'users in experiments': /"inExperiment": true/,
  'sticky buckets': /"stickyBucketUsed": true/,
  'contexts of bandits': /"leafId": \d/,
  'variations that let pass': /"passthrough": /,
  redirections: /^gives "https?:/,
  'saved documents': /^(?:saveAssignments|setItem) /,
  exposures: /^(?:client )?trackingCallback /,
  usages: /^(?:client )?onFeatureUsage /,
  subscriptions: /^subscribe/,
  'deferred calls': /^gives \[\{ "experiment": /,
};

/** Counts the sights in what was observed. */
function countSights(seen, observed) {
  for (const { outcome, events } of observed.flat()) {
    for (const [name, pattern] of Object.entries(SIGHTS)) {
      for (const text of [outcome, ...events]) seen[name] += pattern.test(text) ? 1 : 0;
    }
  }
}

/** From how many evaluations of a feature on what is settled about it is remembered: worlds are short. */
const SETTLED_AFTER = [1, 2, tuning.settledAfter];

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
  const seen = Object.fromEntries(Object.keys(SIGHTS).map((name) => [name, 0]));
  const counts = { subjects: 0, worlds: 0, steps: 0, usage: {}, seen };
  const look = (observed) => countSights(seen, observed);
  for (let index = only ?? 0; counts.subjects < subjects; index += 1) {
    const world = anyWorld(new Random(seedOfWorld(seed, index)));
    tuning.settledAfter = SETTLED_AFTER[index % SETTLED_AFTER.length];
    const difference = await compareWorld(sdks, world, { allowed, usage: counts.usage, look });
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
