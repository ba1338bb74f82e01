'use strict';

const { settings } = require('./settings.js');

/**
 * @typedef {import('./sources.js').PayloadSource} PayloadSource
 *
 * @typedef {object} CacheEntry
 * @property {PayloadSource} source
 * @property {string} version What `dateUpdated` says.
 * @property {number} staleAt
 * @property {boolean} hasStream
 */

/** By server and key. Those that are too old to be used stay: they are better than nothing. @type {Map<string, CacheEntry>} */
const entries = new Map();

/**
 * @param {CacheEntry} entry
 * @param {boolean} allowStale
 * @param {number} now
 */
function isUsable({ staleAt }, allowStale, now) {
  return (allowStale || staleAt > now) && staleAt > now - settings.maxAge + settings.staleTTL;
}

/** Forgets the oldest where there are too many. */
function trim() {
  const tooMany = entries.size - settings.maxEntries;
  if (!(tooMany > 0)) return;
  const oldest = [...entries].sort(([, a], [, b]) => a.staleAt - b.staleAt).slice(0, tooMany);
  for (const [key] of oldest) entries.delete(key);
}

exports.entries = entries;
exports.isUsable = isUsable;
exports.trim = trim;
