// `npm run stress [-- --short] [-- --only <load>]`: puts load on threads, lifetimes and memory, and prints what it found beside
// the goal. Fails if a goal was missed. The long form takes most of an hour.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { addonIsCurrent } from '../scripts/addon.mjs';
import { ensureAddon, ensureDependencies } from '../scripts/setup.mjs';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const secondsSince = (start) => ((performance.now() - start) / 1000).toFixed(1);

async function main() {
  if (!ensureDependencies() || !(addonIsCurrent() || ensureAddon())) return 1;
  // Loaded late: they need what was just built.
  const { default: loads } = await import('./loads.js');
  const { default: figures } = await import('./support/figure.js');

  const chosen = loads.filter(({ name }) => options.only === undefined || name === options.only);
  if (chosen.length === 0) throw new Error(`There is no load ${options.only}; there are ${loads.map(({ name }) => name).join(', ')}.`);
  const start = performance.now();
  const missed = [];
  for (const load of chosen) {
    console.log(`\n== ${load.name}: ${load.title}`);
    const loadStart = performance.now();
    const found = await load.run({ short: options.short });
    for (const figure of found) console.log(`  ${figures.describe(figure)}`);
    console.log(`  took ${secondsSince(loadStart)} s`);
    missed.push(...found.filter((figure) => !figures.isMet(figure)).map(({ name }) => `${load.name}: ${name}`));
  }
  console.log(`\n${chosen.length} loads in ${secondsSince(start)} s, ${missed.length} goals missed`);
  for (const name of missed) console.log(`  ${name}`);
  return missed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
