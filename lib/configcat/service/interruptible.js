'use strict';

/** Waits that can all be cut short, once and for all. */
class InterruptibleWaits {
  /** @type {Set<(value: any) => void>} */
  #open = new Set();
  /** @type {{ value: any } | null} */
  #interruption = null;

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} Settles as `promise` does, or earlier with the value of the interruption.
   */
  add(promise) {
    // What asks the host may itself be what interrupts.
    if (this.#interruption !== null) return Promise.resolve(this.#interruption.value);
    return new Promise((resolve, reject) => {
      this.#open.add(resolve);
      const close = () => this.#open.delete(resolve);
      promise.then(resolve, reject).then(close, close);
    });
  }

  /** @param {any} value */
  interrupt(value) {
    this.#interruption = { value };
    for (const resolve of this.#open) resolve(value);
    this.#open.clear();
  }
}

exports.InterruptibleWaits = InterruptibleWaits;
