'use strict';

// What the calls of a program cost, beside the official packages and beside what cannot be beaten.

const { loadFresh, makeRow, measure, OURS } = require('../support/index.js');
const { openOnFewFlags, openOnManyFlags } = require('./clients.js');
const { Floors, floorTask } = require('./floors.js');
const { FLAG_NAMES, ON_FEW_FLAGS, ON_MANY_FLAGS } = require('./list.js');

/**
 * @typedef {import('./list.js').Operation} Operation
 * @typedef {Map<string, Map<string, import('../support/stats.js').Figure>>} Times
 */

const LOOPS = require.resolve('./loops.js');

/** So many answers are compared between the packages: as many as there are users. */
const CHECK_CALLS = 16;

/** Limits of Vexil's own, in floors: a rule costs at most twice what it cannot do without. */
const TIMES_FLOOR = 2;
const LIMITED = ['textRules', 'percentage', 'hashed'];

exports.name = 'operations';
exports.title = 'Operations';
exports.sections = [
  { name: 'operations', title: 'Operations' },
  { name: 'limits', title: 'Limits' },
];

/** @param {import('../groups.js').Context} context */
exports.run = async (context) => {
  const few = await timed(context, openOnFewFlags, ON_FEW_FLAGS, [floorTask()]);
  const many = await timed(context, openOnManyFlags, ON_MANY_FLAGS, []);
  const floors = new Floors(/** @type {any} */ (few.get('floors')));
  for (const [name, median] of floors.all) context.addFigure(`${name}, ns`, median);
  return [...operationRows(ON_FEW_FLAGS, few, floors), ...operationRows(ON_MANY_FLAGS, many, floors), ...limitRows(few, floors)];
};

/**
 * @param {import('../groups.js').Context} context
 * @param {typeof openOnFewFlags} open
 * @param {Operation[]} operations
 * @param {import('../support/timing.js').Task[]} others
 */
async function timed(context, open, operations, others) {
  const subjects = await open(context);
  try {
    const tasks = operations.map((operation) => taskOf(operation, subjects.of[operation.subject]));
    return await measure([...tasks, ...others], context);
  } finally {
    subjects.close();
  }
}

/**
 * @param {Operation} operation
 * @param {{ name: string, subject: any }[]} subjects
 * @returns {import('../support/timing.js').Task}
 */
function taskOf({ name, loop, flag }, subjects) {
  const contestants = subjects.map((found) => {
    const run = loadFresh(LOOPS)[loop];
    return { name: found.name, run: (count) => run(found.subject, flag, count) };
  });
  return { name, contestants, checkCalls: CHECK_CALLS };
}

/**
 * @param {Operation[]} operations
 * @param {Times} times
 * @param {import('./floors.js').Floors} floors
 */
function operationRows(operations, times, floors) {
  return operations.map((operation) => {
    const { [OURS]: ours, ...others } = Object.fromEntries(times.get(operation.name) ?? []);
    return makeRow({
      group: 'operations',
      name: operation.name,
      ours,
      others,
      goal: { kind: 'ratio-at-least', value: operation.goal },
      floor: floors.ofOperation(operation),
      inChart: operation.inChart,
      ...(operation.subject === 'callbackClient' && { note: 'configcat-node 8.0.0, the last one with callbacks' }),
    });
  });
}

/**
 * @param {Times} times
 * @param {import('./floors.js').Floors} floors
 */
function limitRows(times, floors) {
  return LIMITED.map((flag) => {
    const operation = ON_FEW_FLAGS.find(({ subject, flag: asked }) => subject === 'snapshot' && asked === flag);
    const ours = times.get(operation?.name ?? '')?.get(OURS);
    if (ours === undefined) throw new Error(`No operation measures ${flag}.`);
    const floor = floors.ofRule(flag);
    const goal = { kind: /** @type {const} */ ('at-most'), value: TIMES_FLOOR * floor.median };
    return makeRow({ group: 'limits', name: `${FLAG_NAMES[flag]}, in a snapshot`, ours, goal, floor });
  });
}
