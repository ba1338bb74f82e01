'use strict';

const { UNREADABLE, encode } = require('../../values/encode.js');

/**
 * Where attributes come from, the first one that has it: overrides, attributes, and what all users have in common.
 *
 * `hasPlainAttributes` says whether there are no overrides, and the attributes inherit nothing.
 *
 * @typedef {{ overrides: any, attributes: any, globals: any, hasPlainAttributes: () => boolean }} Sources
 */

/** One attribute that a feature reads. */
class Slot {
  /** @param {readonly string[]} description Its kind and the names on the path to it. */
  constructor([kind, name, ...rest]) {
    this.name = name;
    /** The path goes on below the attribute. @type {readonly string[] | null} */
    this.rest = rest.length === 0 ? null : rest;
    /** What stands for an attribute that is not there. @type {null | undefined} */
    this.missing = kind === 't' ? undefined : null;
    /** Plain objects have it only if it was put into them. */
    this.isPlainlyOwn = !(name in Object.prototype);
    this.isPathPlain = rest.every((key) => !(key in Object.prototype));
  }
}

/**
 * @param {Sources} sources
 * @param {string} name
 * @param {any} missing
 */
function property({ overrides, attributes, globals }, name, missing) {
  if (overrides !== null && Object.hasOwn(overrides, name)) return overrides[name];
  if (attributes !== null && Object.hasOwn(attributes, name)) return attributes[name];
  if (globals !== null && Object.hasOwn(globals, name)) return globals[name];
  return missing;
}

/**
 * Whether a path can go on from `value` to `key`. What classes of the application inherit counts, what JavaScript itself brings does
 * not.
 *
 * @param {any} value
 * @param {string} key
 */
function has(value, key) {
  if (value === null || typeof value !== 'object') return false;
  return Object.hasOwn(value, key) || (!Array.isArray(value) && !(key in Object.prototype) && key in value);
}

/**
 * @param {any} value
 * @param {Slot} slot
 */
function follow(value, { isPathPlain, rest }) {
  if (rest === null) return value;
  for (const key of rest) {
    // What nearly all are. Reading at once saves the question whether it is there.
    if (isPathPlain && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const next = value[key];
      if (next !== undefined) {
        value = next;
        continue;
      }
    }
    if (!has(value, key)) return null;
    value = value[key];
  }
  return value;
}

/**
 * @param {Sources} sources
 * @param {Slot} slot
 */
function readTop(sources, { isPlainlyOwn, missing, name }) {
  // What nearly all are. Reading at once saves the question whether it is there.
  if (isPlainlyOwn && sources.hasPlainAttributes()) {
    const value = sources.attributes[name];
    if (value !== undefined) return value;
  }
  return property(sources, name, missing);
}

/**
 * The value of one attribute as native code takes it.
 *
 * @param {Sources} sources
 * @param {Slot} slot
 */
function read(sources, slot) {
  try {
    return encode(follow(readTop(sources, slot), slot));
  } catch {
    return UNREADABLE;
  }
}

/**
 * The value of one attribute as it is; NaN if it cannot be read.
 *
 * @param {Sources} sources
 * @param {Slot} slot
 */
function readPlain(sources, slot) {
  try {
    return follow(readTop(sources, slot), slot);
  } catch {
    return NaN;
  }
}

/**
 * @param {Sources} sources
 * @param {readonly Slot[]} slots
 */
function readAll(sources, slots) {
  const values = [];
  for (let index = 0; index < slots.length; index++) values.push(read(sources, slots[index]));
  return values;
}

/**
 * The attribute that an experiment tells users apart by, as it is. One that cannot be read is not there.
 *
 * @param {Sources} sources
 * @param {string} name
 */
function readHashValue(sources, name) {
  try {
    return property(sources, name, undefined) || '';
  } catch {
    return '';
  }
}

/**
 * All attributes in one object.
 *
 * @param {Sources} sources
 * @returns {Record<string, any>}
 */
function mergeAttributes({ globals, attributes, overrides }) {
  try {
    // V8 copies one object as a whole.
    return globals === null && overrides === null ? { ...attributes } : { ...globals, ...attributes, ...overrides };
  } catch {
    return readableOf([globals, attributes, overrides]);
  }
}

/**
 * The same without those whose reading throws.
 *
 * @param {any[]} sources
 */
function readableOf(sources) {
  /** @type {Record<string, any>} */
  const merged = {};
  for (const source of sources) {
    for (const name of namesOf(source)) {
      try {
        merged[name] = source[name];
      } catch {
        // Nobody can read it.
      }
    }
  }
  return merged;
}

/** @param {any} source */
function namesOf(source) {
  try {
    return Object.keys(source ?? {});
  } catch {
    // A proxy that does not tell.
    return [];
  }
}

exports.Slot = Slot;
exports.read = read;
exports.readAll = readAll;
exports.readPlain = readPlain;
exports.readHashValue = readHashValue;
exports.readTop = readTop;
exports.mergeAttributes = mergeAttributes;
