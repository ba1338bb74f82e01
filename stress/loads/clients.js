'use strict';

const { WITH_GC, figures, runChild, script } = require('../support/index.js');

const CYCLES = 12;

/** Until then the process grows to the size that it works with. */
const WARM_CYCLES = 3;

module.exports = {
  name: 'clients',
  title: 'clients are made and dropped, never disposed of',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const perCycle = Math.ceil((short ? 6_000 : 1_000_000) / CYCLES);
    const { memory, alive, made } = await runChild(script('clients'), { cycles: CYCLES, perCycle }, WITH_GC);
    const growth = memory[CYCLES - 1] - memory[WARM_CYCLES - 1];
    return [
      figures.told('clients', made, ''),
      figures.told('memory at the end', memory[CYCLES - 1], 'MB'),
      figures.atMost(`memory after cycle ${CYCLES}, beyond that after cycle ${WARM_CYCLES}`, growth, 'MB', 10),
      figures.exactly('native clients alive at the end', alive, '', 0),
    ];
  },
};
