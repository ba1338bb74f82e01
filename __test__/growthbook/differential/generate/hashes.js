'use strict';

const { Code, build } = require('../tree');

/** FNV-1a of 32 bits over the code units of a text, as the GrowthBook SDKs for JavaScript use it. */
function fnv32a(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The number from 0 to 1 that decides on a user, or null where no version of the hash is known by that name. */
function bucketOf(seed, value, version) {
  if (version === 2) return (fnv32a(`${fnv32a(seed + value)}`) % 10000) / 10000;
  return version === 1 ? (fnv32a(value + seed) % 1000) / 1000 : null;
}

/**
 * The exact bucket of one of the users, so that a limit can be put at it; undefined where there is none.
 *
 * @param {import('../../../support/random').Random} random
 * @param {any[]} users attributes
 * @param {{ seed: string, hashAttribute?: string, hashVersion?: any }} division
 */
function bucketOfSomebody(random, users, { seed, hashAttribute = 'id', hashVersion = 1 }) {
  const user = random.pick(users);
  const value = Object.hasOwn(user, hashAttribute) ? user[hashAttribute] : undefined;
  if (!value || typeof value === 'bigint' || value instanceof Code) return undefined;
  return bucketOf(seed, String(build(value)), hashVersion) ?? undefined;
}

module.exports = { bucketOfSomebody };
