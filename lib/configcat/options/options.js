'use strict';

const args = require('../args.js');
const { ConsoleLogger } = require('../logging/console-logger.js');
const { DataGovernance, OverrideBehaviour, PollingMode } = require('../enums.js');
const { LoggerWrapper } = require('../logging/logger.js');
const { Messages } = require('../logging/messages.js');
const {
  MAX_TIMER_MS,
  MAX_TIMER_SECONDS,
  MAX_TTL_SECONDS,
  TWO_CACHES,
  defaultSettings,
  setAgents,
  setBaseUrl,
  setLog,
  setProxy,
  timerMs,
} = require('./settings.js');
const { maskSdkKey } = require('../strings.js');

const ARG = 'options';

/**
 * @param {any} options
 * @param {string} name
 * @param {number} min
 * @param {number} max
 * @returns {number}
 */
function ensureSeconds(options, name, min, max) {
  const isInRange = (/** @type {number} */ value) => min <= value && value <= max;
  return args.ensureNumberInRange(options[name], ARG, `between ${min} and ${max}`, isInRange, `.${name}`);
}

/** @param {any} value */
function readOverrides(value) {
  const path = '.flagOverrides';
  args.ensureObject(value, ARG, path, { properties: ['dataSource', 'behaviour'] });
  args.ensureEnum(value.behaviour, ARG, 'OverrideBehaviour', OverrideBehaviour, `${path}.behaviour`);
  args.ensureObject(value.dataSource, ARG, `${path}.dataSource`, { methods: ['getOverrides'] });
  const { OverrideSource } = require('../overrides/override-source.js'); // Loaded for those who have overrides only.
  return { behaviour: value.behaviour, source: new OverrideSource(value) };
}

/**
 * The options all polling modes know. The checks come in a fixed order: of several mistakes the first one is told.
 *
 * @param {import('./settings.js').Settings} settings
 * @param {any} options
 */
function readCommon(settings, options) {
  /** @type {any} */
  let logFilter = null;
  /** @type {any} */
  let logger = new ConsoleLogger();
  let baseUrl;
  let proxy;

  if (args.isGiven(options.logFilter)) logFilter = args.ensureFunction(options.logFilter, ARG, '.logFilter');
  if (args.isGiven(options.logger)) logger = args.ensureObject(options.logger, ARG, '.logger', { methods: ['log'] });
  if (args.isGiven(options.cache)) {
    settings.cache = args.ensureObject(options.cache, ARG, '.cache', { methods: ['set', 'get'] });
  }
  if (args.isGiven(options.cacheFile)) {
    settings.cacheFile = args.ensureString(options.cacheFile, ARG, true, '.cacheFile');
    if (settings.cache !== null) args.throwInvalidArg(ARG, TWO_CACHES, '.cacheFile');
  }
  if (args.isGiven(options.configFetcher)) {
    const required = { methods: ['fetchAsync'] };
    settings.fetcher = args.ensureObject(options.configFetcher, ARG, '.configFetcher', required);
  }
  if (args.isGiven(options.requestTimeoutMs)) {
    const path = '.requestTimeoutMs';
    const ms = args.ensureNumberInRange(options.requestTimeoutMs, ARG, 'greater than 0', (value) => value > 0, path);
    settings.requestTimeoutMs = Math.min(ms, MAX_TIMER_MS);
  }
  if (args.isGiven(options.dataGovernance)) {
    args.ensureEnum(options.dataGovernance, ARG, 'DataGovernance', DataGovernance, '.dataGovernance');
  }
  if (args.isGiven(options.baseUrl)) baseUrl = args.ensureString(options.baseUrl, ARG, true, '.baseUrl');
  if (args.isGiven(options.flagOverrides)) settings.overrides = readOverrides(options.flagOverrides);
  if (args.isGiven(options.defaultUser)) {
    settings.defaultUser = args.ensureObject(options.defaultUser, ARG, '.defaultUser');
  }
  if (args.isGiven(options.offline)) settings.offline = args.ensureBoolean(options.offline, ARG, '.offline');
  if (args.isGiven(options.proxy)) proxy = args.ensureString(options.proxy, ARG, false, '.proxy');
  if (args.isGiven(options.keepAlive)) settings.keepAlive = args.ensureBoolean(options.keepAlive, ARG, '.keepAlive');
  if (args.isGiven(options.setupHooks)) {
    const setupHooks = args.ensureFunction(options.setupHooks, ARG, '.setupHooks');
    setupHooks(settings.hooks);
  }

  setBaseUrl(settings, baseUrl, options.dataGovernance);
  const log = new LoggerWrapper(logger, logFilter, null, settings.sdkKey);
  setLog(settings, log, new Messages(log));
  setAgents(settings, options);
  return proxy;
}

/**
 * @param {import('./settings.js').Settings} settings
 * @param {any} options
 */
function readPolling(settings, options) {
  if (settings.mode === PollingMode.AutoPoll) {
    if (args.isGiven(options.pollIntervalSeconds)) {
      settings.pollIntervalMs = timerMs(ensureSeconds(options, 'pollIntervalSeconds', 1, MAX_TIMER_SECONDS));
    }
    if (args.isGiven(options.maxInitWaitTimeSeconds)) {
      const seconds = args.ensureNumberInRange(
        options.maxInitWaitTimeSeconds,
        ARG,
        `less than or equal to ${MAX_TIMER_SECONDS}`,
        (value) => value <= MAX_TIMER_SECONDS,
        '.maxInitWaitTimeSeconds',
      );
      settings.maxInitWaitMs = seconds < 0 ? -1 : seconds * 1000;
    }
  }
  if (settings.mode === PollingMode.LazyLoad && args.isGiven(options.cacheTimeToLiveSeconds)) {
    settings.ttlMs = ensureSeconds(options, 'cacheTimeToLiveSeconds', 1, MAX_TTL_SECONDS) * 1000;
  }
}

/**
 * Checks the arguments of `getClient` and turns them into settings.
 *
 * @param {any} sdkKey
 * @param {any} mode One of `PollingMode`; null or undefined: auto poll.
 * @param {any} [options]
 * @returns {import('./settings.js').Settings}
 * @throws {Error | TypeError | RangeError} An argument or option that is wrong.
 */
function readOptions(sdkKey, mode, options) {
  args.ensureString(sdkKey, 'sdkKey', true);
  if (args.isGiven(options)) args.ensureObject(options, ARG);
  args.ensureEnum(mode ?? PollingMode.AutoPoll, 'pollingMode', 'PollingMode', PollingMode);

  const given = options ?? {};
  const settings = defaultSettings(sdkKey, mode ?? PollingMode.AutoPoll, false);
  const proxy = readCommon(settings, given);
  readPolling(settings, given);

  const isLocalOnly = settings.overrides?.behaviour === OverrideBehaviour.LocalOnly;
  if (!isLocalOnly) {
    if (!args.isValidSdkKey(sdkKey, settings.baseUrlOverridden)) {
      const reason = `Expected a string matching the SDK Key format, got '${maskSdkKey(sdkKey)}'.`;
      args.throwInvalidArg('sdkKey', reason);
    }
    setProxy(settings, proxy);
  }
  return settings;
}

module.exports = { readOptions };
