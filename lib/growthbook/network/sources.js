'use strict';

/**
 * A payload, in one of the forms in which it can come.
 *
 * @typedef {object} PayloadSource
 * @property {any} [object] Parsed.
 * @property {any} [native] Compiled.
 * @property {string} [text]
 */

/** Of objects, which stay as they are. @type {WeakMap<object, string>} */
const texts = new WeakMap();

/** @param {any} object */
function jsonOf(object) {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  texts.set(object, text);
  return text;
}

/**
 * @param {PayloadSource} source
 * @returns {string}
 */
function textOf({ native, object, text }) {
  return native ? native.json() : (text ?? jsonOf(object));
}

/**
 * Whether two are the same payload for sure.
 *
 * @param {PayloadSource} a
 * @param {PayloadSource} b
 */
function isSame(a, b) {
  if (a === b) return true;
  if (a.native || b.native) return Boolean(a.native && b.native) && a.native.identity === b.native.identity;
  return textOf(a) === textOf(b);
}

exports.isSame = isSame;
exports.textOf = textOf;
