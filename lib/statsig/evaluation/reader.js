'use strict';

const { UNREADABLE, encode } = require('../../values/encode.js');
const { day, milliseconds } = require('./times.js');
const { propertyOfAnyCase } = require('../user/any-case.js');

/** Where values come from, as native code numbers it. */
const FIELD = 0;
const IP = 1;
const USER_AGENT = 2;
const ENVIRONMENT = 3;
const UNIT = 4;
const NOW = 5;
const APP = 6;
const TARGET = 7;

/** How they cross. */
const VALUE = 0;
const TIME = 1;

/** The properties of a user agent, by the names that fields have. @type {Record<string, 'os_name' | 'os_version' | 'browser_name' | 'browser_version'>} */
const OF_USER_AGENT = {
  __proto__: /** @type {any} */ (null),
  os_name: 'os_name',
  osname: 'os_name',
  os_version: 'os_version',
  osversion: 'os_version',
  browser_name: 'browser_name',
  browsername: 'browser_name',
  browser_version: 'browser_version',
  browserversion: 'browser_version',
};

/**
 * Who is evaluated, and with what.
 *
 * @typedef {object} Subject
 * @property {any} user
 * @property {any} environment of the user
 * @property {import('../lookups/index.js').Lookups} lookups
 * @property {string | null | undefined} app of the client that asks; null: nobody knows; undefined: that of the specs
 */

/** One thing that conditions read. */
class Reader {
  /**
   * @param {number} source
   * @param {string | null} text
   * @param {number} form
   */
  constructor(source, text, form) {
    this.source = source;
    this.form = form;
    this.name = source === TARGET ? '' : (text ?? '');
    this.lower = this.name.toLowerCase();
    /** Whether no object has it unless it was put there. */
    this.isPlain = !(this.name in Object.prototype) && !(this.lower in Object.prototype);
    this.hasName = text !== null;
    this.isCountry = source === IP && this.name === 'country';
    this.ofUserAgent = source === USER_AGENT ? OF_USER_AGENT[this.lower] : undefined;
    this.constant = source === TARGET ? formed(text === null ? undefined : JSON.parse(text), form) : undefined;
  }
}

/**
 * The value as native code takes it.
 *
 * @param {Reader} reader
 * @param {Subject} subject
 */
function read(reader, subject) {
  // It was converted once for all.
  if (reader.source === TARGET) return reader.constant;
  try {
    const value = reader.source === FIELD ? field(subject.user, reader) : valueOf(reader, subject);
    if (typeof value === 'string' && reader.form === VALUE) return value.charCodeAt(0) === 0 ? encode(value) : value;
    return formed(value, reader.form);
  } catch {
    // A getter, or a proxy, of the application.
    return UNREADABLE;
  }
}

/**
 * @param {any} value
 * @param {number} form
 */
function formed(value, form) {
  if (form === VALUE) return encode(value);
  return form === TIME ? milliseconds(value) : day(value);
}

/**
 * @param {Reader} reader
 * @param {Subject} subject
 */
function valueOf(reader, subject) {
  switch (reader.source) {
    case IP:
      return field(subject.user, reader) ?? (reader.isCountry ? country(subject) : null);
    case USER_AGENT:
      return field(subject.user, reader) ?? fromUserAgent(reader, subject);
    case ENVIRONMENT:
      return propertyOfAnyCase(subject.environment, reader.name);
    case UNIT:
      return reader.hasName ? propertyOfAnyCase(subject.user.customIDs, reader.name) : (subject.user.userID ?? undefined);
    case NOW:
      return Date.now();
    case APP:
      return subject.app;
    default:
      return undefined;
  }
}

/**
 * The first of the places where a user can have a field that has it.
 *
 * @param {any} user
 * @param {Reader} reader
 */
function field(user, reader) {
  const value = property(user, reader);
  if (value !== undefined) return value;
  const { custom } = user;
  if (custom !== undefined && custom !== null) {
    const value = property(custom, reader);
    if (value !== undefined) return value;
  }
  const { privateAttributes } = user;
  if (privateAttributes === undefined || privateAttributes === null) return undefined;
  // In the last place `null` is a value.
  return property(privateAttributes, reader) ?? (Object.hasOwn(privateAttributes, reader.lower) ? privateAttributes[reader.lower] : undefined);
}

/**
 * A property by its name, or by that in lower case; undefined where it is null, too.
 *
 * @param {any} object
 * @param {Reader} reader
 */
function property(object, { isPlain, lower, name }) {
  if (!isPlain) return ownProperty(object, name) ?? ownProperty(object, lower);
  return object[name] ?? (name === lower ? undefined : object[lower]) ?? undefined;
}

/**
 * @param {any} object
 * @param {string} name
 */
function ownProperty(object, name) {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

const IP_READER = new Reader(FIELD, 'ip', VALUE);
const AGENT_READER = new Reader(FIELD, 'userAgent', VALUE);

/** @param {Subject} subject */
function country({ lookups, user }) {
  const ip = field(user, IP_READER);
  return typeof ip === 'string' ? lookups.country(ip) : null;
}

/**
 * @param {Reader} reader
 * @param {Subject} subject
 */
function fromUserAgent({ ofUserAgent }, { lookups, user }) {
  const agent = field(user, AGENT_READER);
  if (ofUserAgent === undefined || typeof agent !== 'string') return null;
  return lookups.userAgent(agent)?.[ofUserAgent] ?? null;
}

exports.Reader = Reader;
exports.read = read;
