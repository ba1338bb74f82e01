'use strict';

const { entries, trim } = require('./cache.js');
const { getPolyfills } = require('./polyfills.js');
const { settings } = require('./settings.js');
const { textOf } = require('./sources.js');
const { tuning } = require('./tuning.js');

// The persistent cache: what survives the process, if the application has set a `localStorage`. It may answer at once or later, never,
// or with an error: payloads do not depend on it.

const DONE = Promise.resolve();

/** @type {Promise<void> | null} */
let restoring = null;

/** Counts the beginnings, so that what an earlier one finds late is not taken. */
let generation = 0;

/** A text that waits to be written. @type {string | null} */
let unwritten = null;

/** @type {Promise<void> | null} */
let writing = null;

function storage() {
  return settings.disableCache ? undefined : getPolyfills().localStorage;
}

/**
 * Waits for an access, but not for ever.
 *
 * @param {Promise<any>} access
 * @returns {Promise<void>}
 */
function within(access) {
  return new Promise((resolve) => {
    // It may keep the process alive: somebody waits, and this ends soon.
    const timer = setTimeout(resolve, tuning.storageWaitMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    access.then(done, done);
  });
}

/**
 * Takes over what the persistent cache has, once.
 *
 * @returns {Promise<void> | null} What to wait for; null if there is nothing.
 */
function restore() {
  const from = storage();
  if (restoring === null && from) {
    const waiting = within(read(from, generation)).then(() => {
      if (restoring === waiting) restoring = DONE;
    });
    restoring = waiting;
  }
  return restoring === DONE ? null : restoring;
}

/**
 * @param {any} from
 * @param {number} mine
 */
async function read(from, mine) {
  const text = await from.getItem(settings.cacheKey);
  const found = JSON.parse(text);
  if (mine !== generation || !Array.isArray(found)) return;
  for (const [key, stored] of found) {
    const entry = entryOf(stored);
    // What was fetched meanwhile is newer.
    if (entry !== null && typeof key === 'string' && !entries.has(key)) entries.set(key, entry);
  }
  trim();
}

/**
 * @param {any} stored
 * @returns {import('./cache.js').CacheEntry | null}
 */
function entryOf(stored) {
  const staleAt = Date.parse(stored?.staleAt);
  const { data, sse, version } = stored ?? {};
  if (Number.isNaN(staleAt) || data === null || typeof data !== 'object') return null;
  return { source: { object: data }, version: typeof version === 'string' ? version : '', staleAt, hasStream: sse === true };
}

/** Writes all entries, as one text in the documented form. @returns {Promise<void>} */
function save() {
  const parts = [...entries].map(([key, { source, version, staleAt, hasStream }]) => {
    const stale = JSON.stringify(new Date(staleAt));
    return `[${JSON.stringify(key)},{"data":${textOf(source)},"version":${JSON.stringify(version)},"staleAt":${stale},"sse":${hasStream}}]`;
  });
  unwritten = `[${parts.join(',')}]`;
  writing ??= writeOut();
  return writing;
}

/** Writes go one after the other, so that the last one wins. */
async function writeOut() {
  while (unwritten !== null) {
    const text = unwritten;
    unwritten = null;
    await within(write(text));
  }
  writing = null;
}

/** @param {string} text */
async function write(text) {
  await storage()?.setItem(settings.cacheKey, text);
}

/**
 * Writes what there is, if there is a persistent cache.
 *
 * @returns {Promise<void>} Never rejects.
 */
function persist() {
  if (!storage()) return DONE;
  try {
    return save();
  } catch {
    // A payload of the application's own fetch that cannot be written as JSON.
    return DONE;
  }
}

/** The next one who reads begins anew. */
function forget() {
  generation += 1;
  restoring = null;
}

exports.forget = forget;
exports.persist = persist;
exports.restore = restore;
