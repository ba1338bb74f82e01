'use strict';

const { RefreshErrorCode } = require('../enums.js');

/** The result of a refresh that succeeded. */
function success() {
  return { isSuccess: true, errorCode: RefreshErrorCode.None };
}

/**
 * The result of a refresh that failed.
 *
 * @param {number} errorCode One of `RefreshErrorCode`.
 * @param {string | { toString(): string }} message Formatted when first read.
 * @param {any} [errorException]
 */
function failure(errorCode, message, errorException) {
  return {
    isSuccess: false,
    errorCode,
    get errorMessage() {
      return message?.toString();
    },
    errorException,
  };
}

module.exports = { success, failure };
