'use strict';

const { shrink } = require('../../support/shrink');
const { deviations } = require('./deviations');

/**
 * @typedef {import('./generate/world').World} World
 * @typedef {import('./side').Observation} Observation
 * @typedef {import('./side').Side} Side
 * @typedef {object} Difference
 * @property {number | 'start' | 'events'} where index of the subject, or what else was looked at
 * @property {number} at index of the step, or of the event
 * @property {Observation | undefined} theirs
 * @property {Observation | undefined} ours
 * @property {Observation | 'anything' | undefined} expected
 * @typedef {Record<string, number>} Usage how often each deviation was met
 */

const SHRINK_BUDGET = 3_000;

const text = ({ name, outcome, notes }) => [name, outcome, ...notes].join('\n');

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

function compareLists(theirs, ours, place, options) {
  for (let at = 0; at < Math.max(theirs.length, ours.length); at += 1) {
    if (theirs[at] && ours[at] && text(theirs[at]) === text(ours[at])) continue;
    const expected = theirs[at] && expectedOf(theirs[at], { ...place, at }, options);
    if (expected === 'anything' && ours[at] && !ours[at].outcome.startsWith('throws')) continue;
    if (!expected || !ours[at] || expected === 'anything' || text(expected) !== text(ours[at])) {
      return { at, theirs: theirs[at], ours: ours[at], expected };
    }
  }
  return null;
}

/**
 * The first difference that two packages make in a world.
 *
 * @param {[official: Side, own: Side]} sides
 * @param {World} world
 * @param {object} [options]
 * @param {import('./deviations').Deviation[]} [options.allowed]
 * @param {Usage} [options.usage]
 * @param {(theirs: Awaited<ReturnType<Side['live']>>) => void} [options.look] at what the official package did
 * @returns {Promise<Difference | null>}
 */
async function compareWorld([official, own], world, { allowed = deviations, usage = {}, look } = {}) {
  const theirs = await official.live(world);
  look?.(theirs);
  const ours = await own.live(world);
  const options = { allowed, usage };
  const parts = [
    ['start', [theirs.start], [ours.start]],
    ...theirs.subjects.map((steps, index) => [index, steps, ours.subjects[index] ?? []]),
    ['events', theirs.events, ours.events],
  ];
  for (const [where, expected, found] of parts) {
    const difference = compareLists(expected, found, { world, where }, options);
    if (difference) return { ...difference, where };
  }
  return null;
}

/** What must not change while a world is made smaller: or another difference would be found in it. */
const kindOf = ({ where, theirs, ours }) =>
  [typeof where, theirs?.name.split(' ')[0], theirs?.outcome.slice(0, 5), ours?.outcome.slice(0, 5), ours?.name.split(' ')[0], placeOf(theirs, ours)].join();

/** The property at which two texts begin to differ. */
function placeOf(theirs, ours) {
  if (!theirs || !ours) return '';
  const [a, b] = [text(theirs), text(ours)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return /"(\w+)": [^"]*"?[^"]*$/.exec(a.slice(0, at + 1))?.[1] ?? '';
}

const hasAll = (object, names) => names.every((name) => object?.[name] !== undefined);

/** Whether a step still has its first argument in front, which is a name or a key. */
const isSoundStep = (step) => hasAll(step, ['fn', 'args']) && (step.args[0] === null || typeof step.args[0] !== 'object');

/** Whether a world that was made smaller is still one as servers could send it. @param {World} world */
function isSound({ specs, source, overrides, subjects }) {
  const all = [specs?.feature_gates, specs?.dynamic_configs, specs?.layer_configs].flat();
  const rules = all.flatMap((spec) => spec?.rules);
  return (
    Boolean(source && overrides && subjects?.every((subject) => hasAll(subject, ['user', 'steps']) && subject.steps.every(isSoundStep))) &&
    hasAll(specs, ['has_updates', 'time', 'feature_gates', 'dynamic_configs', 'layer_configs']) &&
    all.every((spec) => hasAll(spec, ['name', 'type', 'salt', 'enabled', 'defaultValue', 'rules', 'idType', 'entity'])) &&
    rules.every((rule) => hasAll(rule, ['name', 'id', 'passPercentage', 'conditions', 'returnValue', 'idType'])) &&
    rules.flatMap(({ conditions }) => conditions ?? []).every((condition) => hasAll(condition, ['type', 'targetValue', 'operator', 'field', 'additionalValues', 'idType']))
  );
}

/**
 * Tells a difference, in the smallest world that shows it.
 *
 * @param {[official: Side, own: Side]} sides
 * @param {World} world
 * @param {Difference} found
 * @param {{ allowed?: import('./deviations').Deviation[] }} [options]
 */
async function report(sides, world, found, options = {}) {
  const differs = async (candidate) => {
    if (!isSound(candidate)) return false;
    try {
      const difference = await compareWorld(sides, candidate, options);
      return difference !== null && kindOf(difference) === kindOf(found);
    } catch {
      return false;
    }
  };
  const { where } = found;
  const start = typeof where === 'number' ? { ...world, subjects: [world.subjects[where]] } : world;
  const first = (await differs(start)) ? start : world;
  const smallest = (await differs(first)) ? await shrink(first, differs, SHRINK_BUDGET) : first;
  const { theirs, ours, expected } = (await compareWorld(sides, smallest, options)) ?? found;
  return [
    `world: ${sourceOf(smallest)}`,
    `--- official\n${theirs ? text(theirs) : 'nothing'}`,
    ...(expected !== theirs ? [`--- expected\n${typeof expected === 'object' ? text(expected) : expected}`] : []),
    `--- this package\n${ours ? text(ours) : 'nothing'}`,
  ].join('\n');
}

/** The source text of a world. @param {any} node @returns {string} */
function sourceOf(node) {
  if (node instanceof Date) return `new Date(${node.getTime()})`;
  if (Array.isArray(node)) return `[${node.map(sourceOf).join(', ')}]`;
  if (node !== null && typeof node === 'object') return `{ ${Object.keys(node).map((name) => `${JSON.stringify(name)}: ${sourceOf(node[name])}`).join(', ')} }`;
  if (typeof node === 'string') return JSON.stringify(node);
  return Object.is(node, -0) ? '-0' : String(node);
}

module.exports = { compareWorld, report };
