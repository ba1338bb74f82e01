'use strict';

const binding = require('../../../binding.js');

const MALFORMED_TEXT = 'Invalid config JSON content.';
const NO_BODY_TEXT = 'No response body.';

/**
 * The error for a text that is no config. If it is not even JSON and the text is at hand, the error is the one of
 * `JSON.parse`.
 *
 * @param {string} message What the parser of the engine says.
 * @param {any} [json]
 * @returns {unknown}
 */
function contentError(message, json) {
  if (message.startsWith(MALFORMED_TEXT)) return new TypeError(message);
  if (message === NO_BODY_TEXT) return new Error(message);
  try {
    if (json) JSON.parse(json);
  } catch (err) {
    return err;
  }
  return new SyntaxError(message);
}

/**
 * What an item of a cache says.
 *
 * @typedef {{ json: string | null, timestamp: number, etag: string | undefined }} EntryParts
 */

/** From this many characters on, parsing takes a good part of a millisecond, and another thread does it. */
const LARGE = 32768;

/** @param {EntryParts} parts */
function isLarge({ json }) {
  return json !== null && json.length >= LARGE;
}

/**
 * @param {EntryParts} parts
 * @returns {any} A native entry.
 */
function parseEntry({ json, timestamp, etag }) {
  try {
    return binding.configcatEntry(json, timestamp, etag ?? null);
  } catch (err) {
    throw contentError(/** @type {Error} */ (err).message, json);
  }
}

/**
 * Like `parseEntry`, with the work done on another thread.
 *
 * @param {EntryParts} parts
 * @returns {Promise<any>}
 */
async function parseEntryAsync({ json, timestamp, etag }) {
  try {
    return await binding.configcatEntryAsync(json, timestamp, etag ?? null);
  } catch (err) {
    throw contentError(/** @type {Error} */ (err).message, json);
  }
}

exports.contentError = contentError;
exports.isLarge = isLarge;
exports.parseEntry = parseEntry;
exports.parseEntryAsync = parseEntryAsync;
