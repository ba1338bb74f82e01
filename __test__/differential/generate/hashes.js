'use strict';

const { createHash } = require('node:crypto');

/**
 * The bytes of a text as the hashed comparators see it: UTF-8, with lone surrogates as three bytes of their own.
 *
 * @param {string} text
 */
function bytesOf(text) {
  const parts = [];
  for (const symbol of text) {
    const unit = symbol.charCodeAt(0);
    const isLone = symbol.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    parts.push(isLone ? Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]) : Buffer.from(symbol));
  }
  return Buffer.concat(parts);
}

/**
 * The salted hash of the hashed comparators, in lower-case hex.
 *
 * @param {string | Buffer} text
 * @param {...string} salts config salt, then setting key or segment name
 */
function saltedHash(text, ...salts) {
  const hash = createHash('sha256').update(typeof text === 'string' ? bytesOf(text) : text);
  salts.forEach((salt) => hash.update(bytesOf(salt)));
  return hash.digest('hex');
}

/** The unsalted hash of config_v5. */
const plainHash = (text) => createHash('sha1').update(bytesOf(text)).digest('hex');

module.exports = { bytesOf, saltedHash, plainHash };
