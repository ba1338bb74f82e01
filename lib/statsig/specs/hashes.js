'use strict';

const { createHash } = require('node:crypto');

/**
 * The hash by which responses for clients name things, and specs name keys.
 *
 * @param {string} text
 */
function djb2(text) {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return String(hash >>> 0);
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest('base64');
}

/**
 * The first eight bytes of the SHA-256, as a signed number.
 *
 * @param {string} text
 */
function signed64(text) {
  return createHash('sha256').update(text).digest().readBigInt64BE(0);
}

exports.djb2 = djb2;
exports.sha256 = sha256;
exports.signed64 = signed64;
