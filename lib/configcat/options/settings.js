'use strict';

const { isGiven } = require('../args.js');
const { clientVersion, requestHeaders } = require('./client-version.js');
const { DataGovernance } = require('../enums.js');
const { NodeHttpConfigFetcher } = require('../fetching/fetchers.js');
const { Hooks } = require('../clients/hooks.js');
const { isProxyUrl, nodeProxy } = require('../../node/proxy.js');

/**
 * What a client works with, whichever API it was created through.
 *
 * @typedef {object} Settings
 * @property {boolean} legacy Created through a `createClient*` function.
 * @property {string} sdkKey
 * @property {number} mode One of `PollingMode`.
 * @property {string} baseUrl Without query and hash.
 * @property {boolean} baseUrlOverridden
 * @property {number} requestTimeoutMs
 * @property {number} pollIntervalMs
 * @property {number} maxInitWaitMs -1: no limit.
 * @property {number} ttlMs
 * @property {boolean} offline
 * @property {string} clientVersion
 * @property {[string, string][]} headers Sent with each request.
 * @property {string | null} proxy
 * @property {any} cache
 * @property {string | null} cacheFile The path of the file that keeps the last good config. Not together with a cache.
 * @property {any} fetcher
 * @property {boolean} ownsFetcher The client made the fetcher and disposes it.
 * @property {{ behaviour: number, source: import('../overrides/override-source.js').OverrideSource } | null} overrides
 * @property {any} defaultUser
 * @property {Hooks} hooks
 * @property {import('../logging/logger.js').LoggerWrapper} log
 * @property {import('../logging/messages.js').Messages} messages
 * @property {boolean} keepAlive
 * @property {(() => void) | null} configChanged The callback option of the callback API.
 */

/** The longest delay a timer takes, in whole seconds. */
const MAX_TIMER_SECONDS = 2147483;

const MAX_TIMER_MS = 2147483647;

/** The longest life of a lazily loaded config, in seconds. */
const MAX_TTL_SECONDS = 2147483647;

/** Why a client cannot have both. */
const TWO_CACHES = 'Expected no value, because there is a `cache`: a client has either of them.';

const CDN_URLS = {
  [DataGovernance.Global]: 'https://cdn-global.configcat.com',
  [DataGovernance.EuOnly]: 'https://cdn-eu.configcat.com',
};

/**
 * @param {string} sdkKey
 * @param {number} mode
 * @param {boolean} legacy
 * @returns {Settings} The defaults; `log` and `messages` come once the hooks are set up.
 */
function defaultSettings(sdkKey, mode, legacy) {
  const name = clientVersion(mode);
  return {
    legacy,
    sdkKey,
    mode,
    baseUrl: CDN_URLS[DataGovernance.Global],
    baseUrlOverridden: false,
    requestTimeoutMs: 30000,
    pollIntervalMs: 60000,
    maxInitWaitMs: 5000,
    ttlMs: 60000,
    offline: false,
    clientVersion: name,
    headers: requestHeaders(name),
    proxy: null,
    cache: null,
    cacheFile: null,
    fetcher: null,
    ownsFetcher: false,
    overrides: null,
    defaultUser: undefined,
    hooks: new Hooks(),
    log: /** @type {any} */ (null),
    messages: /** @type {any} */ (null),
    keepAlive: false,
    configChanged: null,
  };
}

/**
 * @param {Settings} settings
 * @param {string | null | undefined} baseUrl The host's own; none: the CDN that the data governance choice names.
 * @param {number | null | undefined} governance
 */
function setBaseUrl(settings, baseUrl, governance) {
  if (baseUrl !== null && baseUrl !== undefined) {
    settings.baseUrl = baseUrl.replace(/[?#].*$/s, '');
    settings.baseUrlOverridden = true;
  } else {
    settings.baseUrl = CDN_URLS[governance ?? DataGovernance.Global] ?? CDN_URLS[DataGovernance.Global];
  }
}

/**
 * Gives a client its log, and its hooks a way to report a listener that throws.
 *
 * @param {Settings} settings
 * @param {import('../logging/logger.js').LoggerWrapper} log
 * @param {import('../logging/messages.js').Messages} messages
 */
function setLog(settings, log, messages) {
  const { hooks } = settings;
  log.emitError = (text, exception) => {
    hooks.emit('clientError', text, exception);
  };
  hooks.onListenerError = (eventName, err) => {
    messages.listenerError(eventName, err);
  };
  settings.log = log;
  settings.messages = messages;
}

/**
 * The proxy of the host (an empty text: none), else that of the environment if Node was asked to use it. One that is no URL
 * is logged as an error, and requests go direct. It matters only to requests of our own.
 *
 * @param {Settings} settings
 * @param {string | null | undefined} proxy
 */
function setProxy(settings, proxy) {
  if (settings.fetcher) return;
  const isGivenByHost = proxy !== null && proxy !== undefined;
  const chosen = isGivenByHost ? { address: proxy, variable: undefined } : nodeProxy(settings.baseUrl);
  if (!chosen?.address) return;
  if (isProxyUrl(chosen.address)) settings.proxy = chosen.address;
  else settings.messages.proxyInvalid(chosen.address, chosen.variable);
}

/** @param {number} seconds */
function timerMs(seconds) {
  return Math.min(seconds, MAX_TIMER_SECONDS) * 1000;
}

const AGENT_OPTIONS = ['httpAgent', 'httpsAgent', 'httpAgentFactory', 'httpsAgentFactory'];

/**
 * Agents are for requests that JavaScript makes, so they bring a fetcher along, unless there is one.
 *
 * @param {Settings} settings
 * @param {any} options
 */
function setAgents(settings, options) {
  if (settings.fetcher || !AGENT_OPTIONS.some((name) => isGiven(options[name]))) return;
  settings.fetcher = new NodeHttpConfigFetcher(options);
  settings.ownsFetcher = true;
}

module.exports = {
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
};
