'use strict';

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The value of a promise that has to be settled in time.
 *
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @param {string} [what] named in the error
 * @returns {Promise<T>}
 */
async function within(ms, promise, what = 'the promise') {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} is not settled after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The shortest of up to three times, in milliseconds: a busy machine may delay any one of them, and what is broken
 * delays them all.
 *
 * @param {number} enoughMs no further try below this
 * @param {() => Promise<any>} act settles when the time is over
 */
async function shortest(enoughMs, act) {
  let best = Infinity;
  for (let attempt = 0; attempt < 3 && best > enoughMs; attempt++) {
    const start = performance.now();
    await act();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Waits for a condition, at most this long. */
async function eventually(ms, condition, what = 'the condition') {
  const end = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`${what} did not come true within ${ms} ms`);
    await pause(10);
  }
}

module.exports = { eventually, pause, shortest, within };
