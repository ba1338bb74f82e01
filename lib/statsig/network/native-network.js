'use strict';

const { requestError } = require('./errors.js');
const { currentTrust } = require('../../node/trust.js');

/** What native code tells, as the first argument of its callback. */
const Notice = Object.freeze({
  Specs: 1,
  IdLists: 2,
  Flushed: 3,
  RetryPending: 4,
  TrustNeeded: 5,
  EventsPending: 6,
  Broken: 7,
});

/** How long is waited before a repetition where the application's own function gives no time. */
const DEFAULT_BACKOFF_MS = 1_000;

/** Loaded early, as it takes a while: what Node trusts is asked for with the first request. */
require('../../node/roots.js');

/**
 * @typedef {object} Waiting
 * @property {(result: any) => void} resolve
 * @property {(error: Error) => void} reject
 */

/**
 * @typedef {object} NetworkHost What the application does in place of native code, and who hears what went wrong.
 * @property {(retriesRemaining: number) => unknown} backoff option `postLogsRetryBackoff`, if it is a function
 * @property {(body: string, count: number) => Promise<number>} send sends events, and gives the status of the answer
 * @property {(where: string, error: unknown) => void} failed
 */

/**
 * Requests of one server: specs, ID lists, and the queue of its events. All of it happens on other threads, and nothing of it keeps the
 * process alive.
 */
class NativeNetwork {
  #native;
  #host;
  #isOver = false;
  #lastToken = 0;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();

  /**
   * @param {any} binding
   * @param {ReturnType<typeof import('./server-options.js').networkOptions>} options
   * @param {any} lists Handle of the ID lists that are kept up to date.
   * @param {NetworkHost} host
   */
  constructor(binding, options, lists, host) {
    this.#host = host;
    this.#native = binding.statsigOpenNetwork(options, lists, (/** @type {number} */ kind, /** @type {any[]} */ ...args) => this.#on(kind, args));
  }

  /**
   * @param {number} sinceTime Of the specs that there are; 0: none.
   * @returns {Promise<any>} native specs; null: there is nothing new
   */
  fetchSpecs(sinceTime) {
    return this.#ask((token) => this.#native.fetchSpecs(token, sinceTime));
  }

  /** @returns {Promise<boolean>} whether a list has changed */
  syncIdLists() {
    return this.#ask((token) => this.#native.syncIdLists(token));
  }

  /**
   * @param {string} events JSON texts, with commas between them.
   * @param {number} count
   */
  queueEvents(events, count) {
    if (!this.#isOver) this.#native.queueEvents(events, count);
  }

  /** @param {boolean} on Whether events are sent compressed. */
  setCompression(on) {
    if (!this.#isOver) this.#native.setCompression(on);
  }

  /**
   * Sends what is queued. Never rejects.
   *
   * @param {number} timeoutMs 0: as long as the requests take.
   * @param {number} retries -1: as the options say.
   * @returns {Promise<void>}
   */
  flush(timeoutMs, retries) {
    return this.#ask((token) => this.#native.flush(token, timeoutMs, retries)).catch(() => {});
  }

  /** How many events were dropped since the start. */
  get droppedEvents() {
    return this.#isOver ? 0 : this.#native.droppedEvents();
  }

  /** Ends it: what is under way is dropped, and whoever waits hears that. */
  dispose() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#native.dispose();
    this.#rejectAll(requestError('SHUT_DOWN', 'The server was shut down'));
  }

  /**
   * @param {(token: number) => void} ask
   * @returns {Promise<any>}
   */
  #ask(ask) {
    if (this.#isOver) return Promise.reject(requestError('SHUT_DOWN', 'The server was shut down'));
    return new Promise((resolve, reject) => {
      this.#lastToken = (this.#lastToken + 1) >>> 0;
      this.#waiting.set(this.#lastToken, { resolve, reject });
      try {
        ask(this.#lastToken);
      } catch (error) {
        this.#waiting.delete(this.#lastToken);
        throw error;
      }
    });
  }

  /**
   * @param {number} kind
   * @param {any[]} args
   */
  #on(kind, args) {
    if (this.#isOver) return undefined;
    const [token, result] = args;
    switch (kind) {
      case Notice.Specs:
      case Notice.IdLists:
        return this.#answer(token, result, args[2], args[3]);
      case Notice.Flushed:
        return this.#answer(token, undefined, null, null);
      case Notice.RetryPending:
        return this.#native.retryIn(token, this.#backoff(result));
      case Notice.TrustNeeded:
        return this.#native.trust(token, currentTrust());
      case Notice.EventsPending:
        return this.#send(token, result, args[2]);
      default:
        return this.#rejectAll(requestError('PANIC', String(token)));
    }
  }

  /**
   * @param {number} token
   * @param {any} result
   * @param {string | null} errorCode
   * @param {string | null} errorText
   */
  #answer(token, result, errorCode, errorText) {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    this.#waiting.delete(token);
    if (errorCode === null) waiting.resolve(result);
    else waiting.reject(requestError(errorCode, errorText ?? errorCode));
  }

  /** @param {number} retriesRemaining */
  #backoff(retriesRemaining) {
    try {
      const delay = this.#host.backoff(retriesRemaining);
      if (typeof delay === 'number' && delay >= 0) return delay;
    } catch (error) {
      this.#host.failed('postLogsRetryBackoff', error);
    }
    return DEFAULT_BACKOFF_MS;
  }

  /**
   * @param {number} token
   * @param {string} body
   * @param {number} count
   */
  async #send(token, body, count) {
    let status = 0;
    try {
      status = await this.#host.send(body, count);
    } catch {
      // No answer: native code repeats it, as it does for requests of its own.
    }
    if (!this.#isOver) this.#native.sent(token, status);
  }

  /** @param {Error} error */
  #rejectAll(error) {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

exports.NativeNetwork = NativeNetwork;
