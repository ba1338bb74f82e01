'use strict';

const { DEFAULT_API, DEFAULT_SPECS_API } = require('../options/options.js');
const { LANGUAGE_VERSION, SDK_TYPE, SDK_VERSION } = require('../options/sdk.js');
const { isProxyUrl, nodeProxy } = require('../../node/proxy.js');
const { tuning } = require('./tuning.js');

/**
 * Where a server's requests go.
 *
 * @typedef {object} Addresses Bases without a slash at the end.
 * @property {string} specsApi
 * @property {string} idListsApi
 * @property {string} eventsApi
 * @property {string | null} fallbackSpecsApi asked once where the other fails
 * @property {string | null} fallbackIdListsApi
 */

/**
 * @param {import('../options/options.js').ServerOptions} options
 * @returns {Addresses}
 */
function addressesOf({ api, apiForDownloadConfigSpecs, apiForGetIdLists, fallbackToStatsigAPI }) {
  const fallback = (/** @type {string} */ used, /** @type {string} */ official) =>
    fallbackToStatsigAPI && used !== official ? official : null;
  return {
    specsApi: apiForDownloadConfigSpecs,
    idListsApi: apiForGetIdLists,
    eventsApi: api,
    fallbackSpecsApi: fallback(apiForDownloadConfigSpecs, DEFAULT_SPECS_API),
    fallbackIdListsApi: fallback(apiForGetIdLists, DEFAULT_API),
  };
}

/** @param {string} address */
function proxyFor(address) {
  const proxy = nodeProxy(address);
  return proxy !== null && isProxyUrl(proxy.address) ? proxy.address : null;
}

/**
 * What native code is opened with.
 *
 * @param {import('../options/options.js').ServerOptions} options
 * @param {{ secretKey: string, sessionId: string }} identity
 */
function networkOptions(options, { secretKey, sessionId }) {
  const { loggingIntervalMs, loggingMaxBufferSize, networkOverrideFunc, postLogsRetryBackoff, postLogsRetryLimit } = options;
  const addresses = addressesOf(options);
  return {
    secretKey,
    sessionId,
    ...addresses,
    sdkType: SDK_TYPE,
    sdkVersion: SDK_VERSION,
    languageVersion: LANGUAGE_VERSION,
    specsProxy: proxyFor(addresses.specsApi),
    idListsProxy: proxyFor(addresses.idListsApi),
    eventsProxy: proxyFor(addresses.eventsApi),
    requestMs: tuning.requestMs,
    hasOwnFetch: networkOverrideFunc !== null,
    isSilent: options.localMode || options.disableAllLogging,
    batchSize: loggingMaxBufferSize,
    flushIntervalMs: loggingIntervalMs,
    queueBytes: options.maxEventQueueBytes,
    retryLimit: postLogsRetryLimit,
    // A negative one: the host is asked before each repetition.
    backoffMs: typeof postLogsRetryBackoff === 'number' ? postLogsRetryBackoff : -1,
  };
}

exports.addressesOf = addressesOf;
exports.networkOptions = networkOptions;
