'use strict';

const { figures, script, startServer } = require('../support/index.js');
const { exitOf } = require('../support/exit.js');

/** How processes with live pollers end. */
const WAYS = ['process.exit', 'SIGTERM', 'uncaught exception', 'cluster', 'worker'];

/** Beside these, the same processes without this package are timed: a cluster is three, and two clusters end at a time. */
const BARE = ['process.exit', 'cluster'];

const RUNS = WAYS.flatMap((way) => [...(BARE.includes(way) ? [{ way, isBare: true }] : []), { way, isBare: false }]);

const AT_ONCE = 2;
/** For 99 of 100: the slowest may have waited for a core, and is only told. */
const GOAL_MS = { long: 50, short: 5_000 };

/** @param {number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

module.exports = {
  name: 'exits',
  title: 'processes with clients that poll come to their end',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const times = short ? 2 : 1_000;
    const server = await startServer();
    try {
      server.serve({ f: { flag: { t: 0, v: { b: true } } } }, { sdkKey: '*' });
      const found = [];
      for (const { way, isBare } of RUNS) {
        const name = isBare ? `${way} without a client` : way;
        const exits = [];
        const run = async () => {
          while (exits.length < times) {
            const place = exits.push(null) - 1;
            exits[place] = await exitOf(script('exit'), { way, isBare, url: server.url });
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, run));
        const sorted = exits.map(({ ms }) => ms).sort((a, b) => a - b);
        found.push(
          figures.told(`${name}: half of them end within`, quantile(sorted, 0.5), 'ms'),
          isBare
            ? figures.told(`${name}: 99 of 100 end within`, quantile(sorted, 0.99), 'ms')
            : figures.atMost(
                `${name}: 99 of 100, whom the goal is for, end within`,
                quantile(sorted, 0.99),
                'ms',
                short ? GOAL_MS.short : GOAL_MS.long,
              ),
          figures.told(`${name}: the slowest, without a goal, ends within`, sorted[sorted.length - 1], 'ms'),
          figures.exactly(`${name}: ends that hang or are of another kind`, exits.filter(({ isRight }) => !isRight).length, '', 0),
        );
      }
      return found;
    } finally {
      await server.close();
    }
  },
};
