'use strict';

/** So deep does data lie that is worth picking out of what is no JSON: documents of sticky buckets, their assignments, and each of them. */
const DEPTH = 3;

/**
 * What JSON can say of an object that it cannot say as a whole: because of a BigInt, a circle, or code of the application that throws.
 *
 * @param {object | undefined} object
 * @param {string} path What the application knows it as.
 * @param {string[]} leftOut Gets the paths of all that is left out.
 * @param {number} [depth]
 * @returns {Record<string, any> | undefined}
 */
function sayableOf(object, path, leftOut, depth = DEPTH) {
  if (object === undefined) return undefined;
  /** @type {Record<string, any>} */
  const sayable = {};
  for (const key of keysOf(object, path, leftOut)) {
    const name = `${path}.${key}`;
    /** @type {any} */
    let value;
    try {
      value = /** @type {Record<string, any>} */ (object)[key];
      const text = JSON.stringify(value);
      // Parsed, for code that says something else the next time.
      if (text !== undefined) define(sayable, key, JSON.parse(text));
    } catch {
      if (depth > 1 && value !== null && typeof value === 'object') define(sayable, key, sayableOf(value, name, leftOut, depth - 1));
      else leftOut.push(name);
    }
  }
  return sayable;
}

/**
 * @param {object} object
 * @param {string} path
 * @param {string[]} leftOut
 */
function keysOf(object, path, leftOut) {
  try {
    return Object.keys(object);
  } catch {
    leftOut.push(path);
    return [];
  }
}

/**
 * Also a key like `__proto__`.
 *
 * @param {object} object
 * @param {string} key
 * @param {any} value
 */
function define(object, key, value) {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

exports.sayableOf = sayableOf;
