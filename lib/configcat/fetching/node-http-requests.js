'use strict';

const http = require('node:http');
const https = require('node:https');
const { AgentPool, FixedAgent } = require('./agent-pool.js');
const { ensureFunction, ensureObject, isGiven } = require('../args.js');
const { readBody, requestFailure } = require('./body-limit.js');
const { isCdnUrl } = require('./cdn-url.js');
const { FetchError } = require('../errors.js');
const { FetchResponse } = require('./fetch-messages.js');
const { fetchWithRetry } = require('./fetch-retry.js');
const { ensureUsableUrl } = require('./usable-url.js');

/** @typedef {readonly (readonly [name: string, value: string])[]} HeaderList */

/**
 * @param {any} options
 * @param {'http' | 'https'} protocol
 * @param {(recommendedOptions: object) => any} defaultFactory
 */
function agentSource(options, protocol, defaultFactory) {
  const factory = options[`${protocol}AgentFactory`];
  if (isGiven(factory)) return new AgentPool(ensureFunction(factory, 'options', `.${protocol}AgentFactory`));
  const agent = options[`${protocol}Agent`];
  if (isGiven(agent)) return new FixedAgent(ensureObject(agent, 'options', `.${protocol}Agent`));
  return new AgentPool(defaultFactory);
}

/**
 * @param {{ headers?: Record<string, any> }} requestOptions
 * @param {HeaderList} headers
 */
function addHeaders(requestOptions, headers) {
  requestOptions.headers ??= {};
  for (const [name, value] of headers) {
    const present = Object.hasOwn(requestOptions.headers, name) ? [requestOptions.headers[name]].flat() : null;
    requestOptions.headers[name] = present ? [...present.map(String), value] : value;
  }
}

/**
 * @param {import('node:http').IncomingMessage} message
 * @returns {[string, string][]}
 */
function relevantHeaders(message) {
  /** @type {[string, string][]} */
  const result = [];
  for (const name of ['etag', 'cf-ray', 'retry-after']) {
    const value = [message.headers[name]].flat()[0];
    if (value !== undefined) result.push([name, value]);
  }
  return result;
}

/** The requests that a fetcher makes through Node's `http` and `https` modules. */
class NodeHttpRequests {
  #http;
  #https;
  #setHeaders;
  #isDisposed = false;
  /** @type {Set<() => void>} */
  #aborts = new Set();

  /**
   * @param {any} options Agents, or factories of agents.
   * @param {(requestOptions: any, headers: HeaderList) => void} setHeaders Sets those of a request that does not go to the CDN.
   */
  constructor(options, setHeaders) {
    const given = isGiven(options) ? ensureObject(options, 'options') : {};
    this.#setHeaders = setHeaders;
    this.#http = agentSource(given, 'http', (recommended) => new http.Agent(recommended));
    this.#https = agentSource(given, 'https', (recommended) => new https.Agent(recommended));
  }

  /** Aborts the requests under way; later ones fail at once. */
  dispose() {
    this.#isDisposed = true;
    for (const abort of this.#aborts) abort();
    this.#http.dispose();
    this.#https.dispose();
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
      () => this.#isDisposed,
    );
  }

  /**
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @param {number} leftMs
   */
  async #fetchOnce(request, leftMs) {
    const isSecure = /^https:/i.test(request.url);
    const agents = isSecure ? this.#https : this.#http;
    const lease = agents.acquire();
    let hasFailed = true;
    try {
      /** @type {any} */
      const requestOptions = { agent: lease.agent };
      if (isCdnUrl(request.url)) addHeaders(requestOptions, request.headers);
      else this.#setHeaders(requestOptions, request.headers);
      if (request.lastETag) addHeaders(requestOptions, [['If-None-Match', request.lastETag]]);
      const response = await this.#send(isSecure ? https : http, request, leftMs, requestOptions);
      hasFailed = !response.isExpected();
      return response;
    } catch (err) {
      hasFailed = err instanceof FetchError && err.cause !== 'abort';
      throw err;
    } finally {
      agents.release(lease, hasFailed);
    }
  }

  /**
   * @param {typeof import('node:http') | typeof import('node:https')} protocol
   * @param {import('./fetch-messages.js').FetchRequest} request
   * @param {number} leftMs
   * @param {any} requestOptions
   * @returns {Promise<FetchResponse>}
   */
  #send(protocol, { url, timeoutMs }, leftMs, requestOptions) {
    /** @type {FetchResponse | undefined} */
    let response;
    let cleanUp = () => {};
    /** @type {Promise<FetchResponse>} */
    const exchange = new Promise((resolve, reject) => {
      ensureUsableUrl(url, { credentials: true });
      const clientRequest = protocol.get(url, requestOptions, (message) => {
        response = new FetchResponse(message.statusCode, message.statusMessage, relevantHeaders(message));
        if (message.statusCode !== 200) {
          // Nobody reads the body, which may have no end. A 304 has none, and its connection can be used again.
          if (message.statusCode === 304) message.resume();
          else message.destroy();
          resolve(response);
          return;
        }
        readBody(message).then(
          (body) => resolve(Object.assign(response, { body: body.toString() })),
          (err) => reject(requestFailure(err, response.rayId)),
        );
      });
      const stop = (/** @type {FetchError} */ err) => {
        reject(err);
        clientRequest.destroy();
      };
      const abort = () => stop(new FetchError('abort', response?.rayId));
      const timer = setTimeout(() => stop(new FetchError('timeout', timeoutMs, response?.rayId)), leftMs);
      this.#aborts.add(abort);
      clientRequest.on('error', (err) => reject(new FetchError('failure', err, response?.rayId)));
      cleanUp = () => {
        clearTimeout(timer);
        this.#aborts.delete(abort);
      };
    });
    return exchange.finally(() => cleanUp());
  }

  /**
   * @param {any} requestOptions
   * @param {HeaderList} headers
   */
  addHeaders(requestOptions, headers) {
    addHeaders(requestOptions, headers);
  }
}

exports.NodeHttpRequests = NodeHttpRequests;
