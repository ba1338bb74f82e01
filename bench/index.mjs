// `npm run bench [-- --quick] [-- --only <group>] [-- --out <folder>]`: measures Vexil beside the official packages. The
// results of a whole run go to `docs`, those of a quick or a partial one to `target/bench`, unless a folder is named.
// A missed goal is a result; only errors make the command fail.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies, root } from '../scripts/setup.mjs';
import { ensureBuilt } from './build.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});

const isWhole = !options.quick && options.only === undefined;
const folder = options.out ?? path.join(root, isWhole ? 'docs' : path.join('target', 'bench'));

async function main() {
  if (!ensureDependencies() || !ensureBuilt()) return 1;
  // Loaded late: they need what was just built.
  const { default: groups } = await import('./groups.js');
  const { describeMachine, loadPackages, startServer, versionsOf } = (await import('./support/index.js')).default;
  const { writeReport } = (await import('./report/index.js')).default;

  /** @typedef {typeof groups[number] & { sections?: { name: string, title: string }[] }} Group */
  const chosen = /** @type {Group[]} */ (groups).filter(({ name }) => options.only === undefined || name === options.only);
  if (chosen.length === 0) throw new Error(`There is no group ${options.only}; there are ${groups.map(({ name }) => name).join(', ')}.`);
  const packages = loadPackages();
  const machine = describeMachine();
  const figures = {};
  const rows = [];
  const server = await startServer();
  try {
    for (const group of chosen) {
      console.log(group.title);
      const addFigure = (name, value) => (figures[name] = value);
      rows.push(...(await group.run({ quick: options.quick, log: console.log, packages, server, addFigure })));
    }
  } finally {
    await server.close();
  }
  mkdirSync(folder, { recursive: true });
  writeReport(folder, {
    quick: options.quick,
    machine,
    packages: versionsOf(new Set(rows.flatMap((row) => [row, ...(row.points ?? [])]).flatMap(({ others }) => Object.keys(others ?? {})))),
    figures,
    groups: chosen.flatMap(({ name, title, sections }) => sections ?? [{ name, title }]),
    rows,
  });
  const missed = rows.filter(({ met }) => met === false).length;
  console.log(`${rows.length} rows, ${missed} goals missed; written to ${path.relative(process.cwd(), folder) || '.'}`);
  return 0;
}

process.exitCode = await main();
