'use strict';

const { setTimeout: delay } = require('node:timers/promises');
const { FetchError } = require('../errors.js');

const RETRY_LIMIT = 1;
const RETRY_DELAY_MS = 50;

/** @param {unknown} err */
function isRetriable(err) {
  return err instanceof FetchError && err.cause !== 'abort' && err.code !== 'BODY_TOO_LARGE';
}

/**
 * Whether a `Retry-After` header asks for a wait: by seconds, or by a date to come.
 *
 * @param {string | undefined} header
 */
function isWaitWanted(header) {
  const text = String(header ?? '').trim();
  if (/^\d+$/.test(text)) return Number(text) > 0;
  // Dates of HTTP begin with the day of the week, and are in GMT whether they say so or not.
  return /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)/.test(text) && Date.parse(text.replace(/(?<! GMT)$/, ' GMT')) > Date.now();
}

/**
 * Tries a request, and once more after a network failure or an unexpected status, unless the outage is known already or the
 * server asks to be left alone. All of it together has the time that the request may take; what cannot even begin in that time
 * is not tried.
 *
 * @param {import('./fetch-messages.js').FetchRequest} request
 * @param {(leftMs: number) => Promise<import('./fetch-messages.js').FetchResponse>} send
 * @param {() => boolean} isDisposed
 * @returns {Promise<import('./fetch-messages.js').FetchResponse>}
 */
async function fetchWithRetry({ timeoutMs, mayRepeat }, send, isDisposed) {
  // A request of the host's own making may have no opinion.
  const retryLimit = mayRepeat === false ? 0 : RETRY_LIMIT;
  const deadline = performance.now() + timeoutMs;
  const leftMs = () => Math.ceil(deadline - performance.now());
  for (let attempt = 0; ; attempt++) {
    if (isDisposed()) throw new FetchError('abort');
    const hasAnotherTry = async () => {
      if (attempt >= retryLimit || leftMs() <= RETRY_DELAY_MS) return false;
      await delay(RETRY_DELAY_MS);
      return leftMs() > 0;
    };
    try {
      const response = await send(leftMs());
      if (response.isExpected() || isWaitWanted(response.retryAfter) || !(await hasAnotherTry())) return response;
    } catch (err) {
      if (!isRetriable(err) || !(await hasAnotherTry())) throw err;
    }
  }
}

module.exports = { fetchWithRetry };
