'use strict';

/** How many kinds of failure are told apart. */
const MOST_NAMES = 100;

/** Tells what went wrong inside, once per kind of error: evaluations that fail do so thousands of times a second. */
class Faults {
  #logger;
  /** @type {Set<string>} */
  #told = new Set();

  /** @param {import('./logger.js').OutputLogger} logger */
  constructor(logger) {
    this.#logger = logger;
  }

  /**
   * @param {string} where What was called.
   * @param {any} error
   */
  tell(where, error) {
    const name = `${where}: ${nameOf(error)}`;
    if (this.#told.has(name) || this.#told.size >= MOST_NAMES) return;
    this.#told.add(name);
    this.#logger.error('[Statsig] An unexpected exception occurred.', error);
  }

  /**
   * Calls something of the application's. What it throws, now or as a rejection, is told and changes nothing.
   *
   * @param {string} where
   * @param {() => any} call
   */
  guard(where, call) {
    try {
      const result = call();
      if (typeof result?.then === 'function') result.then(undefined, (/** @type {unknown} */ error) => this.tell(where, error));
    } catch (error) {
      this.tell(where, error);
    }
  }
}

/** @param {any} error */
function nameOf(error) {
  try {
    return String(error?.name ?? typeof error);
  } catch {
    return 'unknown';
  }
}

exports.Faults = Faults;
