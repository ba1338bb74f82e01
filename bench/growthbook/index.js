'use strict';

// What a GrowthBook server's calls cost, beside the official package and beside what cannot be beaten.

const { loadFresh, loadGrowthBookPackages, makeRow, measure, OURS } = require('../support/index.js');
const { USERS } = require('./features.js');
const { floorOf, floorTask } = require('./floors.js');
const { OPERATIONS } = require('./list.js');
const { openSubject } = require('./subjects.js');
const { swapRows } = require('./swap.js');

const LOOPS = require.resolve('./loops.js');

exports.name = 'growthbook';
exports.title = 'GrowthBook operations';
exports.sections = [
  { name: 'growthbook', title: 'GrowthBook operations' },
  { name: 'growthbook-costs', title: 'What else a server with GrowthBook pays for' },
];

/** @param {import('../groups.js').Context} context */
exports.run = async (context) => {
  const packages = loadGrowthBookPackages();
  const rows = await inProduction(() => operationRows(context, packages));
  context.log('  stall while a payload is swapped');
  return [...rows, ...(await swapRows(context, packages))];
};

/**
 * As servers run: elsewhere the official package writes a log line, and throws it away, at every turn.
 *
 * @template T
 * @param {() => Promise<T>} body
 */
async function inProduction(body) {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    return await body();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/**
 * @param {import('../groups.js').Context} context
 * @param {ReturnType<typeof loadGrowthBookPackages>} packages
 */
async function operationRows(context, packages) {
  const subjects = packages.map(openSubject);
  const tasks = OPERATIONS.map((operation) => taskOf(operation, subjects));
  const times = await measure([...tasks, floorTask()], context);
  const floors = /** @type {Map<string, import('../support/stats.js').Figure>} */ (times.get('floors'));
  for (const [name, { median }] of floors) context.addFigure(`GrowthBook, ${name}, ns`, median);
  return OPERATIONS.map((operation) => {
    const { [OURS]: ours, ...others } = Object.fromEntries(times.get(operation.name) ?? []);
    return makeRow({
      group: 'growthbook',
      name: operation.name,
      ours,
      others,
      goal: operation.goal === undefined ? null : { kind: 'ratio-at-least', value: operation.goal },
      floor: floorOf(floors, operation),
      inChart: operation.inChart,
    });
  });
}

/**
 * @param {import('./list.js').Operation} operation
 * @param {ReturnType<typeof openSubject>[]} subjects
 * @returns {import('../support/timing.js').Task}
 */
function taskOf({ name, loop, feature }, subjects) {
  const contestants = subjects.map((found) => {
    const run = loadFresh(LOOPS)[loop];
    return { name: found.name, run: (count) => run(found.subject, feature, count) };
  });
  return { name, contestants, checkCalls: USERS.length };
}
