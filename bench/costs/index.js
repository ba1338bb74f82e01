'use strict';

const { addonRows } = require('./addon.js');
const { allocationRows } = require('./allocations.js');
const { configText } = require('./config.js');
const { firstValueRows } = require('./first-value.js');
const { idleRows } = require('./idle.js');
const { loadingRows } = require('./loading.js');
const { memoryRows } = require('./memory.js');
const { swapRows } = require('./swap.js');

exports.name = 'costs';
exports.title = 'What else a server pays for';

/** @param {import('../groups.js').Context} context */
exports.run = async (context) => {
  const { quick, log, addFigure } = context;
  const flags = quick ? 100 : 10_000;
  const megabytes = Buffer.byteLength(configText(flags)) / 1e6;
  addFigure('the large config, flags', flags);
  addFigure('the large config, MB', Math.round(megabytes * 100) / 100);
  const subject = { flags, label: 'a 7 MB config (10,000 flags)' };
  const steps = [
    ['stall while a config is swapped', () => swapRows(context, subject)],
    ['memory', () => memoryRows(context, { ...subject, label: 'that config' })],
    ['require()', () => loadingRows(context)],
    ['first value', () => firstValueRows(context)],
    ['idle processor time', () => idleRows(context)],
    ['addon', () => addonRows()],
    ['allocations', () => allocationRows()],
  ];
  const rows = [];
  for (const [name, run] of /** @type {[string, () => any][]} */ (steps)) {
    log(`  ${name}`);
    rows.push(...(await run()));
  }
  return rows;
};
