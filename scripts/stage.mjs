// `npm run stage`: writes the package as users get it to `target/package`. Whatever packs, measures or tests that package
// runs this first, so it is never older than the sources.
import process from 'node:process';
import { ensureDependencies } from './setup.mjs';

async function main() {
  if (!ensureDependencies()) return 1;
  // Loaded late: it needs what may have been installed just now.
  const { stagePackage } = await import('./stage/package.mjs');
  stagePackage();
  return 0;
}

process.exitCode = await main();
