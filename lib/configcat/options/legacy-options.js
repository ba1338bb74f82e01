'use strict';

const { ConsoleLogger } = require('../logging/console-logger.js');
const { OverrideBehaviour, PollingMode } = require('../enums.js');
const { adaptLegacyLogger } = require('../logging/legacy-logger.js');
const { LegacyMessages } = require('../logging/legacy-messages.js');
const { LoggerWrapper } = require('../logging/logger.js');
const {
  MAX_TIMER_MS,
  MAX_TTL_SECONDS,
  TWO_CACHES,
  defaultSettings,
  setAgents,
  setBaseUrl,
  setLog,
  setProxy,
  timerMs,
} = require('./settings.js');

/**
 * The number a lenient option stands for; what is no number counts as not given.
 *
 * @param {any} value
 * @param {number} fallback
 */
function numberOr(value, fallback) {
  if (value === null || value === undefined) return fallback;
  const number = Number(value);
  return Number.isNaN(number) ? fallback : number;
}

/** @param {any} value */
function functionOrNull(value) {
  return typeof value === 'function' ? value : null;
}

/**
 * No option of the official packages, so nobody relies on leniency: a file of the name `[object Object]` helps nobody.
 *
 * @param {any} value
 * @returns {string | null}
 */
function readCacheFile(value) {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') {
    throw new TypeError(`Invalid 'cacheFile' value. Expected a value of type string, got ${typeof value}.`);
  }
  if (!value) throw new Error("Invalid 'cacheFile' value. Expected a non-empty string.");
  return value;
}

/**
 * @param {import('./settings.js').Settings} settings
 * @param {any} options
 */
function readCommon(settings, options) {
  const timeout = numberOr(options.requestTimeoutMs, 0);
  if (timeout < 0) throw new Error("Invalid 'requestTimeoutMs' value");
  if (timeout > 0) settings.requestTimeoutMs = Math.min(timeout, MAX_TIMER_MS);

  setBaseUrl(settings, options.baseUrl ? String(options.baseUrl) : null, options.dataGovernance);
  settings.cache = options.cache || null;
  settings.cacheFile = readCacheFile(options.cacheFile);
  if (settings.cacheFile !== null && settings.cache !== null) throw new Error(`Invalid 'cacheFile' value. ${TWO_CACHES}`);
  settings.fetcher = options.configFetcher || null;
  settings.defaultUser = options.defaultUser || undefined;
  settings.offline = options.offline === true;
  settings.keepAlive = options.keepAlive === true;
  if (options.flagOverrides) {
    const { OverrideSource } = require('../overrides/override-source.js'); // Loaded for those who have overrides only.
    const { behaviour } = options.flagOverrides;
    settings.overrides = { behaviour, source: new OverrideSource(options.flagOverrides, true) };
  }
  functionOrNull(options.setupHooks)?.(settings.hooks);

  const log = new LoggerWrapper(
    adaptLegacyLogger(options.logger || new ConsoleLogger()),
    functionOrNull(options.logFilter),
    null,
    settings.sdkKey,
  );
  setLog(settings, log, new LegacyMessages(log));
  setAgents(settings, options);
}

/**
 * @param {import('./settings.js').Settings} settings
 * @param {any} options
 */
function readPolling(settings, options) {
  if (settings.mode === PollingMode.AutoPoll) {
    const interval = numberOr(options.pollIntervalSeconds, settings.pollIntervalMs / 1000);
    if (interval < 1) throw new Error("Invalid 'pollIntervalSeconds' value");
    settings.pollIntervalMs = timerMs(interval);

    const wait = numberOr(options.maxInitWaitTimeSeconds, settings.maxInitWaitMs / 1000);
    if (wait < 0) throw new Error("Invalid 'maxInitWaitTimeSeconds' value");
    settings.maxInitWaitMs = timerMs(wait);
    settings.configChanged = functionOrNull(options.configChanged);
  } else if (settings.mode === PollingMode.LazyLoad) {
    const ttl = numberOr(options.cacheTimeToLiveSeconds, 0) || settings.ttlMs / 1000;
    if (ttl < 1) {
      throw new Error("Invalid 'cacheTimeToLiveSeconds' value. Value must be greater than zero.");
    }
    settings.ttlMs = Math.min(ttl, MAX_TTL_SECONDS) * 1000;
  }
}

/**
 * Turns the arguments of a `createClient*` function into settings. Few mistakes are errors here: intervals beyond the
 * timer range are cut to it, and the form of the SDK key is not looked at.
 *
 * @param {any} sdkKey
 * @param {number} mode One of `PollingMode`.
 * @param {any} [options]
 * @returns {import('./settings.js').Settings}
 * @throws {Error} No SDK key, an interval or timeout that is too small, or a cache file that is none.
 */
function readLegacyOptions(sdkKey, mode, options) {
  if (!sdkKey) throw new Error("Invalid 'apiKey' value");
  const given = options ?? {};
  const settings = defaultSettings(String(sdkKey), mode, true);
  readCommon(settings, given);
  readPolling(settings, given);
  if (settings.overrides?.behaviour !== OverrideBehaviour.LocalOnly) {
    setProxy(settings, given.proxy === null || given.proxy === undefined ? null : String(given.proxy || ''));
  }
  return settings;
}

module.exports = { readLegacyOptions };
