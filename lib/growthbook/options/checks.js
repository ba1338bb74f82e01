'use strict';

const CLOUD_HOST = /growthbook\.io$/i;

const DEFAULT_HOST = 'https://cdn.growthbook.io';

/** The largest delay that timers keep. */
const MAX_INTERVAL_MS = 2_147_483_647;

/**
 * Throws for options that contradict one another.
 *
 * @param {any} options
 */
function checkOptions({ apiHost, cacheKeyAttributes, clientKey, decryptionKey, remoteEval }) {
  if (remoteEval) {
    if (decryptionKey) throw new Error('Encryption is not available for remoteEval');
    if (!clientKey) throw new Error('Missing clientKey');
    if (isCloud(apiHost)) throw new Error('Cannot use remoteEval on GrowthBook Cloud');
  } else if (cacheKeyAttributes) {
    throw new Error('cacheKeyAttributes are only used for remoteEval');
  }
}

/** @param {string} apiHost */
function isCloud(apiHost) {
  try {
    return CLOUD_HOST.test(new URL(apiHost).hostname);
  } catch {
    // None, or none that one could know.
    return false;
  }
}

/**
 * @typedef {object} Hosts
 * @property {string} apiHost
 * @property {string} streamingHost
 * @property {Record<string, string> | undefined} apiRequestHeaders
 * @property {Record<string, string> | undefined} streamingHostRequestHeaders
 */

/**
 * Where payloads come from.
 *
 * @param {any} options
 * @returns {Hosts}
 */
function hostsOf({ apiHost, apiHostRequestHeaders, streamingHost, streamingHostRequestHeaders }) {
  const host = withoutSlashes(apiHost || DEFAULT_HOST);
  return {
    apiHost: host,
    streamingHost: withoutSlashes(streamingHost || host),
    apiRequestHeaders: apiHostRequestHeaders,
    streamingHostRequestHeaders,
  };
}

/** @param {any} host */
function withoutSlashes(host) {
  return String(host).replace(/\/*$/, '');
}

/**
 * @param {any} interval
 * @returns {boolean}
 */
function isInterval(interval) {
  return Number.isFinite(interval) && interval >= 1 && interval <= MAX_INTERVAL_MS;
}

exports.checkOptions = checkOptions;
exports.hostsOf = hostsOf;
exports.isInterval = isInterval;
