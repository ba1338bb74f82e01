'use strict';

const { RefreshErrorCode } = require('../enums.js');
const { hideSdkKey } = require('../strings.js');

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s'"]*/gi;

/**
 * A host's own fetcher, and what a server says, may name the SDK key and the address that holds it.
 *
 * @param {string} text
 * @param {string} sdkKey
 */
function withoutSecrets(text, sdkKey) {
  return hideSdkKey(text.replace(ADDRESS, '[URL]'), sdkKey);
}

/** @param {number | null | undefined} time Milliseconds since the epoch. */
function dateOrNull(time) {
  return time === null || time === undefined ? null : new Date(time);
}

/**
 * @param {any} error
 * @param {string} sdkKey
 */
function describeError({ eventId, code, message, time }, sdkKey) {
  return Object.freeze({
    code,
    errorCode: eventId ?? RefreshErrorCode.UnexpectedError,
    message: withoutSecrets(message, sdkKey),
    time: new Date(time),
  });
}

/** @param {import('../config/entry.js').Entry} entry */
function describeConfig(entry) {
  if (entry.remote === null || entry.timestamp === undefined) return null;
  const { confirmed } = entry;
  return Object.freeze({
    age: confirmed === null ? null : Math.max(Date.now() - confirmed, 0),
    version: entry.etag ?? null,
    fetchTime: dateOrNull(confirmed),
  });
}

/**
 * The public status of a client.
 *
 * @param {string} sdkKey
 * @param {import('../config/entry.js').Entry} entry The latest one.
 * @param {any} native The status of the native service, if there is one.
 * @param {boolean} isOffline
 */
function describeStatus(sdkKey, entry, native, isOffline) {
  const nextIn = isOffline ? null : (native?.nextAttemptIn ?? null);
  return Object.freeze({
    lastSuccess: dateOrNull(native?.lastSuccess),
    lastError: native?.lastError ? describeError(native.lastError, sdkKey) : null,
    nextAttempt: nextIn === null ? null : new Date(Date.now() + nextIn),
    config: describeConfig(entry),
  });
}

exports.describeStatus = describeStatus;
