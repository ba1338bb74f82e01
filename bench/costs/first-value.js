'use strict';

const { figuresOf, makeRow, runChild, takeTurns } = require('../support/index.js');
const { configText, keyOf } = require('./config.js');

const SCRIPT = require.resolve('./children/first-value.js');
const FLAGS = 1_000;

/**
 * How long a new process waits for its first value, in milliseconds.
 *
 * @param {import('../groups.js').Context} context
 */
async function firstValueRows({ quick, packages, server }) {
  const sdkKey = server.serve(configText(FLAGS));
  const parameters = { url: server.url, sdkKey, key: keyOf(FLAGS / 2) };
  const samples = await takeTurns(packages, quick ? 1 : 15, ({ source }) => runChild(SCRIPT, { ...parameters, source }));
  return [
    makeRow({
      group: 'costs',
      unit: 'ms',
      name: 'first value after createClient, local server, 1,000 flags',
      goal: { kind: 'faster' },
      ...figuresOf(samples),
      note: 'In a fresh process that has loaded the package: from getClient with auto polling to the value.',
    }),
  ];
}

module.exports = { firstValueRows };
