'use strict';

/** Waits that can all be cut short. */
class InterruptibleWaits {
  /** @type {Set<(value: any) => void>} */
  #open = new Set();

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} Settles as `promise` does, or earlier with the value of an interruption.
   */
  add(promise) {
    return new Promise((resolve, reject) => {
      this.#open.add(resolve);
      const close = () => this.#open.delete(resolve);
      promise.then(resolve, reject).then(close, close);
    });
  }

  /** @param {any} value */
  interrupt(value) {
    for (const resolve of this.#open) resolve(value);
    this.#open.clear();
  }
}

exports.InterruptibleWaits = InterruptibleWaits;
