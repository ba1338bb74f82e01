'use strict';

const { OURS, figureOf, makeRow, runChild } = require('../support/index.js');
const { SpecsServer } = require('./server.js');

const SCRIPT = require.resolve('./children/exposures.js');
const MEGABYTE = 1e6;

const LOST =
  'Counted by the local server, by user, after `shutdownAsync`. The native SDK compresses by Zstandard, which Node.js 20 cannot read: '
  + 'its events are as many as it says in a header.';

/**
 * Exposures of so many users, made as fast as can be and sent to a local server: how many were lost, the peak of memory, and the
 * time until all were delivered.
 *
 * @param {import('../groups.js').Context} context
 * @param {import('../support/packages.js').StatsigPackage[]} packages
 */
async function exposureRows({ quick, log, addFigure }, packages) {
  const count = quick ? 2_000 : 1_000_000;
  addFigure('Statsig, exposures of the delivery rows', count);
  const found = new Map();
  for (const { name, source } of packages) {
    const server = await SpecsServer.start();
    try {
      const result = await runChild(SCRIPT, { source, url: server.url, count });
      const { users, unread } = await server.takeCounts();
      found.set(name, { ...result, lost: Math.max(count - users - unread, 0) });
    } finally {
      await server.close();
    }
    log(`  ${name}: ${found.get(name).lost} of ${count} lost`);
  }
  const row = (name, unit, valueOf, goal, note) => {
    const { [OURS]: ours, ...others } = Object.fromEntries([...found].map(([key, result]) => [key, figureOf([valueOf(result)])]));
    return makeRow({ group: 'statsig-costs', name, unit, ours, others, goal, note });
  };
  const label = 'one million exposures, a thousand per turn';
  return [
    row(`${label}: lost`, 'count', ({ lost }) => lost, { kind: 'at-most', value: 0 }, LOST),
    row(`${label}: peak memory`, 'MB', ({ peak }) => peak / MEGABYTE, null, 'Resident memory of the whole process, looked at every 20 ms.'),
    row(`${label}: until all were delivered`, 'ms', ({ deliveredMs }) => deliveredMs, null, 'Checks included.'),
  ];
}

module.exports = { exposureRows };
