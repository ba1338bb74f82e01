'use strict';

const { createSettingFromValue } = require('../config/setting-value.js');

const DEFAULT_PREFIX = 'cc-';
const STRING_SUFFIX = ';str';

/** The query string of the page, where there is one. */
const LOCATION_PROVIDER = {
  get currentValue() {
    return /** @type {any} */ (globalThis).location?.search;
  },
};

/**
 * A text that is a boolean or a number in every respect becomes one.
 *
 * @param {string} value Anything else is a `TypeError`, as in the official package.
 */
function parseValue(value) {
  const lower = value.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  // Blank texts and prefixed or padded forms such as `0x10` or `0 ` stay texts.
  if (/^\s*$|^\s*0[^\d.eE]/.test(value)) return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/**
 * @param {string} query
 * @returns {[string, string][]}
 */
function pairsOfQuery(query) {
  if (!query.startsWith('?')) return [];
  return query
    .slice(1)
    .split('&')
    .map((part) => {
      const text = part.replaceAll('+', ' ');
      const index = text.indexOf('=');
      if (index < 0) return [decodeURIComponent(text), ''];
      return [decodeURIComponent(text.slice(0, index)), decodeURIComponent(text.slice(index + 1))];
    });
}

/**
 * @param {Record<string, string | readonly string[]>} params
 * @returns {[string, string][]}
 */
function pairsOfParams(params) {
  return Object.entries(params).flatMap(([name, values]) =>
    [values].flat().map((value) => /** @type {[string, string]} */ ([name, value])),
  );
}

/** @param {any} source */
function readPairs(source) {
  if (source === null || source === undefined) return [];
  return typeof source === 'string' ? pairsOfQuery(source) : pairsOfParams(source);
}

/**
 * A text that differs whenever the source does.
 *
 * @param {any} source
 */
function fingerprint(source) {
  if (source === null || source === undefined) return '';
  return typeof source === 'string' ? source : JSON.stringify(pairsOfParams(source).map(([name, value]) => [name, `${value}`]));
}

/** Overrides given as query parameters, such as `?cc-myFlag=true`. */
class QueryParamsOverrideDataSource {
  #provider;
  #prefix;
  #isWatched;
  #fingerprint;
  #settings;

  /**
   * @param {boolean} isWatched Whether later changes of the query string count.
   * @param {string} [prefix]
   * @param {{ readonly currentValue: any }} [provider]
   */
  constructor(isWatched, prefix = DEFAULT_PREFIX, provider = LOCATION_PROVIDER) {
    this.#isWatched = isWatched;
    this.#prefix = prefix;
    this.#provider = provider;
    const source = provider.currentValue;
    this.#settings = this.#read(source);
    this.#fingerprint = fingerprint(source);
  }

  /** @returns {Record<string, any>} The same object as long as nothing changed. */
  getOverrides() {
    if (this.#isWatched) {
      const source = this.#provider.currentValue;
      const current = fingerprint(source);
      if (current !== this.#fingerprint) {
        this.#settings = this.#read(source);
        this.#fingerprint = current;
      }
    }
    return this.#settings;
  }

  /** @param {any} source */
  #read(source) {
    const settings = Object.create(null);
    for (const [name, value] of readPairs(source)) {
      if (name.length <= this.#prefix.length || !name.startsWith(this.#prefix)) continue;
      const key = name.slice(this.#prefix.length);
      const isForcedText = key.length > STRING_SUFFIX.length && key.endsWith(STRING_SUFFIX);
      if (isForcedText) settings[key.slice(0, -STRING_SUFFIX.length)] = createSettingFromValue(value);
      else settings[key] = createSettingFromValue(parseValue(value));
    }
    return settings;
  }
}

exports.QueryParamsOverrideDataSource = QueryParamsOverrideDataSource;
