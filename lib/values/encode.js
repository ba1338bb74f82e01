'use strict';

// How attribute values cross to native code: numbers, texts, booleans, null and undefined as they are; anything else as one text
// that begins with U+0000. See `Data::decode` in the engine.

const { isArray } = Array;
const { getPrototypeOf } = Object;

const JSON_TEXT = '\0j';
const TAGGED_TEXT = '\0x';

/** Stands for an attribute whose reading threw. */
const UNREADABLE = '\0!';

/** Deeper values are not looked into: native code refuses them anyway. */
const MAX_DEPTH = 1_000;

/**
 * @param {any} value
 * @returns {string | number | boolean | null | undefined}
 */
function encode(value) {
  switch (typeof value) {
    case 'string':
      return value.charCodeAt(0) === 0 ? JSON_TEXT + JSON.stringify(value) : value;
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    default:
      return value === null ? null : encodeObject(value);
  }
}

/** @param {any} value */
function encodeObject(value) {
  try {
    return isPure(value, 0) ? JSON_TEXT + JSON.stringify(value) : TAGGED_TEXT + JSON.stringify(tagged(value, 0));
  } catch {
    // A getter, a proxy or a conversion threw, or the value contains itself.
    return UNREADABLE;
  }
}

/**
 * Whether the value is the same after a round trip through JSON.
 *
 * @param {any} value
 * @param {number} depth
 * @returns {boolean}
 */
function isPure(value, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > MAX_DEPTH) throw new RangeError('an attribute is nested too deeply');
  if (converts(value)) return false;
  if (isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isPure(value[index], depth + 1)) return false;
    return true;
  }
  if (!isPlain(value)) return false;
  for (const key of Object.keys(value)) if (!isPure(value[key], depth + 1)) return false;
  return true;
}

/**
 * Whether an object brings conversions of its own along, without being of a class.
 *
 * @param {any} value
 */
function converts(value) {
  return value.toJSON !== undefined || Object.hasOwn(value, 'toString') || Object.hasOwn(value, 'valueOf') || value[Symbol.toPrimitive] !== undefined;
}

/** @param {any} value */
function isPlain(value) {
  const prototype = getPrototypeOf(value);
  // An object of another realm has another `Object.prototype`.
  return prototype === Object.prototype || prototype === null || getPrototypeOf(prototype) === null;
}

/**
 * @param {any} value
 * @param {number} depth
 * @returns {any}
 */
function tagged(value, depth) {
  if (depth > MAX_DEPTH) throw new RangeError('an attribute is nested too deeply');
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return taggedNumber(value);
    case 'undefined':
      return { t: 'u' };
    default:
  }
  if (value === null) return null;
  if (isArray(value) && !converts(value)) {
    return { t: 'l', v: Array.from(value, (item) => tagged(item, depth + 1)) };
  }
  if (isRecord(value)) {
    return { t: 'o', v: Object.keys(value).map((key) => [key, tagged(value[key], depth + 1)]) };
  }
  return exotic(value);
}

/** @param {number} value */
function taggedNumber(value) {
  return Number.isFinite(value) ? value : { t: 'n', v: String(value) };
}

/**
 * Whether an object is no more than its properties: conversions, such as those of a date, would be lost otherwise.
 *
 * @param {any} value
 */
function isRecord(value) {
  if (typeof value !== 'object' || converts(value)) return false;
  if (isPlain(value)) return true;
  const { toString, valueOf } = Object.prototype;
  return value.toString === toString && value.valueOf === valueOf && Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * What JavaScript makes of a value that is no data: a date, a big integer, a function.
 *
 * @param {any} value
 */
function exotic(value) {
  // As conditions and hashes make texts of values; nothing can be joined with a symbol.
  const text = typeof value === 'symbol' ? String(value) : '' + value;
  return {
    t: 'e',
    s: text,
    n: taggedNumber(typeof value === 'symbol' ? NaN : Number(value)),
    j: jsonOf(value),
    b: Boolean(value),
    k: typeof value,
  };
}

/** @param {any} value */
function jsonOf(value) {
  // JSON knows no big integers, and throws.
  return typeof value === 'bigint' ? undefined : JSON.stringify(value);
}

exports.encode = encode;
exports.UNREADABLE = UNREADABLE;
