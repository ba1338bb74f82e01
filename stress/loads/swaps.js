'use strict';

const { WITH_GC, figures, runChild, script } = require('../support/index.js');

/**
 * Swaps of a config of ten flags that come first. V8's young generation grows with any work that goes on for long, whatever the configs
 * are: what these swaps leave is what a process has that swaps, and what the large configs leave is counted from there.
 */
const WARM_UP = { long: 20_000, short: 3_000 };

const GOAL_CONFIGS = { long: 3, short: 10 };

/** The one in use, the next one, and one that is being freed: polls are seconds apart, these swaps follow each other at once. */
const UNAIDED_CONFIGS = { long: 3, short: 5 };

/** Where somebody took a snapshot of each, the collector is called at every other swap, and they go on in a row until it is through. */
const WITH_SNAPSHOTS = 10;

module.exports = {
  name: 'swaps',
  title: 'a config of 1 MB is replaced by another, over and over',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const length = short ? 'short' : 'long';
    const swaps = short ? 200 : 100_000;
    const found = await runChild(script('swaps'), { swaps, warmUp: WARM_UP[length] }, WITH_GC);
    const configs = (found.after - found.none) / (found.one - found.none);
    return [
      figures.told('swaps', swaps, ''),
      figures.told('size of the text', found.bytes / 1e6, 'MB'),
      figures.told('what swaps of a config of ten flags leave behind', found.none - found.fresh, 'MB'),
      figures.told('memory with one config, beyond that', found.one - found.none, 'MB'),
      figures.told('memory at the end, beyond that', found.after - found.none, 'MB'),
      figures.told('the most memory during the swaps, beyond that', found.unaided.peak - found.none, 'MB'),
      figures.atMost('memory at the end, in configs', configs, '', GOAL_CONFIGS[length]),
      figures.atMost('compiled configs alive at the end', found.alive, '', 1),
      figures.atMost('most configs alive at once, nobody asking for collections', found.unaided.alive, '', UNAIDED_CONFIGS[length]),
      figures.atMost('the same, where a snapshot of each is taken', found.withSnapshots.alive, '', WITH_SNAPSHOTS),
      figures.told('the most memory then, beyond that', found.withSnapshots.peak - found.none, 'MB'),
      figures.exactly('values of another config than the last', found.wrong, '', 0),
    ];
  },
};
