'use strict';

const { startMockApi } = require('../../examples/growthbook-express/mock-api.js');
const { OURS, figureOf, figuresOf, makeRow, runChild, takeTurns } = require('../support/index.js');
const { VERSION_KEY, largePayload } = require('./large-payload.js');

const SCRIPT = require.resolve('./children/swap.js');

/** What the official package needs for a stream. */
const EVENT_SOURCE = require.resolve('eventsource');

const CLIENT_KEY = 'sdk-benchmark';

/**
 * How long the event loop stands still while a large payload replaces another one, in milliseconds. The server is this process,
 * the package under measurement has a process of its own.
 *
 * @param {import('../groups.js').Context} context
 * @param {import('../support/packages.js').GrowthBookPackage[]} packages
 */
async function swapRows({ quick, addFigure }, packages) {
  const features = quick ? 50 : 5_000;
  const payloads = ['0', '1'].map((version) => largePayload(features, version));
  addFigure('the large payload, features', features);
  addFigure('the large payload, bytes', JSON.stringify(payloads[0]).length);
  const api = await startMockApi({ clientKey: CLIENT_KEY, payload: payloads[0] });
  const sample = (way) => (/** @type {import('../support/packages.js').GrowthBookPackage} */ { name, source }) => {
    api.publish(payloads[0]);
    const answer = (version) => api.publish(payloads[version]);
    const common = { apiHost: api.url, clientKey: CLIENT_KEY, versionKey: VERSION_KEY, swaps: quick ? 1 : 6 };
    const parameters = { ...common, source, way, eventSource: name === OURS ? null : EVENT_SOURCE };
    return runChild(SCRIPT, parameters, { execArgv: ['--expose-gc'], answer });
  };
  try {
    const rounds = quick ? 1 : 3;
    const polled = await takeTurns(packages, rounds, sample('polling'));
    const streamed = await takeTurns(packages, rounds, sample('streaming'));
    const label = 'longest event-loop stall while a payload of 5,000 features is swapped';
    return [
      swapRow(`${label}, polled`, polled, POLLED),
      swapRow(`${label}, streamed`, streamed, STREAMED),
    ];
  } finally {
    await api.close();
  }
}

const POLLED =
  'One instance that polls, the server in another process. The longest time between two runs of a 1 ms timer, the millisecond '
  + 'included, from before the server has the new payload until 100 ms after the new value is seen.';

const STREAMED = 'The same by server-sent events, for which the official package has the polyfill `eventsource`.';

/**
 * @param {string} name
 * @param {Map<string, { idle: number[], swap: number[] }[]>} samples
 * @param {string} note
 */
function swapRow(name, samples, note) {
  const idle = figureOf([...samples.values()].flat().flatMap((sample) => sample.idle));
  return makeRow({
    group: 'growthbook-costs',
    unit: 'ms',
    name,
    goal: { kind: 'at-most', value: 5 },
    ...figuresOf(samples, (sample) => sample.swap),
    floor: { name: 'the same loop without a swap', median: idle.median },
    note,
  });
}

module.exports = { swapRows };
