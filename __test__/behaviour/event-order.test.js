'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { load, loadOfficial } = require('../support/sdk');
const { HANG_GUARD_MS } = require('./support/subjects');
const { REMOTE, play } = require('./support/sequence');
const { startOrigin } = require('./support/origin');

const subject = load('current');
const official = loadOfficial('current');

const MODES = ['AutoPoll', 'LazyLoad', 'ManualPoll'];
const CACHES = [
  undefined,
  'sync empty',
  'sync fresh',
  'sync expired',
  'async fresh',
  'async expired',
  'turn fresh',
  'turn expired',
  'throwing',
  'rejecting',
];
const QUESTIONS = ['variation', 'keys', 'allDetails', 'values', 'details', 'value'];

/** Every choice of one value per dimension. */
function combine(dimensions) {
  let rows = [{}];
  for (const [name, values] of Object.entries(dimensions)) {
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  }
  return rows;
}

async function playBoth(scenario) {
  const [expected, actual] = await Promise.all([play(official, scenario), play(subject, scenario)]);
  return { scenario, expected, actual };
}

const isSame = ({ expected, actual }) => expected.join() === actual.join();

/** How often a scenario that differs is played again. */
const REPETITIONS = 10;

/**
 * Plays all scenarios at the same time. One that differs is played again alone: a machine under load lets timers and
 * answers overtake each other, with either package. What the official package shows in some runs only is as good as
 * what it shows in the others.
 */
async function compare(scenarios) {
  assert.ok(scenarios.length > 0);
  const outcomes = await Promise.all(scenarios.map(playBoth));
  for (const { scenario } of outcomes.filter((outcome) => !isSame(outcome))) await compareAlone(scenario);
}

async function compareAlone(scenario) {
  const orders = new Set();
  for (let left = REPETITIONS; left > 0; left--) {
    const { expected, actual } = await playBoth(scenario);
    orders.add(expected.join());
    if (orders.has(actual.join())) return;
    if (left === 1) assert.deepEqual(actual, expected, JSON.stringify(scenario));
  }
}

/** Many scenarios, some at a time. */
function matrix(title, scenarios) {
  test(title, { timeout: HANG_GUARD_MS }, async () => {
    const sharePerTurn = 150;
    for (let from = 0; from < scenarios.length; from += sharePerTurn) {
      await compare(scenarios.slice(from, from + sharePerTurn));
    }
  });
}

for (const mode of MODES) {
  matrix(
    `${mode}: events and answers come in the official order, whatever the cache and the fetch give`,
    combine({
      mode: [mode],
      cache: CACHES,
      fetcher: ['200', '304', '500', 'failing'],
      steps: [
        ['value', 'ready'],
        ['ready', 'settled', 'refresh', 'value'],
        ['refresh', ...QUESTIONS, 'ready'],
        ['tick', ...QUESTIONS, 'ready', 'refresh'],
      ],
    }),
  );
}

matrix(
  'offline clients answer in the official order',
  combine({
    mode: MODES,
    options: [{ offline: true }],
    cache: CACHES,
    fetcher: ['200'],
    steps: [['value', 'ready', 'refresh'], ['refresh', 'ready', ...QUESTIONS], ['tick', 'value', 'ready']],
  }).concat(
    combine({
      mode: MODES,
      options: [{ offline: true }],
      cache: [undefined, 'sync fresh', 'sync expired'],
      fetcher: ['200'],
      steps: [['tick', 'value', 'ready', 'online', 'value'], ['ready', 'settled', 'online', 'refresh', 'value']],
    }),
  ),
);

matrix(
  'so do clients that do not wait for the first fetch, or not for long',
  combine({
    mode: ['AutoPoll'],
    options: [{ maxInitWaitTimeSeconds: 0 }, { maxInitWaitTimeSeconds: 0.05 }],
    cache: CACHES,
    fetcher: ['never'],
    steps: [['value', 'ready'], [...QUESTIONS, 'ready'], ['tick', 'ready', 'value']],
  }).concat(
    combine({
      mode: ['AutoPoll'],
      options: [{ maxInitWaitTimeSeconds: 0 }],
      cache: CACHES,
      fetcher: ['200', '500'],
      steps: [['value', 'ready', 'refresh'], ['ready', 'settled', 'value', 'settled', 'refresh']],
    }),
  ),
);

matrix(
  'so do clients with overrides',
  combine({
    mode: MODES,
    overrides: ['LocalOnly', 'LocalOverRemote', 'RemoteOverLocal'],
    options: [{ offline: false }, { offline: true }],
    cache: [undefined, 'sync expired', 'async fresh'],
    fetcher: ['200'],
    steps: [['value', 'ready', 'refresh'], ['refresh', 'ready', ...QUESTIONS], ['tick', 'value', 'ready']],
  }),
);

matrix(
  'going offline and online in the first moments has the official effect',
  combine({
    mode: MODES,
    options: [{ offline: false }, { offline: true }],
    cache: [undefined, 'sync fresh', 'sync expired', 'async fresh'],
    fetcher: ['200'],
    steps: [
      ['offline', 'value', 'ready'],
      ['value', 'offline', 'ready'],
      ['online', 'value', 'ready'],
      ['value', 'ready', 'online'],
      ['offline', 'online', 'value', 'ready'],
      ['ready', 'settled', 'offline', 'refresh', 'settled', 'online', 'refresh', 'value'],
      ['snapshot', 'value', 'ready', 'settled', 'snapshot'],
    ],
  }),
);

matrix(
  'what listeners ask and do comes in the official order',
  combine({
    mode: MODES,
    inHooks: [
      { configFetched: ['value', 'snapshot', 'ready'] },
      { configFetched: ['refresh'] },
      { configFetched: ['offline', 'online'] },
      { configChanged: ['value', 'snapshot', 'ready'] },
      { configChanged: ['refresh'] },
      { configChanged: ['offline', 'value'] },
      { clientReady: ['value', 'snapshot', 'ready'] },
      { clientReady: ['refresh'] },
      { clientReady: ['offline'] },
      { clientError: ['snapshot'] },
    ],
    cache: [undefined, 'sync fresh', 'async fresh'],
    fetcher: ['200', '500'],
    steps: [['value', 'ready', 'refresh'], ['tick', 'ready']],
  }),
);

matrix(
  'a client that is disposed of at once says nothing more, and answers in the official order',
  combine({
    mode: ['LazyLoad', 'ManualPoll'],
    cache: [undefined, 'sync fresh'],
    options: [{ offline: true }],
    fetcher: ['200'],
    steps: [['value', 'ready', 'dispose'], ['dispose', 'value', 'ready'], ['tick', 'value', 'dispose', 'ready']],
  }),
);

matrix(
  'before a client is ready, the order does not depend on whether evaluations are listened to',
  combine({
    silent: [true],
    mode: MODES,
    options: [{ offline: false }, { offline: true }],
    cache: CACHES,
    fetcher: ['200'],
    steps: [['value', 'ready'], ['ready', ...QUESTIONS], ['ready', 'settled', 'value', 'settled', 'keys']],
  }),
);

test('the order is the same with a server', { timeout: HANG_GUARD_MS }, async (t) => {
  const answers = {
    200: { status: 200, headers: { ETag: '"1"' }, body: REMOTE },
    304: { status: 304, headers: { ETag: '"cached"' } },
    404: { status: 404 },
    500: { status: 500 },
    dead: null,
  };
  const origin = await startOrigin(t, ({ url }) => answers[url.split('/')[1]]);
  const scenarios = combine({
    mode: MODES,
    options: Object.keys(answers).map((kind) => ({ baseUrl: `${origin.url}/${kind}` })),
    cache: [undefined, 'sync expired', 'async expired'],
    steps: [['value', 'ready'], ['refresh', 'value', 'ready'], ['ready', 'settled', 'refresh', 'value']],
  });
  await compare(scenarios);
});
