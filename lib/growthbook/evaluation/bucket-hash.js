'use strict';

// The hash FNV-1a with 32 bits over UTF-16 code units, as the engine's `hashing` has it. It is kept as a signed number, which V8 has in a
// register.

const START = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const ZERO = 0x30;

/** Five digits. */
const HALF = 100_000;

/**
 * Goes on from the hash of what precedes the text.
 *
 * @param {number} hash
 * @param {string} text
 */
function hashText(hash, text) {
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
}

/**
 * Goes on with a digit.
 *
 * @param {number} hash
 * @param {number} digit
 */
function hashDigit(hash, digit) {
  return Math.imul(hash ^ (ZERO + digit), PRIME);
}

/**
 * Goes on with the five digits of a number below 100,000.
 *
 * @param {number} hash
 * @param {number} number
 */
function hashHalf(hash, number) {
  // Each digit is found by itself, so that none waits for another.
  const tens = (number / 10) >>> 0;
  const hundreds = (number / 100) >>> 0;
  const thousands = (number / 1_000) >>> 0;
  const first = (number / 10_000) >>> 0;
  hash = hashDigit(hash, first);
  hash = hashDigit(hash, thousands - 10 * first);
  hash = hashDigit(hash, hundreds - 10 * thousands);
  hash = hashDigit(hash, tens - 10 * hundreds);
  return hashDigit(hash, number - 10 * tens);
}

/**
 * Goes on with the decimal digits of a number below 2^32.
 *
 * @param {number} hash
 * @param {number} number
 */
function hashDecimal(hash, number) {
  const upper = (number / HALF) >>> 0;
  // Few numbers have less than ten digits.
  return upper < HALF / 10 ? hashText(hash, String(number)) : hashHalf(hashHalf(hash, upper), number - upper * HALF);
}

/**
 * The bucket of a value by version 1: at least 0 and below 1.
 *
 * @param {string} seed
 * @param {string} value
 */
function bucketOf(seed, value) {
  return ((hashText(hashText(START, value), seed) >>> 0) % 1_000) / 1_000;
}

/**
 * The bucket of a value by version 2, from the hash of the seed.
 *
 * @param {number} seedHash
 * @param {string} value
 */
function fineBucketOf(seedHash, value) {
  return ((hashDecimal(START, hashText(seedHash, value) >>> 0) >>> 0) % 10_000) / 10_000;
}

/** @param {string} text */
const hashOf = (text) => hashText(START, text);

exports.bucketOf = bucketOf;
exports.fineBucketOf = fineBucketOf;
exports.hashOf = hashOf;
