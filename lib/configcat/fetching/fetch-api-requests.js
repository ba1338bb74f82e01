'use strict';

const { TextDecoder } = require('node:util');
const { readBody, requestFailure } = require('./body-limit.js');
const { isCdnUrl } = require('./cdn-url.js');
const { FetchError } = require('../errors.js');
const { FetchResponse } = require('./fetch-messages.js');
const { fetchWithRetry } = require('./fetch-retry.js');
const { ensureUsableUrl } = require('./usable-url.js');

/**
 * @param {{ headers?: [string, string][] }} requestInit
 * @param {readonly (readonly [name: string, value: string])[]} headers
 */
function addHeaders(requestInit, headers) {
  requestInit.headers ??= [];
  for (const [name, value] of headers) requestInit.headers.push([name, value]);
}

/**
 * @param {Response} response
 * @returns {[string, string][]}
 */
function relevantHeaders(response) {
  /** @type {[string, string][]} */
  const result = [];
  for (const name of ['ETag', 'CF-RAY', 'Retry-After']) {
    const value = response.headers.get(name);
    if (value !== null) result.push([name, value]);
  }
  return result;
}

/**
 * Like the response's own `text`, which reads bodies of any size.
 *
 * @param {Response} response
 */
async function readText({ body }) {
  return body === null ? '' : new TextDecoder().decode(await readBody(/** @type {any} */ (body)));
}

/** The requests that a fetcher makes through the global `fetch`. */
class FetchApiRequests {
  #setHeaders;
  #disposal = new AbortController();

  /**
   * @param {(requestInit: any, headers: readonly (readonly [name: string, value: string])[]) => void} setHeaders Sets those
   *   of a request that does not go to the CDN.
   */
  constructor(setHeaders) {
    this.#setHeaders = setHeaders;
  }

  /** Aborts the requests under way; later ones fail at once. */
  dispose() {
    this.#disposal.abort();
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @returns {Promise<FetchResponse>}
   * @throws {FetchError}
   */
  fetch(request) {
    return fetchWithRetry(
      request,
      (leftMs) => this.#fetchOnce(request, leftMs),
      () => this.#disposal.signal.aborted,
    );
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @param {number} leftMs
   */
  async #fetchOnce({ url, headers, lastETag, timeoutMs }, leftMs) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    // A redirect would take the address, which has the SDK key in it, wherever the server likes.
    /** @type {any} */
    const requestInit = { method: 'GET', redirect: 'manual', signal: controller.signal };
    if (isCdnUrl(url)) addHeaders(requestInit, headers);
    else this.#setHeaders(requestInit, headers);
    if (lastETag) addHeaders(requestInit, [['If-None-Match', lastETag]]);

    let rayId;
    let isTimeout = false;
    const timer = setTimeout(() => {
      isTimeout = true;
      abort();
    }, leftMs);
    this.#disposal.signal.addEventListener('abort', abort);
    try {
      ensureUsableUrl(url, { credentials: false });
      const response = await fetch(url, requestInit);
      const result = new FetchResponse(response.status, response.statusText, relevantHeaders(response));
      rayId = result.rayId;
      if (response.status === 200) result.body = await readText(response);
      else await response.body?.cancel();
      return result;
    } catch (err) {
      if (this.#disposal.signal.aborted) throw new FetchError('abort', rayId);
      throw isTimeout ? new FetchError('timeout', timeoutMs, rayId) : requestFailure(err, rayId);
    } finally {
      clearTimeout(timer);
      this.#disposal.signal.removeEventListener('abort', abort);
    }
  }

  /**
   * @param {any} requestInit
   * @param {readonly (readonly [name: string, value: string])[]} headers
   */
  addHeaders(requestInit, headers) {
    addHeaders(requestInit, headers);
  }
}

exports.FetchApiRequests = FetchApiRequests;
