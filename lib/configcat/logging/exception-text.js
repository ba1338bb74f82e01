'use strict';

const { errorToString, hideSdkKeys } = require('../strings.js');

/** The SDK key of the client that is writing to a logger right now. */
let currentKey = '';

/**
 * Writes to a logger of the host. Console loggers are shared by clients, and may be called from loggers of the host, so
 * the key of the client reaches them this way.
 *
 * @template T
 * @param {string} sdkKey
 * @param {() => T} write
 * @returns {T}
 */
function writeFor(sdkKey, write) {
  const outer = currentKey;
  currentKey = sdkKey;
  try {
    return write();
  } finally {
    currentKey = outer;
  }
}

/**
 * An exception as it stands in a log, with its stack. What hosts throw may name what they were given: a fetcher the address
 * of a request, a cache its key.
 *
 * @param {unknown} exception
 */
function exceptionText(exception) {
  return hideSdkKeys(errorToString(exception, true), currentKey);
}

exports.exceptionText = exceptionText;
exports.writeFor = writeFor;
