'use strict';

// The fetchers that the package brings along. What does their work is loaded with the first of a kind: clients download
// without them, and Node's http and https modules alone take a third of the time that the whole package takes to load.

/** Fetches configs through Node's `http` and `https` modules. */
class NodeHttpConfigFetcher {
  #requests;

  /** @param {any} [options] Agents, or factories of agents. */
  constructor(options) {
    const { NodeHttpRequests } = require('./node-http-requests.js');
    this.#requests = new NodeHttpRequests(options, (requestOptions, headers) => this.setRequestHeaders(requestOptions, headers));
  }

  /** Aborts the requests under way; later ones fail at once. */
  dispose() {
    this.#requests.dispose();
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @returns {Promise<import('./fetch-messages.js').FetchResponse>}
   * @throws {import('../errors.js').FetchError}
   */
  fetchAsync(request) {
    return this.#requests.fetch(request);
  }

  /**
   * Sets the headers of a request that does not go to the ConfigCat CDN. Override it to add or leave out some.
   *
   * @protected
   * @param {any} requestOptions Options of the request about to be made; its `headers` are to be filled.
   * @param {readonly (readonly [name: string, value: string])[]} headers The usual ones.
   */
  setRequestHeaders(requestOptions, headers) {
    this.#requests.addHeaders(requestOptions, headers);
  }
}

/** Fetches configs through the global `fetch`. */
class ServerSideFetchApiConfigFetcher {
  #requests;

  constructor() {
    const { FetchApiRequests } = require('./fetch-api-requests.js');
    this.#requests = new FetchApiRequests((requestInit, headers) => this.setRequestHeaders(requestInit, headers));
  }

  /** Aborts the requests under way; later ones fail at once. */
  dispose() {
    this.#requests.dispose();
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @returns {Promise<import('./fetch-messages.js').FetchResponse>}
   * @throws {import('../errors.js').FetchError}
   */
  fetchAsync(request) {
    return this.#requests.fetch(request);
  }

  /**
   * Sets the headers of a request that does not go to the ConfigCat CDN. Override it to add or leave out some.
   *
   * @protected
   * @param {any} requestInit Options of the `fetch` call about to be made; its `headers` are to be filled.
   * @param {readonly (readonly [name: string, value: string])[]} headers The usual ones.
   */
  setRequestHeaders(requestInit, headers) {
    this.#requests.addHeaders(requestInit, headers);
  }
}

exports.NodeHttpConfigFetcher = NodeHttpConfigFetcher;
exports.ServerSideFetchApiConfigFetcher = ServerSideFetchApiConfigFetcher;
