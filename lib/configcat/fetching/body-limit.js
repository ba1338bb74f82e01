'use strict';

const { FetchError, withCode } = require('../errors.js');

/** A body that is larger after decompression is not read to its end. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

class BodyTooLargeError extends Error {
  constructor() {
    super(`The response body exceeds the limit of ${MAX_BODY_BYTES} bytes.`);
    this.name = 'BodyTooLargeError';
  }
}

/**
 * Reads a body, and lets go of it where it is too large.
 *
 * @param {AsyncIterable<Uint8Array>} pieces
 * @returns {Promise<Buffer>}
 * @throws {BodyTooLargeError}
 */
async function readBody(pieces) {
  const chunks = [];
  let size = 0;
  for await (const chunk of pieces) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/**
 * @param {any} err Why a request or the reading of its answer failed.
 * @param {string} [rayId]
 * @returns {FetchError}
 */
function requestFailure(err, rayId) {
  const code = err instanceof BodyTooLargeError ? 'BODY_TOO_LARGE' : undefined;
  return withCode(new FetchError('failure', err, rayId), code);
}

exports.readBody = readBody;
exports.requestFailure = requestFailure;
