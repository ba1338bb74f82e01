'use strict';

const assert = require('node:assert/strict');
const { Random, runSeed } = require('../../support/random');
const { shrink } = require('../../support/shrink');
const { load, loadOfficial } = require('../support/sdks');
const { tell } = require('./tell');
const { build, sourceOf } = require('./tree');
const { silenceConsole } = require('./worlds');

/**
 * Compares what a function of both packages gives for random arguments.
 *
 * @param {import('node:test').TestContext} t
 * @param {object} options
 * @param {number} options.count
 * @param {(random: Random) => any[]} options.make arguments, as trees
 * @param {(sdk: any, args: any[]) => any} options.call
 * @param {any} [options.inPlaceOfErrors] what this package must give where the official one throws
 * @returns {Record<string, number>} how often each outcome was met
 */
async function compareCalls(t, { count, make, call, inPlaceOfErrors }) {
  const seed = runSeed();
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  silenceConsole(t);
  const random = new Random(seed);
  const sdks = [loadOfficial(), load()];
  const outcomes = {};
  for (let index = 0; index < count; index += 1) {
    const args = make(random);
    const { theirs, ours, expected } = compareCall(sdks, call, args, inPlaceOfErrors);
    outcomes[theirs] = (outcomes[theirs] ?? 0) + 1;
    if (ours === expected) continue;
    const differs = (candidate) => {
      const result = compareCall(sdks, call, candidate, inPlaceOfErrors);
      // Not the same difference if it comes of leaving out an argument.
      return candidate.length === args.length && result.ours !== result.expected && result.theirs.slice(0, 6) === theirs.slice(0, 6);
    };
    const smallest = await shrink(args, differs, 20_000);
    const result = compareCall(sdks, call, smallest, inPlaceOfErrors);
    assert.fail(`for ${smallest.map(sourceOf).join(', ')} (case ${index} of seed ${seed})\n--- official\n${result.theirs}\n--- this package\n${result.ours}`);
  }
  return outcomes;
}

function compareCall(sdks, call, args, inPlaceOfErrors) {
  const [theirs, ours] = sdks.map((sdk) => outcomeOf(() => call(sdk, build(args))));
  return { theirs, ours, expected: theirs.startsWith('throws') ? tell(inPlaceOfErrors) : theirs };
}

function outcomeOf(run) {
  try {
    return tell(run());
  } catch (error) {
    return `throws ${tell(error)}`;
  }
}

module.exports = { compareCalls };
