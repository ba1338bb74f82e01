// `npm run stress [-- --short] [-- --only <load>]`: puts load on threads, lifetimes and memory, and prints what it found beside
// the goal. Fails if a goal was missed. The long form takes most of an hour.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { addonIsCurrent } from '../scripts/addon.mjs';
import { readArguments } from '../scripts/arguments.mjs';
import { ensureAddon, ensureDependencies } from '../scripts/setup.mjs';

const options = readArguments({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})?.values;

const secondsSince = (start) => ((performance.now() - start) / 1000).toFixed(1);

const known = readdirSync(new URL('loads', import.meta.url)).map((file) => path.basename(file, '.js'));

async function main() {
  if (!ensureDependencies() || !(addonIsCurrent() || ensureAddon())) return 1;
  // Loaded late: they need what was just built.
  const { default: loads } = await import('./loads.js');
  const { default: figures } = await import('./support/figure.js');

  const chosen = loads.filter(({ name }) => options.only === undefined || name === options.only);
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

if (!options || !(options.only === undefined || known.includes(options.only))) {
  console.error(`Usage: npm run stress -- [--short] [--only LOAD]. Loads: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = await main();
}
