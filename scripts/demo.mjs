// `npm run demo`: the main job on real input. On a fresh clone it installs the packages and builds the addon first; then
// a local server plays the ConfigCat CDN, the Express app of examples/express asks for flags, and the config changes.
import process from 'node:process';
import { addonIsCurrent } from './addon.mjs';
import { ensureAddon, ensureDependencies } from './setup.mjs';

/** Nothing in the demo takes long; this ends it should something hang. */
const LIMIT_MS = 60_000;

async function main() {
  if (!ensureDependencies()) return 1;
  if (!addonIsCurrent()) {
    console.log('Building the native addon. The first time takes a few minutes.');
    if (!ensureAddon()) return 1;
  }
  const { tellStory } = await import('./demo/story.mjs');
  const guard = setTimeout(() => {
    console.error(`The demo did not end within ${LIMIT_MS / 1000} seconds.`);
    process.exit(1);
  }, LIMIT_MS);
  await tellStory();
  clearTimeout(guard);
  return 0;
}

process.exitCode = await main();
