'use strict';

const { setTimeout: delay } = require('node:timers/promises');
const { FetchError } = require('../errors.js');

const RETRY_LIMIT = 1;
const RETRY_DELAY_MS = 50;

/** @param {unknown} err */
function isRetriable(err) {
  return err instanceof FetchError && err.cause !== 'abort';
}

/**
 * Tries a request, and once more after a timeout, a network failure or an unexpected status.
 *
 * @param {() => Promise<import('./fetch-messages.js').FetchResponse>} send
 * @param {() => boolean} isDisposed
 * @returns {Promise<import('./fetch-messages.js').FetchResponse>}
 */
async function fetchWithRetry(send, isDisposed) {
  for (let attempt = 0; ; attempt++) {
    if (isDisposed()) throw new FetchError('abort');
    const isLast = attempt >= RETRY_LIMIT;
    try {
      const response = await send();
      if (isLast || response.isExpected()) return response;
    } catch (err) {
      if (isLast || !isRetriable(err)) throw err;
    }
    await delay(RETRY_DELAY_MS);
  }
}

module.exports = { fetchWithRetry };
