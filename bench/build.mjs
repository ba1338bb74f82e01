// Builds what the benchmark needs: the release addon, and the native functions that show what cannot be beaten.
import { addonIsCurrent } from '../scripts/demo/addon.mjs';
import { ensureAddon } from '../scripts/setup.mjs';

/** @returns {boolean} */
export function ensureBuilt() {
  return addonIsCurrent() || ensureAddon();
}
