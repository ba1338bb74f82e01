'use strict';

/**
 * The parts of a session that matter to an evaluation. They are looked at each time, as applications may change the objects; that is
 * cheap because of the most of them there is nothing to write.
 *
 * @typedef {import('./reach.js').Reach} Reach
 */

/**
 * @param {Record<string, number> | null} forced
 * @param {Reach | null} reach
 * @returns {Record<string, number> | undefined} `undefined`: none.
 */
function variationsFor(forced, reach) {
  if (forced === null) return undefined;
  if (reach === null) return hasKeys(forced) ? forced : undefined;
  /** @type {Record<string, number> | undefined} */
  let found;
  for (const key of reach.experiments) if (Object.hasOwn(forced, key)) (found ??= Object.create(null))[key] = forced[key];
  return found;
}

/**
 * @param {Map<string, any> | null} forced
 * @param {Reach | null} reach
 * @param {string | null} unforced A key to be left out.
 * @returns {[string, any][] | undefined} `undefined`: none.
 */
function featuresFor(forced, reach, unforced) {
  if (forced === null || forced.size === 0) return undefined;
  const known = reach === null ? [...forced.keys()].filter((key) => typeof key === 'string') : reach.parents.filter((key) => forced.has(key));
  const keys = known.filter((key) => key !== unforced);
  return keys.length === 0 ? undefined : keys.map((key) => [key, plainValue(forced.get(key))]);
}

/**
 * @param {Record<string, any>} docs
 * @param {Reach | null} reach
 * @returns {any} Not `undefined`, as buckets are sticky.
 */
function stickyFor(docs, reach) {
  if (reach === null || docs === null || typeof docs !== 'object' || Array.isArray(docs)) return docs ?? null;
  const found = Object.create(null);
  for (const key of Object.keys(docs)) {
    const assignments = assignmentsFor(docs[key]?.assignments, reach.prefixes);
    if (assignments !== null) found[key] = { assignments };
  }
  return found;
}

/**
 * @param {any} assignments
 * @param {string[]} prefixes
 */
function assignmentsFor(assignments, prefixes) {
  if (assignments === null || typeof assignments !== 'object' || Array.isArray(assignments)) return null;
  let found = null;
  for (const name in assignments) {
    if (!startsWithOne(name, prefixes) || !Object.hasOwn(assignments, name)) continue;
    (found ??= Object.create(null))[name] = assignments[name];
  }
  return found;
}

/**
 * @param {string} name
 * @param {string[]} prefixes
 */
function startsWithOne(name, prefixes) {
  for (const prefix of prefixes) if (name.startsWith(prefix)) return true;
  return false;
}

/** @param {object} object */
function hasKeys(object) {
  for (const key in object) if (Object.hasOwn(object, key)) return true;
  return false;
}

/**
 * A forced value as prerequisites see it: what JSON cannot say is null to them.
 *
 * @param {any} value
 */
function plainValue(value) {
  try {
    return JSON.stringify(value) === undefined ? null : value;
  } catch {
    return null;
  }
}

exports.featuresFor = featuresFor;
exports.stickyFor = stickyFor;
exports.variationsFor = variationsFor;
