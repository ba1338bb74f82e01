'use strict';

/**
 * A copy of JSON data that is the application's to change.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
function clone(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return /** @type {any} */ (value.map(clone));
  /** @type {any} */
  const copy = {};
  for (const key in value) {
    if (key === '__proto__') Object.defineProperty(copy, key, { value: clone(value[key]), configurable: true, enumerable: true, writable: true });
    else copy[key] = clone(value[key]);
  }
  return copy;
}

/**
 * What JavaScript calls the type of a value, but for lists.
 *
 * @param {unknown} value
 */
function typeName(value) {
  return Array.isArray(value) ? 'array' : typeof value;
}

exports.clone = clone;
exports.typeName = typeName;
