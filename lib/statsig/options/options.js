'use strict';

const DEFAULT_API = 'https://statsigapi.net/v1';
const DEFAULT_SPECS_API = 'https://api.statsigcdn.com/v1';

/** The longest delay that timers keep. */
const MAX_DELAY_MS = 2_147_483_647;

const SHORTEST_SPECS_SYNC_MS = 5_000;
const SHORTEST_ID_LISTS_SYNC_MS = 30_000;
const LARGEST_BUFFER = 1_000;

/** How much the queue of events holds; what does not fit is dropped and counted. */
const DEFAULT_QUEUE_BYTES = 64 * 1024 * 1024;
const SMALLEST_QUEUE_BYTES = 64 * 1024;

/**
 * The options of a server, each with a value that can be used: one of a wrong type is as if it had not been given.
 *
 * @typedef {ReturnType<typeof normalizeOptions>} ServerOptions
 *
 * @param {any} given
 */
function normalizeOptions(given) {
  const options = isObject(given) ? given : {};
  const api = address(options.api);
  return {
    api: api ?? DEFAULT_API,
    apiForDownloadConfigSpecs: address(options.apiForDownloadConfigSpecs) ?? api ?? DEFAULT_SPECS_API,
    apiForGetIdLists: address(options.apiForGetIdLists) ?? api ?? DEFAULT_API,
    fallbackToStatsigAPI: flag(options.fallbackToStatsigAPI),
    networkOverrideFunc: callback(options.networkOverrideFunc),
    environment: isObject(options.environment) ? options.environment : null,
    bootstrapValues: text(options.bootstrapValues),
    rulesUpdatedCallback: callback(options.rulesUpdatedCallback),
    logger: isObject(options.logger) ? options.logger : null,
    localMode: flag(options.localMode),
    initTimeoutMs: number(options.initTimeoutMs, 0, 0, MAX_DELAY_MS),
    dataAdapter: isObject(options.dataAdapter) ? options.dataAdapter : null,
    rulesetsSyncIntervalMs: number(options.rulesetsSyncIntervalMs, 10_000, SHORTEST_SPECS_SYNC_MS, MAX_DELAY_MS),
    idListsSyncIntervalMs: number(options.idListsSyncIntervalMs, 60_000, SHORTEST_ID_LISTS_SYNC_MS, MAX_DELAY_MS),
    loggingIntervalMs: number(options.loggingIntervalMs, 60_000, 1, MAX_DELAY_MS),
    loggingMaxBufferSize: Math.floor(number(options.loggingMaxBufferSize, LARGEST_BUFFER, 1, LARGEST_BUFFER)),
    maxEventQueueBytes: Math.floor(number(options.maxEventQueueBytes, DEFAULT_QUEUE_BYTES, SMALLEST_QUEUE_BYTES, Number.MAX_SAFE_INTEGER)),
    disableDiagnostics: flag(options.disableDiagnostics),
    initStrategyForIP3Country: strategy(options.initStrategyForIP3Country),
    initStrategyForIDLists: strategy(options.initStrategyForIDLists),
    postLogsRetryLimit: Math.floor(number(options.postLogsRetryLimit, 5, 0, 100)),
    postLogsRetryBackoff: callback(options.postLogsRetryBackoff) ?? number(options.postLogsRetryBackoff, 1_000, 0, MAX_DELAY_MS),
    disableRulesetsSync: flag(options.disableRulesetsSync),
    disableIdListsSync: flag(options.disableIdListsSync),
    disableAllLogging: flag(options.disableAllLogging),
    userPersistentStorage: isObject(options.userPersistentStorage) ? options.userPersistentStorage : null,
    evaluationCallback: callback(options.evaluationCallback),
    evaluationCallbacks: isObject(options.evaluationCallbacks) ? options.evaluationCallbacks : null,
  };
}

/** @param {any} value */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/** @param {any} value @returns {boolean} */
function flag(value) {
  return value === true;
}

/** @param {any} value @returns {string | null} */
function text(value) {
  return typeof value === 'string' ? value : null;
}

/** @param {any} value @returns {((...args: any[]) => any) | null} */
function callback(value) {
  return typeof value === 'function' ? value : null;
}

/**
 * A base address, without the slashes at its end.
 *
 * @param {any} value
 * @returns {string | null}
 */
function address(value) {
  return typeof value === 'string' && value !== '' ? value.replace(/\/+$/, '') : null;
}

/**
 * @param {any} value
 * @param {number} otherwise
 * @param {number} least
 * @param {number} most
 */
function number(value, otherwise, least, most) {
  if (typeof value !== 'number' || Number.isNaN(value)) return otherwise;
  return Math.min(Math.max(value, least), most);
}

/** @param {any} value @returns {'await' | 'lazy' | 'none'} */
function strategy(value) {
  return value === 'lazy' || value === 'none' ? value : 'await';
}

/**
 * Whether a key is one that servers accept. In local mode nobody asks.
 *
 * @param {any} key
 */
function isSecretKey(key) {
  return typeof key === 'string' && key.startsWith('secret-');
}

exports.normalizeOptions = normalizeOptions;
exports.isSecretKey = isSecretKey;
exports.MAX_DELAY_MS = MAX_DELAY_MS;
exports.DEFAULT_API = DEFAULT_API;
exports.DEFAULT_SPECS_API = DEFAULT_SPECS_API;
