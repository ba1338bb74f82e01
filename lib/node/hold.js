'use strict';

/** Owners that something waits for: they must live on, and so must the process. @type {Set<object>} */
const held = new Set();

const LONGEST_DELAY_MS = 2147483647;

/** @type {NodeJS.Timeout | null} */
let timer = null;

/**
 * The native service never keeps the process alive; a pending promise must. While at least one owner is held, one
 * timer does.
 */
function update() {
  if (held.size > 0) {
    timer ??= setInterval(() => {}, LONGEST_DELAY_MS);
  } else if (timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

/** Counts the reasons to keep one owner, and with it the process, alive. */
class Hold {
  #count = 0;
  #isClosed = false;
  #owner;

  /** @param {object} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  acquire() {
    if (this.#isClosed) return;
    this.#count++;
    held.add(this.#owner);
    update();
  }

  release() {
    if (this.#count === 0) return;
    this.#count--;
    if (this.#count === 0) this.#letGo();
  }

  /** From now on nothing holds, whatever is still pending. */
  close() {
    this.#isClosed = true;
    this.#count = 0;
    this.#letGo();
  }

  #letGo() {
    held.delete(this.#owner);
    update();
  }

  /**
   * Holds until a promise is settled. Gives that very promise, so that nobody hears of it later for being held.
   *
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  during(promise) {
    const release = () => this.release();
    this.acquire();
    promise.then(release, release);
    return promise;
  }
}

exports.Hold = Hold;
