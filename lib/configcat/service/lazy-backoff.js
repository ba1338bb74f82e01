'use strict';

/** The rest after the first failure. It doubles with each further one, up to a time to live. */
const FIRST_REST_MS = 1000;

/** However long the time to live, no rest is longer. */
const LONGEST_REST_MS = 10 * 60 * 1000;

/** The part of a rest that chance adds at most: processes that failed together must not come back together. */
const JITTER = 0.1;

/** Beyond all limits. */
const LARGEST_EXPONENT = 20;

/** When lazy loading may ask a server again that failed. On the monotonic clock; the wall clock only dates entries. */
class LazyBackoff {
  #longestMs;
  /** Attempts that failed since the last success. */
  #failures = 0;
  /** Wall clock. */
  #failedAt = 0;
  #restsUntil = 0;

  /** @param {number} ttlMs */
  constructor(ttlMs) {
    this.#longestMs = Math.min(ttlMs, LONGEST_REST_MS);
  }

  /**
   * Whether the last attempt failed, and nobody has renewed the entry since: others may share its cache.
   *
   * @param {import('../config/entry.js').Entry} entry The latest one.
   */
  isOutage(entry) {
    return this.#failures > 0 && !(/** @type {number} */ (entry.timestamp) > this.#failedAt);
  }

  /**
   * Whether it is too early for another attempt.
   *
   * @param {import('../config/entry.js').Entry} entry The latest one.
   */
  isResting(entry) {
    return this.isOutage(entry) && performance.now() < this.#restsUntil;
  }

  /**
   * Notes a failure. One during a rest was asked for by the user, or by a client that has just come: it changes nothing.
   *
   * @param {import('../config/entry.js').Entry} entry The latest one.
   */
  failed(entry) {
    if (this.isResting(entry)) return;
    const exponent = this.isOutage(entry) ? Math.min(this.#failures, LARGEST_EXPONENT) : 0;
    const restMs = FIRST_REST_MS * 2 ** exponent * (1 + JITTER * Math.random());
    this.#failures = exponent + 1;
    this.#failedAt = Date.now();
    this.#restsUntil = performance.now() + Math.min(restMs, this.#longestMs);
  }

  /** The outage is over, or may be. */
  end() {
    this.#failures = 0;
  }
}

exports.LazyBackoff = LazyBackoff;
