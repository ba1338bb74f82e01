'use strict';

const { FetchError, fetchFailureCause, isInstance, withCode } = require('../errors.js');
const { FetchRequest } = require('./fetch-messages.js');
const { toStringSafe } = require('../strings.js');

/** How much longer than its time limit a fetcher may take: its own error of a timeout says more than ours. */
const GRACE_MS = 200;

const LONGEST_DELAY_MS = 2147483647;

/**
 * @param {any} value
 * @returns {string | null}
 */
function textOrNull(value) {
  return value === null || value === undefined ? null : toStringSafe(value);
}

/**
 * The text of what a fetcher threw: that of a fetch error speaks for itself, without the name of its class.
 *
 * @param {unknown} err
 */
function textOf(err) {
  return toStringSafe(isInstance(err, FetchError) ? /** @type {FetchError} */ (err).message : err);
}

/** @param {any} body */
function checkBody(body) {
  if (!body) return null;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  const text = `Invalid argument \`configJson\`. Expected a value of type string, got ${typeof body}.`;
  throw withCode(new TypeError(text), 'INVALID_CONFIG');
}

/** Lets a fetcher of the host do the downloads of a native service, whatever that fetcher does. */
class FetchBridge {
  /**
   * @param {any} fetcher
   * @param {[string, string][]} headers
   */
  constructor(fetcher, headers) {
    this.fetcher = fetcher;
    this.headers = headers;
    /** The error of the last download, as it was thrown: listeners get this one. @type {unknown} */
    this.thrown = undefined;
    /** What the last response said, read once; the values may be anything. @type {any} */
    this.response = undefined;
  }

  /**
   * @param {any} service The native service, which waits for the answer.
   * @param {number} token
   * @param {string} url
   * @param {string | undefined} etag
   * @param {number} timeoutMs
   * @param {boolean} mayRepeat
   */
  async run(service, token, url, etag, timeoutMs, mayRepeat) {
    this.thrown = undefined;
    this.response = undefined;
    try {
      const response = await this.#fetchInTime(new FetchRequest(url, etag, this.headers, timeoutMs, mayRepeat));
      this.#answer(service, token, response);
    } catch (err) {
      this.thrown = err;
      service.fetchFailed(token, fetchFailureCause(err), textOf(err));
    }
  }

  /**
   * @param {FetchRequest} request
   * @returns {Promise<any>}
   */
  #fetchInTime(request) {
    return new Promise((resolve, reject) => {
      const limit = Math.min(request.timeoutMs + GRACE_MS, LONGEST_DELAY_MS);
      const timer = setTimeout(() => reject(new FetchError('timeout', request.timeoutMs)), limit);
      timer.unref();
      // A fetcher may throw before it has made a promise: `resolve` of an async function covers both.
      const run = async () => this.fetcher.fetchAsync(request);
      run()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  /**
   * @param {any} service
   * @param {number} token
   * @param {any} response
   */
  #answer(service, token, response) {
    const { statusCode, reasonPhrase, eTag, rayId, body, retryAfter } = response;
    const status = Number(statusCode) || 0;
    this.response = { statusCode, reasonPhrase, body };
    let text = null;
    if (status === 200) {
      try {
        text = checkBody(body);
      } catch (err) {
        this.thrown = err;
      }
    }
    const [etag, ray, wish] = [eTag, rayId, retryAfter].map(textOrNull);
    service.fetched(token, status, textOrNull(reasonPhrase) ?? '', etag, ray, text, wish);
  }
}

exports.FetchBridge = FetchBridge;
