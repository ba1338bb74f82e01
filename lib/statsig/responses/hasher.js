'use strict';

const { djb2, sha256 } = require('../specs/hashes.js');

/** So many names are remembered per algorithm. */
const KEPT = 20_000;

/** @type {Record<string, (text: string) => string>} */
const HASHES = { djb2, sha256 };

/** @type {Map<string, Map<string, string>>} */
const known = new Map();

/**
 * What hides names in responses. Specs have the same names again and again.
 *
 * @param {string} algorithm
 * @returns {(name: string) => string}
 */
function hasherOf(algorithm) {
  // An algorithm that nobody knows hides nothing, as in the official SDK.
  if (!Object.hasOwn(HASHES, algorithm)) return (name) => name;
  const hash = HASHES[algorithm];
  const hashes = known.get(algorithm) ?? new Map();
  known.set(algorithm, hashes);
  return (name) => {
    let hashed = hashes.get(name);
    if (hashed === undefined) {
      hashed = hash(name);
      if (hashes.size >= KEPT) hashes.clear();
      hashes.set(name, hashed);
    }
    return hashed;
  };
}

exports.hasherOf = hasherOf;
