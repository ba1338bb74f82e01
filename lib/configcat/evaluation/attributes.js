'use strict';

const { toStringSafe } = require('../strings.js');

const IDENTIFIER = 0;
const EMAIL = 1;
const COUNTRY = 2;
const CUSTOM = 3;

const WELL_KNOWN = new Map([
  ['Identifier', IDENTIFIER],
  ['Email', EMAIL],
  ['Country', COUNTRY],
]);

/** Stands for an attribute whose reading threw; the evaluation fails with that error if it needs the attribute. */
class Unreadable {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error;
  }
}

/** Where one attribute is found in a user object. */
class Slot {
  /** @param {string} name */
  constructor(name) {
    this.kind = WELL_KNOWN.get(name) ?? CUSTOM;
    this.name = name;
  }
}

/** @param {readonly string[]} attributes */
function slotsFor(attributes) {
  return attributes.map((name) => new Slot(name));
}

/**
 * @param {any} user
 * @param {Slot} slot
 */
function readProperty(user, slot) {
  switch (slot.kind) {
    case IDENTIFIER:
      return user.identifier ?? '';
    case EMAIL:
      return user.email;
    case COUNTRY:
      return user.country;
    default: {
      const { custom } = user;
      return custom && Object.hasOwn(custom, slot.name) ? custom[slot.name] : undefined;
    }
  }
}

/**
 * The value of one attribute; an `Unreadable` where a getter or a proxy throws.
 *
 * @param {any} user
 * @param {Slot} slot
 */
function read(user, slot) {
  try {
    return readProperty(user, slot);
  } catch (err) {
    return new Unreadable(err);
  }
}

/**
 * @param {any} user
 * @param {readonly Slot[]} slots
 */
function readAll(user, slots) {
  return slots.map((slot) => read(user, slot));
}

const MISSING = 0;
const TEXT = 1;
const NUMBER = 2;
const BOOLEAN = 3;
const DATE = 4;
const LIST = 5;
const OTHER = 6;
const UNREADABLE = 7;

/** @param {any} value */
function isStringArray(value) {
  return Array.isArray(value) && !value.some((item) => typeof item !== 'string');
}

/**
 * @param {any} value
 * @returns {[tag: number, payload: any, text: string | undefined]}
 */
function encodeObject(value) {
  if (value instanceof Date) {
    const time = value.getTime();
    return typeof time === 'number' ? [DATE, time, toStringSafe(value)] : [OTHER, undefined, toStringSafe(value)];
  }
  if (isStringArray(value)) return [LIST, JSON.stringify(value), toStringSafe(value)];
  return [OTHER, undefined, toStringSafe(value)];
}

/**
 * @param {any} value
 * @returns {[tag: number, payload: any, text: string | undefined]}
 */
function encodeValue(value) {
  if (value === null || value === undefined) return [MISSING, undefined, undefined];
  switch (typeof value) {
    case 'string':
      return [TEXT, value, undefined];
    case 'number':
      return [NUMBER, value, undefined];
    case 'boolean':
      return [BOOLEAN, value, undefined];
    default:
      return encodeObject(value);
  }
}

/**
 * Attribute values in the form `explain` takes: a flat list of tag, payload and text. Errors that come up while a
 * value is looked at are kept in `errors`, under the index of the attribute.
 *
 * @param {readonly any[]} values
 * @returns {{ triples: any[], errors: unknown[] }}
 */
function encode(values) {
  const triples = [];
  /** @type {unknown[]} */
  const errors = [];
  values.forEach((value, index) => {
    try {
      if (value instanceof Unreadable) throw value.error;
      triples.push(...encodeValue(value));
    } catch (err) {
      errors[index] = err;
      triples.push(UNREADABLE, undefined, undefined);
    }
  });
  return { triples, errors };
}

exports.slotsFor = slotsFor;
exports.read = read;
exports.readAll = readAll;
exports.encode = encode;
