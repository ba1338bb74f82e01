'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

/** So long a stall is waited for after what may cause it. */
const AFTER_MS = 100;

/** Records the longest time between two runs of a timer. */
class Heartbeat {
  #last = performance.now();
  #longest = 0;
  #timer;

  constructor() {
    const beat = () => {
      const now = performance.now();
      this.#longest = Math.max(this.#longest, now - this.#last);
      this.#last = now;
      this.#timer = setTimeout(beat, 1);
    };
    this.#timer = setTimeout(beat, 1);
  }

  stop() {
    clearTimeout(this.#timer);
    return this.#longest;
  }
}

/**
 * The longest time for which the event loop stands still: the longest between two runs of a 1 ms timer, that millisecond included.
 *
 * @param {() => Promise<void>} body what is watched, and a moment after it
 * @returns {Promise<number>} milliseconds
 */
async function longestStall(body) {
  const heartbeat = new Heartbeat();
  await body();
  await sleep(AFTER_MS);
  return heartbeat.stop();
}

module.exports = { AFTER_MS, longestStall };
