'use strict';

/**
 * A request that failed. Its text names neither address nor key.
 *
 * @param {string} code
 * @param {string} message
 * @returns {Error & { code: string }}
 */
function requestError(code, message) {
  return Object.assign(new Error(message), { code });
}

/** @param {number} status */
function statusError(status) {
  return requestError('HTTP_STATUS', `Request failed with status ${status}`);
}

exports.requestError = requestError;
exports.statusError = statusError;
