'use strict';

/**
 * A payload, in one of the forms in which it can come.
 *
 * @typedef {object} PayloadSource
 * @property {any} [object] Parsed.
 * @property {any} [native] Compiled.
 * @property {string} [text]
 */

/** @param {PayloadSource} source */
function textOf({ native, object, text }) {
  return native ? native.json() : (text ?? JSON.stringify(object));
}

/**
 * Whether two are the same payload for sure.
 *
 * @param {PayloadSource} a
 * @param {PayloadSource} b
 */
function isSame(a, b) {
  if (a === b) return true;
  if (a.native && b.native) return a.native.identity === b.native.identity;
  return a.text !== undefined && a.text === b.text;
}

exports.isSame = isSame;
exports.textOf = textOf;
