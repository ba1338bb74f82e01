'use strict';

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
  for (const name of ['ETag', 'CF-RAY']) {
    const value = response.headers.get(name);
    if (value !== null) result.push([name, value]);
  }
  return result;
}

/** Fetches configs through the global `fetch`. */
class ServerSideFetchApiConfigFetcher {
  #disposal = new AbortController();

  /** Aborts the requests under way; later ones fail at once. */
  dispose() {
    this.#disposal.abort();
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @returns {Promise<FetchResponse>}
   * @throws {FetchError}
   */
  fetchAsync(request) {
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
    /** @type {any} */
    const requestInit = { method: 'GET', signal: controller.signal };
    if (isCdnUrl(url)) addHeaders(requestInit, headers);
    else this.setRequestHeaders(requestInit, headers);
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
      if (response.status === 200) result.body = await response.text();
      else await response.body?.cancel();
      return result;
    } catch (err) {
      if (this.#disposal.signal.aborted) throw new FetchError('abort', rayId);
      throw isTimeout ? new FetchError('timeout', timeoutMs, rayId) : new FetchError('failure', err, rayId);
    } finally {
      clearTimeout(timer);
      this.#disposal.signal.removeEventListener('abort', abort);
    }
  }

  /**
   * Sets the headers of a request that does not go to the ConfigCat CDN. Override it to add or leave out some.
   *
   * @protected
   * @param {any} requestInit Options of the `fetch` call about to be made; its `headers` are to be filled.
   * @param {readonly (readonly [name: string, value: string])[]} headers The usual ones.
   */
  setRequestHeaders(requestInit, headers) {
    addHeaders(requestInit, headers);
  }
}

exports.ServerSideFetchApiConfigFetcher = ServerSideFetchApiConfigFetcher;
