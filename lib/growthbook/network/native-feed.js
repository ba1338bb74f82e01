'use strict';

const binding = require('../../../binding.js');
const { fetchError } = require('./errors.js');
const { currentTrust } = require('../../node/trust.js');
const { isProxyUrl, nodeProxy } = require('../../node/proxy.js');
const { tuning } = require('./tuning.js');
const { version: packageVersion } = require('../../../package.json');

/** What the native feed tells, as the first argument of its callback. */
const Notice = Object.freeze({ Fetched: 1, Updated: 2, Confirmed: 3, Stream: 4, Failed: 5, TrustNeeded: 6, Broken: 7 });

const StreamState = Object.freeze({ Closed: 0, Open: 1, Unsupported: 2 });

/** What is wanted of a stream. */
const Streaming = Object.freeze({ Off: 0, IfSupported: 1, Always: 2 });

/** Loaded early, as it takes a while: what Node trusts is asked for with the first request. */
require('../../node/roots.js');

/**
 * @param {Record<string, string> | undefined} given
 * @returns {string[]} names and values in turns
 */
function flatHeaders(given) {
  const pairs = Object.entries(given ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const headers = pairs.map(([name, value]) => [name, String(value)]);
  if (!headers.some(([name]) => name.toLowerCase() === 'user-agent')) headers.push(['User-Agent', `Vexil-Node/${packageVersion}`]);
  return headers.flat();
}

/** @param {string} host */
function proxyFor(host) {
  const proxy = nodeProxy(host);
  return proxy !== null && isProxyUrl(proxy.address) ? proxy.address : null;
}

/** @param {import('./channel.js').Consumer} consumer */
function optionsOf({ apiHost, apiHostRequestHeaders, clientKey, streamingHost, streamingHostRequestHeaders }) {
  return {
    apiHost,
    clientKey,
    streamingHost,
    headers: flatHeaders(apiHostRequestHeaders),
    streamingHeaders: flatHeaders(streamingHostRequestHeaders),
    proxy: proxyFor(apiHost),
    streamingProxy: proxyFor(streamingHost),
    fetchMs: tuning.fetchMs,
    reconnectMs: tuning.reconnectMs,
    shortestReconnectMs: tuning.shortestReconnectMs,
    silenceMs: tuning.silenceMs,
  };
}

/**
 * @param {import('../../../binding.js').NativePayload} native
 * @param {string | null} version
 * @param {boolean} hasStream
 * @returns {import('./fetch-by-host.js').Found}
 */
function foundOf(native, version, hasStream) {
  return { source: { native }, version: version ?? '', hasStream };
}

/**
 * Who hears of what comes unasked.
 *
 * @typedef {object} FeedOwner
 * @property {(found: import('./fetch-by-host.js').Found) => void} updated
 * @property {() => void} confirmed
 * @property {(isOpen: boolean) => void} streamChanged
 * @property {() => void} streamUnsupported
 * @property {(ofStream: boolean, error: Error) => void} failed
 */

/** What one key of one server gives: requests, stream and polls of native code, which all threads share. */
class NativeFeed {
  #native;
  #owner;
  #lastToken = 0;
  /** One of `Streaming`. @type {number} */
  #streaming = Streaming.Off;
  #intervalMs = 0;
  /** @type {Map<number, { resolve: (found: import('./fetch-by-host.js').Found) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /**
   * @param {import('./channel.js').Consumer} consumer
   * @param {FeedOwner} owner
   */
  constructor(consumer, owner) {
    this.#owner = owner;
    this.#native = binding.growthbookOpenFeed(optionsOf(consumer), (kind, ...args) => this.#on(kind, args));
  }

  /** Whether nobody waits for an answer. */
  get isIdle() {
    return this.#waiting.size === 0;
  }

  /** Whether a stream or polls are wanted of it. */
  get isFollowing() {
    return this.#streaming !== Streaming.Off || this.#intervalMs > 0;
  }

  /**
   * @param {boolean} insists Even while the server wants to be left alone.
   * @returns {Promise<import('./fetch-by-host.js').Found>}
   */
  fetch(insists) {
    return new Promise((resolve, reject) => {
      this.#lastToken = (this.#lastToken + 1) >>> 0;
      this.#waiting.set(this.#lastToken, { resolve, reject });
      this.#native.fetch(this.#lastToken, insists);
    });
  }

  /** @param {number} wanted One of `Streaming`. */
  stream(wanted) {
    this.#streaming = wanted;
    this.#native.stream(wanted);
  }

  /** @param {number} intervalMs 0: not at all. */
  poll(intervalMs) {
    this.#intervalMs = intervalMs;
    this.#native.poll(intervalMs);
  }

  /** Only for one that is idle: nobody would be answered. */
  dispose() {
    this.#native.dispose();
  }

  /**
   * @param {number} kind
   * @param {any[]} args
   */
  #on(kind, args) {
    switch (kind) {
      case Notice.Fetched:
        return this.#fetched(args);
      case Notice.Updated:
        return this.#owner.updated(foundOf(args[0], args[1], args[2]));
      case Notice.Confirmed:
        return this.#owner.confirmed();
      case Notice.Stream:
        if (args[0] === StreamState.Unsupported) return this.#owner.streamUnsupported();
        return this.#owner.streamChanged(args[0] === StreamState.Open);
      case Notice.Failed:
        return this.#owner.failed(args[0], fetchError(args[1], args[2]));
      case Notice.TrustNeeded:
        return this.#native.trust(args[0], currentTrust());
      default:
        return this.#rejectAll(fetchError('PANIC', String(args[0])));
    }
  }

  /** @param {any[]} args */
  #fetched([token, payload, version, hasStream, errorCode, errorText]) {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    this.#waiting.delete(token);
    if (payload === null) waiting.reject(fetchError(errorCode, errorText));
    else waiting.resolve(foundOf(payload, version, hasStream));
  }

  /** @param {Error} error */
  #rejectAll(error) {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

exports.NativeFeed = NativeFeed;
exports.Streaming = Streaming;
