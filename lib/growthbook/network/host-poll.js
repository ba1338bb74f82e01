'use strict';

const { tuning } = require('./tuning.js');

/** Looks for payloads by functions of the application, again and again. */
class HostPoll {
  #look;
  #failures = 0;
  #intervalMs = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {() => Promise<boolean>} look Says whether it went well; never rejects. */
  constructor(look) {
    this.#look = look;
  }

  /** @param {number} intervalMs 0: not at all. */
  every(intervalMs) {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#failures = 0;
    this.#rest();
  }

  #rest() {
    clearTimeout(this.#timer);
    if (this.#intervalMs === 0) return;
    // The polls of a program must not keep it alive.
    this.#timer = setTimeout(() => this.#tick(), this.#restMs());
    this.#timer.unref();
  }

  #restMs() {
    if (this.#failures === 0) return this.#intervalMs;
    const rest = Math.min(this.#intervalMs * 2 ** (this.#failures - 1), tuning.longestRestMs / 2) * (1 + Math.random());
    return Math.max(rest, this.#intervalMs);
  }

  async #tick() {
    const interval = this.#intervalMs;
    const isSuccess = await this.#look();
    if (interval !== this.#intervalMs) return;
    this.#failures = isSuccess ? 0 : this.#failures + 1;
    this.#rest();
  }
}

exports.HostPoll = HostPoll;
