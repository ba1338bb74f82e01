'use strict';

const { Random, runSeed } = require('../../support/random');
const { compareWorld, report } = require('./compare');
const { anyWorld } = require('./generate/world');

/** @typedef {import('./side').Side} Side */

/** Each world has a seed of its own, so that one can be repeated without those before it. */
const seedOfWorld = (seed, index) => (Math.imul(seed ^ (index * 0x9e3779b1), 0x85ebca6b) ^ index) >>> 0;

/** Things that have to come up often, or the comparison would be worth little: by what they leave in an outcome, an event or a note. */
const SIGHTS = {
  'gates that pass': /^gives \{ "result": (?:true|\{.*"value": true)/,
  'gates that fail': /^gives \{ "result": (?:false|\{.*"value": false)/,
  'default rules': /"ruleID": "default"/,
  'disabled specs': /"ruleID": "disabled"/,
  'unsupported conditions': /"reason": "Unsupported"/,
  'unknown names': /"reason": "Unrecognized"/,
  overrides: /"reason": "LocalOverride"/,
  'assignments kept': /"reason": "Persisted"/,
  'assignments saved': /^save /,
  groups: /"groupName": "(?:Control|Test)"/,
  'delegated layers': /"experiment": "config_/,
  'secondary exposures': /"secondaryExposures": \[\{/,
  'undelegated exposures': /"undelegated_secondary_exposures": \[\{/,
  'implicit parameters': /"isExplicitParameter": "false"/,
  'explicit parameters': /"isExplicitParameter": "true"/,
  'gate exposures': /"eventName": "statsig::gate_exposure"/,
  'config exposures': /"eventName": "statsig::config_exposure"/,
  'layer exposures': /"eventName": "statsig::layer_exposure"/,
  'mismatches of type': /"eventName": "statsig::default_value_type_mismatch"/,
  'sampled exposures': /"samplingRate": /,
  'client responses': /"generator": "statsig-node-sdk"/,
  'hashed by SHA-256': /"hash_used": "sha256"/,
  'session replay': /"can_record_session": /,
  'calls of callbacks': /^gateCallback /,
  errors: /^throws StatsigInvalidArgumentError/,
};

/** @param {Record<string, number>} seen @param {Awaited<ReturnType<Side['live']>>} theirs */
function countSights(seen, { start, subjects, events }) {
  for (const { outcome, notes } of [start, ...subjects.flat(), ...events]) {
    for (const text of [outcome, ...notes]) {
      for (const [name, pattern] of Object.entries(SIGHTS)) seen[name] += pattern.test(text) ? 1 : 0;
    }
  }
}

/**
 * Compares random worlds until enough users were in them, or a difference is found.
 *
 * @param {object} options
 * @param {[official: Side, own: Side]} options.sides
 * @param {number} options.subjects
 * @param {number} [options.seed]
 * @param {number} [options.only] the one world to compare
 * @param {import('./deviations').Deviation[]} [options.allowed] how the two may differ
 */
async function compareWorlds({ sides, subjects, seed = runSeed(), only, allowed }) {
  const seen = Object.fromEntries(Object.keys(SIGHTS).map((name) => [name, 0]));
  const counts = { subjects: 0, worlds: 0, steps: 0, usage: {}, seen };
  const look = (theirs) => countSights(seen, theirs);
  for (let index = only ?? 0; counts.subjects < subjects; index += 1) {
    const world = anyWorld(new Random(seedOfWorld(seed, index)));
    const difference = await compareWorld(sides, world, { allowed, usage: counts.usage, look });
    counts.subjects += world.subjects.length;
    counts.worlds += 1;
    counts.steps += world.subjects.reduce((sum, { steps }) => sum + steps.length, 0);
    if (difference) return { ...counts, difference: { index, world, difference } };
    if (only !== undefined) break;
  }
  return { ...counts, difference: null };
}

/** The text of a failure. */
async function describeDifference(sides, seed, { index, world, difference }, options) {
  const text = await report(sides, world, difference, options);
  return `A difference in world ${index} (VEXIL_SEED=${seed} VEXIL_WORLD=${index} repeats it)\n${text}`;
}

module.exports = { compareWorlds, describeDifference };
