'use strict';

/** Payloads that were confirmed longer ago are not used while there is hope for a newer one. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

const STALE_TTL_MS = 60 * 1000;

/**
 * @typedef {object} CacheSettings
 * @property {boolean} backgroundSync Whether there are streams and polls at all.
 * @property {string} cacheKey The key in the persistent cache.
 * @property {number} staleTTL How long a payload is fresh, in milliseconds.
 * @property {number} maxAge
 * @property {number} maxEntries So many payloads are kept.
 * @property {boolean} disableCache Neither the cache in memory nor the persistent one is used.
 * @property {boolean} disableIdleStreams For browsers.
 * @property {number} idleStreamInterval For browsers.
 */

/** Those of this thread. @type {CacheSettings} */
const settings = {
  backgroundSync: true,
  cacheKey: 'gbFeaturesCache',
  staleTTL: STALE_TTL_MS,
  maxAge: MAX_AGE_MS,
  maxEntries: 10,
  disableCache: false,
  disableIdleStreams: false,
  idleStreamInterval: 20_000,
};

/** @param {Partial<CacheSettings>} overrides What is not given, or undefined, stays as it is. */
function changeSettings(overrides) {
  for (const [name, value] of Object.entries(overrides ?? {})) {
    if (value !== undefined) /** @type {any} */ (settings)[name] = value;
  }
}

exports.changeSettings = changeSettings;
exports.settings = settings;
