'use strict';

/** Where a server has answered; anything else is the network's. */
const ANSWERED = new Set(['HTTP_STATUS', 'NOT_A_STREAM', 'PANIC', 'HOST']);

/**
 * The error of a failed fetch, as `fetch` would have it, with a stable `code`. Neither the address nor the key is in it.
 *
 * @param {string} code
 * @param {string} text
 * @returns {Error & { code: string }}
 */
function fetchError(code, text) {
  if (code === 'INVALID_FEATURES') return withCode(new SyntaxError(text), code);
  if (ANSWERED.has(code)) return withCode(new Error(text), code);
  return withCode(new TypeError('fetch failed', { cause: withCode(new Error(text), code) }), code);
}

/** @param {number} status */
function statusError(status) {
  return fetchError('HTTP_STATUS', `HTTP error: ${status}`);
}

/**
 * @template {Error} E
 * @param {E} error
 * @param {string} code
 */
function withCode(error, code) {
  return Object.assign(error, { code });
}

exports.fetchError = fetchError;
exports.statusError = statusError;
