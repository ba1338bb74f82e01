'use strict';

const { shrink } = require('../../support/shrink');
const { amended, deviations } = require('./deviations');
const { EVALUATIONS, Side } = require('./side');
const { sourceOf } = require('./tree');

/**
 * @typedef {import('./generate/world').World} World
 * @typedef {import('./side').Observation} Observation
 * @typedef {object} Difference
 * @property {number} subject index of the observed subject
 * @property {number} at index of the observation
 * @property {Observation} theirs
 * @property {Observation | undefined} ours
 * @property {Observation | 'anything'} expected
 * @typedef {Record<string, number>} Usage how often each deviation was met
 */

const SHRINK_BUDGET = 20_000;

const text = ({ outcome, events }) => [outcome, ...events].join('\n');

/** What this package must do where the official one did that. */
function expectedOf(theirs, place, { allowed, usage }) {
  for (const { name, expect } of allowed) {
    const expected = expect?.(theirs, place) ?? null;
    if (expected === null || (expected !== 'anything' && text(expected) === text(theirs))) continue;
    usage[name] = (usage[name] ?? 0) + 1;
    return expected;
  }
  return theirs;
}

/** An evaluation that throws is wrong although the official one does, too. */
const mayNotBe = ({ name, outcome }) => EVALUATIONS.has(name) && outcome.startsWith('throws');

/** Both lists of observations of one subject; what makes the past of the two different ends the comparison. */
function compareSubject(theirs, ours, place, options) {
  for (let at = 0; at < Math.max(theirs.length, ours.length); at += 1) {
    if (theirs[at] && ours[at] && text(theirs[at]) === text(ours[at]) && !mayNotBe(theirs[at])) continue;
    const expected = theirs[at] && expectedOf(theirs[at], { ...place, at }, options);
    if (expected === 'anything' && !ours[at]?.outcome.startsWith('throws')) return null;
    if (!expected || !ours[at] || expected === 'anything' || text(expected) !== text(ours[at])) {
      return { at, theirs: theirs[at], ours: ours[at], expected };
    }
  }
  return null;
}

/**
 * The first difference that two packages make in a world.
 *
 * @param {[official: any, own: any]} sdks
 * @param {World} world
 * @param {object} [options]
 * @param {import('./deviations').Deviation[]} [options.allowed]
 * @param {Usage} [options.usage]
 * @param {(observed: Observation[][]) => void} [options.look] at what the official package did
 * @returns {Promise<Difference | null>}
 */
async function compareWorld([official, own], world, { allowed = deviations, usage = {}, look } = {}) {
  const theirs = await new Side(amended(official, allowed)).live(world);
  look?.(theirs);
  const ours = await new Side(own).live(world);
  const offset = world.surface === 'instance' ? 0 : 1;
  for (let index = 0; index < theirs.length; index += 1) {
    const place = { world, subject: world.subjects[index - offset] };
    const difference = compareSubject(theirs[index], ours[index] ?? [], place, { allowed, usage });
    if (difference) return { ...difference, subject: index - offset };
  }
  return null;
}

/**
 * Tells a difference, in the smallest world that shows it.
 *
 * @param {[official: any, own: any]} sdks
 * @param {World} world
 * @param {Difference} found
 * @param {{ allowed?: import('./deviations').Deviation[] }} [options]
 */
async function report(sdks, world, found, options = {}) {
  // What is found in the smaller world must not be something else, such as another call that is damaged by leaving out its arguments.
  const kind = ({ theirs, ours }) => [theirs?.name, theirs?.outcome.slice(0, 5), ours?.outcome.slice(0, 5)].join();
  const isSame = (difference) => difference !== null && kind(difference) === kind(found);
  const differs = async (candidate) => {
    try {
      return isSame(await compareWorld(sdks, candidate, options));
    } catch {
      return false;
    }
  };
  const start = found.subject < 0 ? { ...world, subjects: [] } : { ...world, subjects: [world.subjects[found.subject]] };
  const first = (await differs(start)) ? start : world;
  const smallest = (await differs(first)) ? await shrink(first, differs, SHRINK_BUDGET) : first;
  const { theirs, ours, expected } = (await compareWorld(sdks, smallest, options)) ?? found;
  return [
    `world: ${sourceOf(smallest)}`,
    `call: ${found.theirs?.name}`,
    `--- official\n${theirs ? text(theirs) : 'nothing'}`,
    ...(expected !== theirs ? [`--- expected\n${typeof expected === 'object' ? text(expected) : expected}`] : []),
    `--- this package\n${ours ? text(ours) : 'nothing'}`,
  ].join('\n');
}

module.exports = { compareWorld, report };
