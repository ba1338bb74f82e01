'use strict';

const { isInterval } = require('../options/checks.js');
const { say } = require('../logging/say.js');

// Loaded late: who gives payloads by hand needs no network.
const network = () => require('../network/repository.js');

/**
 * @typedef {import('../payload/state.js').PayloadState} PayloadState
 *
 * @typedef {object} InitResponse
 * @property {boolean} success
 * @property {boolean} status The same, under the name that the documentation uses.
 * @property {'init' | 'cache' | 'network' | 'error' | 'timeout'} source
 * @property {Error} [error]
 */

/** What gets an instance its payload: from the network, from the cache, or from the application. */
class Feed {
  /**
   * @param {any} options
   * @param {import('../options/checks.js').Hosts} hosts
   * @param {PayloadState} state
   */
  constructor(options, { apiHost, streamingHost, apiRequestHeaders, streamingHostRequestHeaders }, state) {
    this.apiHost = apiHost;
    this.streamingHost = streamingHost;
    this.apiHostRequestHeaders = apiRequestHeaders;
    this.streamingHostRequestHeaders = streamingHostRequestHeaders;
    this.clientKey = options.clientKey || '';
    this.decryptionKey = options.decryptionKey;
    this.disableCache = Boolean(options.disableCache);
    this.backgroundSync = options.backgroundSync !== false;
    this.log = options.log;
    this.state = state;
    this.isSubscribed = false;
  }

  /**
   * @param {any} options As `init` gets them.
   * @returns {Promise<InitResponse>}
   */
  async init(options) {
    // Without a key it fails as it would have before.
    if (this.state.isClosed && (this.clientKey || options.payload)) return destroyed();
    const { cacheSettings, payload, skipCache, timeout } = options;
    const deadline = deadlineOf(timeout);
    if (cacheSettings) network().configureCache(cacheSettings);
    if (payload) {
      const taken = await this.#take('init', () => this.state.set(payload, deadline));
      this.subscribe(options);
      return taken;
    }
    const found = await this.#load({ timeout, skipCache, allowStale: true });
    // Whoever was destroyed meanwhile is to be left alone.
    if (this.state.isClosed) return destroyed();
    this.subscribe(options);
    if (!found.payload) {
      // Where there is nothing new, features that were given otherwise go on.
      await this.state.set({}, deadline);
      return response(false, found.source, found.error);
    }
    const { source } = found;
    const taken = await this.#take(source, () => this.state.take(found.payload, deadline));
    return taken.success && !found.success ? response(false, source, found.error) : taken;
  }

  /**
   * @param {any} source
   * @param {() => Promise<void>} take
   */
  async #take(source, take) {
    try {
      await take();
      return this.state.isClosed ? destroyed() : response(true, source);
    } catch (error) {
      say(this.log, 'The payload cannot be used', { error });
      return response(false, 'error', error);
    }
  }

  /** @param {{ timeout?: number, skipCache?: boolean }} options As `refreshFeatures` gets them. */
  async refresh({ timeout, skipCache }) {
    if (this.state.isClosed && this.clientKey) return;
    const deadline = deadlineOf(timeout);
    const { payload } = await this.#load({ timeout, skipCache, allowStale: false });
    if (payload) await this.#take('network', () => this.state.take(payload, deadline));
  }

  /** @param {{ timeout?: number, skipCache?: boolean, allowStale: boolean }} options */
  async #load(options) {
    if (!this.clientKey) throw new Error('Missing clientKey');
    return network().load(this, options);
  }

  /**
   * Lets the payload follow changes, if that is asked for. Otherwise it stays as it is.
   *
   * @param {{ streaming?: boolean, pollingInterval?: number }} options
   */
  subscribe({ streaming, pollingInterval }) {
    if (!streaming && !pollingInterval) return;
    // A feed that was made for something destroyed, or outlived it, would never be unsubscribed.
    if (this.state.isClosed) return;
    if (!this.clientKey) throw new Error('Must specify clientKey to enable streaming or polling');
    if (!this.backgroundSync) return;
    const interval = isInterval(pollingInterval) ? pollingInterval : undefined;
    if (pollingInterval && interval === undefined) say(this.log, 'pollingInterval is no valid interval, and ignored', { pollingInterval });
    if (!streaming && interval === undefined) return;
    this.isSubscribed = true;
    network().subscribe(this, { streaming: Boolean(streaming), pollingInterval: interval });
  }

  unsubscribe() {
    if (!this.isSubscribed) return;
    this.isSubscribed = false;
    network().unsubscribe(this);
  }

  /**
   * A new payload, for who has subscribed.
   *
   * @param {import('../payload/state.js').PayloadSource} source
   */
  onPayload(source) {
    if (this.isSubscribed) this.#take('network', () => this.state.take(source));
  }
}

/**
 * @param {boolean} success
 * @param {any} source
 * @param {any} [error]
 * @returns {InitResponse}
 */
function response(success, source, error) {
  return error === undefined ? { success, status: success, source } : { success, status: success, source, error };
}

/**
 * When the time is over, by `performance.now()`.
 *
 * @param {any} timeout
 */
function deadlineOf(timeout) {
  return Number(timeout) > 0 ? performance.now() + Number(timeout) : undefined;
}

/** What comes of it where there is nobody left to take a payload. */
function destroyed() {
  return response(false, 'error', new Error('Destroyed'));
}

/** Ends all streams and polls of the process. */
function closeAll() {
  network().closeAll();
}

exports.Feed = Feed;
exports.closeAll = closeAll;
