'use strict';

const { tuning } = require('../network/tuning.js');

/** Does something again and again, as long as the process lives for other reasons. */
class Repeated {
  #intervalMs;
  #work;
  #isWorking = false;
  #lastTime = 0;
  /** @type {NodeJS.Timeout | null} */
  #timer = null;

  /**
   * @param {number} intervalMs
   * @param {() => Promise<void>} work Never rejects.
   */
  constructor(intervalMs, work) {
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  start() {
    this.stop();
    this.#lastTime = Date.now();
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
    this.#timer.unref();
  }

  stop() {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /**
   * Catches up at once if the process was frozen, as serverless hosts do between requests: its timers may have stood still.
   *
   * @param {number} now
   */
  wake(now) {
    if (this.#timer === null || now - this.#lastTime <= Math.max(tuning.patienceMs, 2 * this.#intervalMs)) return;
    this.start();
    this.#tick();
  }

  async #tick() {
    this.#lastTime = Date.now();
    // One at a time, however long it takes.
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      await this.#work();
    } finally {
      this.#isWorking = false;
    }
  }
}

exports.Repeated = Repeated;
