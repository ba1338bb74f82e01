'use strict';

const { contentError } = require('../config/config-text.js');
const { RefreshErrorCode } = require('../enums.js');
const { FetchError, withCode } = require('../errors.js');
const { success, failure } = require('../clients/refresh-result.js');
const { errorToString, hideSdkKey, holdsSdkKey } = require('../strings.js');

/**
 * How a download ended.
 *
 * @typedef {object} FetchReport
 * @property {number} code 0: fetched, 304: not modified, else one of `RefreshErrorCode`.
 * @property {number} status
 * @property {string} reason
 * @property {string | undefined} rayId
 * @property {string | undefined} errorCode The stable name of the failure.
 * @property {string | undefined} errorText
 * @property {number} timeoutMs
 * @property {unknown} thrown What the host's own fetcher threw, if it did.
 * @property {any} body The body of the response, if the host's own fetcher made the request.
 */

const FAILURE_PREFIX = /^Request failed due to a network or protocol error\.\s*/;

/**
 * JavaScript's own errors quote the text, which may be a page that repeats the address.
 *
 * @param {any} body
 * @param {string} sdkKey
 */
function quotable(body, sdkKey) {
  return body && holdsSdkKey(String(body), sdkKey) ? null : body;
}

/**
 * @param {FetchReport} report
 * @param {string} sdkKey
 * @returns {unknown}
 */
function ownException({ code, timeoutMs, errorText = '', rayId, body }, sdkKey) {
  switch (code) {
    case RefreshErrorCode.HttpRequestTimeout:
      return new FetchError('timeout', timeoutMs, rayId);
    case RefreshErrorCode.HttpRequestFailure:
      // The prefix is the error's own; what follows it is the cause.
      return new FetchError('failure', new Error(errorText.replace(FAILURE_PREFIX, '')), rayId);
    default:
      return contentError(errorText, quotable(body, sdkKey));
  }
}

const WITH_EXCEPTION = [
  RefreshErrorCode.HttpRequestTimeout,
  RefreshErrorCode.HttpRequestFailure,
  RefreshErrorCode.InvalidHttpResponseContent,
];

/**
 * What the host's own fetcher threw stays as it is.
 *
 * @param {FetchReport} report
 * @param {string} sdkKey
 * @returns {unknown}
 */
function exceptionOf(report, sdkKey) {
  if (!WITH_EXCEPTION.includes(report.code)) return undefined;
  return report.thrown ?? withCode(ownException(report, sdkKey), report.errorCode);
}

/**
 * @param {import('../logging/messages.js').Messages} messages
 * @param {string} sdkKey
 * @param {FetchReport} report
 * @param {any} exception
 */
function logFailure(messages, sdkKey, report, exception) {
  const { code, status, reason, timeoutMs } = report;
  const rayId = report.rayId ?? exception?.rayId;
  switch (code) {
    case RefreshErrorCode.InvalidSdkKey:
      return messages.fetchInvalidSdkKey(sdkKey, status, reason, rayId);
    case RefreshErrorCode.UnexpectedHttpResponse:
      return messages.fetchUnexpectedStatus(status, reason, rayId);
    case RefreshErrorCode.HttpRequestTimeout:
      return messages.fetchTimeout(exception?.args?.[0] ?? timeoutMs, exception, rayId);
    case RefreshErrorCode.InvalidHttpResponseContent:
      return messages.fetchInvalidBody(rayId, exception);
    case RefreshErrorCode.InvalidHttpResponseWhenLocalCacheIsEmpty:
      return messages.fetchNotModifiedWhenEmpty(status, reason, rayId);
    default:
      return messages.fetchFailure(exception, rayId);
  }
}

/**
 * Logs how a download ended, if it failed, and gives the result to hand to listeners and callers.
 *
 * @param {import('../logging/messages.js').Messages} messages
 * @param {string} sdkKey
 * @param {FetchReport} report
 */
function reportFetch(messages, sdkKey, report) {
  if (report.code === 0 || report.code === 304) {
    messages.fetchSucceeded();
    return success();
  }
  // The texts of a server that a fetcher of the host asked come as they are.
  const { reason, rayId } = report;
  const shown = {
    ...report,
    reason: typeof reason === 'string' ? hideSdkKey(reason, sdkKey) : reason,
    rayId: typeof rayId === 'string' ? hideSdkKey(rayId, sdkKey) : rayId,
  };
  const exception = exceptionOf(shown, sdkKey);
  let message;
  try {
    message = logFailure(messages, sdkKey, shown, exception);
  } catch (err) {
    // The host's logger failed. The download's result still has to reach those who wait for it.
    message = errorToString(err);
  }
  return failure(report.code, message, exception);
}

/** The result of a refresh that `dispose` cut short. */
function abortedResult() {
  const exception = new FetchError('abort');
  return failure(RefreshErrorCode.UnexpectedError, errorToString(exception), exception);
}

exports.reportFetch = reportFetch;
exports.abortedResult = abortedResult;
