'use strict';

const { StickyBucketServiceSync, parseDocument } = require('./service.js');

const DEFAULT_PREFIX = 'gbStickyBuckets__';

const DAYS_KEPT = 180;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What `encodeURIComponent` encodes, although names of cookies can have it: #, $, &, +, ^, ` and |. */
const TOKEN_PARTS = /%(?:2[346B]|5E|60|7C)/g;

/**
 * Keeps sticky buckets in cookies, on the server: with a request whose cookies are parsed (`cookie-parser`) and the response to it.
 *
 * Express encodes the value of a cookie, but not its name, and `cookie-parser` decodes only the value. So the name is written as
 * it is wherever it can be, and looked for in all ways, that of `js-cookie` in browsers too: it encodes only what no name can have.
 */
class ExpressCookieStickyBucketService extends StickyBucketServiceSync {
  #req;
  #res;
  #cookieAttributes;

  /** @param {{ prefix?: string, req: any, res: any, cookieAttributes?: any }} options */
  constructor({ prefix = DEFAULT_PREFIX, req, res, cookieAttributes = { maxAge: DAYS_KEPT * DAY_MS } }) {
    super({ prefix });
    this.#req = req;
    this.#res = res;
    this.#cookieAttributes = cookieAttributes;
  }

  /**
   * @param {string} attributeName
   * @param {string} attributeValue
   */
  getAssignmentsSync(attributeName, attributeValue) {
    const key = this.getKey(attributeName, attributeValue);
    const cookies = this.#req?.cookies ?? {};
    const encoded = encodeURIComponent(key);
    return parseCookie(cookies[key]) ?? parseCookie(cookies[encoded]) ?? parseCookie(cookies[encoded.replace(TOKEN_PARTS, decodeURIComponent)]);
  }

  /** @param {import('./documents.js').StickyDocument} doc */
  saveAssignmentsSync(doc) {
    if (!this.#res) return;
    const key = this.getKey(doc.attributeName, doc.attributeValue);
    this.#res.cookie(isToken(key) ? key : encodeURIComponent(key), JSON.stringify(doc), this.#cookieAttributes);
  }
}

/**
 * Whether a text may be the name of a cookie.
 *
 * @param {string} text
 */
function isToken(text) {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}

/**
 * The official package encodes the value once more than it is decoded.
 *
 * @param {any} value
 */
function parseCookie(value) {
  if (value === null || value === undefined) return null;
  // `cookie-parser` reads a value that begins with `j:` as JSON itself.
  if (typeof value === 'object') return parseDocument(JSON.stringify(value));
  return parseDocument(value) ?? parseDocument(decoded(value));
}

/** @param {string} value */
function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** Keeps sticky buckets in cookies, in a browser: with `js-cookie`, which encodes and decodes names and values. */
class BrowserCookieStickyBucketService extends StickyBucketServiceSync {
  #jsCookie;
  #cookieAttributes;

  /** @param {{ prefix?: string, jsCookie: any, cookieAttributes?: any }} options */
  constructor({ prefix = DEFAULT_PREFIX, jsCookie, cookieAttributes = { expires: DAYS_KEPT } }) {
    super({ prefix });
    this.#jsCookie = jsCookie;
    this.#cookieAttributes = cookieAttributes;
  }

  /**
   * @param {string} attributeName
   * @param {string} attributeValue
   */
  getAssignmentsSync(attributeName, attributeValue) {
    return this.#jsCookie ? parseDocument(this.#jsCookie.get(this.getKey(attributeName, attributeValue))) : null;
  }

  /** @param {import('./documents.js').StickyDocument} doc */
  saveAssignmentsSync(doc) {
    this.#jsCookie?.set(this.getKey(doc.attributeName, doc.attributeValue), JSON.stringify(doc), this.#cookieAttributes);
  }
}

exports.ExpressCookieStickyBucketService = ExpressCookieStickyBucketService;
exports.BrowserCookieStickyBucketService = BrowserCookieStickyBucketService;
