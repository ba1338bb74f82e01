'use strict';

const { requestError } = require('./errors.js');

/**
 * Does work of the application's, and ends waiting for it when the time is over: it may heed no signal, and may never answer.
 *
 * @template T
 * @param {number} limitMs
 * @param {(signal: AbortSignal) => T | Promise<T>} work
 * @returns {Promise<T>} rejects with what the work throws, or with code `TIMEOUT`
 */
function inTime(limitMs, work) {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      reject(requestError('TIMEOUT', `Timed out after ${limitMs} ms`));
      controller.abort();
    }, limitMs);
    timer.unref();
    const settle = async () => work(controller.signal);
    settle()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

exports.inTime = inTime;
