'use strict';

/** A config to be fetched. */
class FetchRequest {
  /**
   * @param {string} url
   * @param {string | undefined} lastETag ETag of the config at hand.
   * @param {readonly (readonly [name: string, value: string])[]} headers
   * @param {number} timeoutMs
   * @param {boolean} [mayRepeat] Whether a request that fails may be repeated at once.
   */
  constructor(url, lastETag, headers, timeoutMs, mayRepeat = true) {
    this.url = url;
    this.lastETag = lastETag;
    this.headers = headers;
    this.timeoutMs = timeoutMs;
    this.mayRepeat = mayRepeat;
  }
}

/**
 * @param {readonly (readonly [name: string, value: string])[]} headers
 * @param {string} wanted Lower-case.
 * @returns {string | undefined}
 */
function findHeader(headers, wanted) {
  for (const [name, value] of headers) {
    if (value !== null && value !== undefined && name.toLowerCase() === wanted) return value;
  }
  return undefined;
}

/** The answer to a `FetchRequest`. */
class FetchResponse {
  /**
   * @param {number} statusCode
   * @param {string} reasonPhrase
   * @param {readonly (readonly [name: string, value: string])[]} headers Only `ETag`, `CF-RAY` and `Retry-After` are read.
   * @param {string} [body]
   */
  constructor(statusCode, reasonPhrase, headers, body) {
    this.statusCode = statusCode;
    this.reasonPhrase = reasonPhrase;
    this.body = body;
    this.eTag = findHeader(headers, 'etag');
    this.rayId = findHeader(headers, 'cf-ray');
    this.retryAfter = findHeader(headers, 'retry-after');
  }

  /** Whether the status has a defined meaning; any other is worth another try. */
  isExpected() {
    return [200, 304, 403, 404].includes(this.statusCode);
  }
}

exports.FetchRequest = FetchRequest;
exports.FetchResponse = FetchResponse;
