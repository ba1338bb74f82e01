'use strict';

// What a Statsig server's calls cost, beside both official packages and beside what cannot be beaten.

const { loadFresh, loadStatsigPackages, makeRow, measure, OURS } = require('../support/index.js');
const { exposureRows } = require('./exposures.js');
const { floorOf, floorTask } = require('./floors.js');
const { OPERATIONS } = require('./list.js');
const { SpecsServer } = require('./server.js');
const { openSubject } = require('./subjects.js');
const { USERS } = require('./users.js');

const LOOPS = require.resolve('./loops.js');

exports.name = 'statsig';
exports.title = 'Statsig operations';
exports.sections = [
  { name: 'statsig', title: 'Statsig operations' },
  { name: 'statsig-costs', title: 'What else a server with Statsig pays for' },
];

/** @param {import('../groups.js').Context} context */
exports.run = async (context) => {
  const packages = loadStatsigPackages();
  const rows = await operationRows(context, packages);
  context.log('  delivery of exposures');
  return [...rows, ...(await exposureRows(context, packages))];
};

/**
 * @param {import('../groups.js').Context} context
 * @param {import('../support/packages.js').StatsigPackage[]} packages
 */
async function operationRows(context, packages) {
  const server = await SpecsServer.start();
  const subjects = [];
  try {
    for (const found of packages) subjects.push({ name: found.name, subject: await openSubject(found, server.url) });
    const times = await measure([...OPERATIONS.map((operation) => taskOf(operation, subjects)), floorTask(OPERATIONS)], context);
    const floors = /** @type {Map<string, import('../support/stats.js').Figure>} */ (times.get('floors'));
    for (const [name, { median }] of floors) context.addFigure(`Statsig, ${name}, ns`, median);
    return OPERATIONS.map((operation) => rowOf(operation, times.get(operation.name), floors));
  } finally {
    for (const { subject } of subjects) await subject.end();
    await server.close();
  }
}

function rowOf(operation, times, floors) {
  const { [OURS]: ours, ...others } = Object.fromEntries(times ?? []);
  const goal = /** @type {const} */ ({ kind: 'ratio-at-least', value: operation.goal });
  return makeRow({ group: 'statsig', name: operation.name, ours, others, goal, floor: floorOf(floors, operation), inChart: true });
}

/**
 * @param {import('./list.js').Operation} operation
 * @param {{ name: string, subject: import('./loops.js').Subject }[]} subjects
 * @returns {import('../support/timing.js').Task}
 */
function taskOf({ name, loop, key }, subjects) {
  const contestants = subjects.map((found) => {
    const run = loadFresh(LOOPS)[loop];
    return { name: found.name, run: (count) => run(found.subject, key, count) };
  });
  return { name, contestants, checkCalls: USERS.length };
}
