'use strict';

const { loadFresh, makeRow, measure, OURS } = require('../support/index.js');
const { FLAGS } = require('./flags.js');

exports.name = 'operations';
exports.title = 'Operations';

const LOOPS = require.resolve('./loops.js');

const OPERATIONS = [
  { name: 'snapshot().getValue, static flag', loop: 'snapshotValue', key: 'static', atLeast: 5 },
  { name: 'snapshot().getValue, two text rules', loop: 'snapshotValue', key: 'textRules', atLeast: 3 },
];

/** @param {import('../groups.js').Context} context */
exports.run = async ({ quick, log, packages, server }) => {
  const sdkKey = server.serve(FLAGS);
  const clients = new Map();
  for (const found of packages) clients.set(found, await found.open(server, sdkKey));
  const tasks = OPERATIONS.map(({ name, loop, key }) => ({
    name,
    checkCalls: 64,
    contestants: packages.map((found) => {
      const run = loadFresh(LOOPS)[loop];
      const subject = clients.get(found).snapshot();
      return { name: found.name, run: (count) => run(subject, key, count) };
    }),
  }));
  const times = await measure(tasks, { quick, log });
  for (const client of clients.values()) client.dispose();
  return OPERATIONS.map(({ name, atLeast }) => {
    const { [OURS]: ours, ...others } = Object.fromEntries(times.get(name) ?? []);
    return makeRow({ group: exports.name, name, ours, others, goal: { kind: 'ratio-at-least', value: atLeast } });
  });
};
