'use strict';

const { isFlagValue } = require('../args.js');
const { MapOverrideDataSource } = require('./map-overrides.js');
const { overrideDocument } = require('./override-document.js');
const { QueryParamsOverrideDataSource } = require('./query-overrides.js');
const { UNKNOWN_TYPE } = require('../config/setting-value.js');

/** The parts of a setting that tell whether it is still the same. Prepared settings are taken as immutable. */
class SeenSettings {
  /** @param {Record<string, any> | null | undefined} settings */
  constructor(settings) {
    this.keys = Object.keys(settings ?? {});
    this.settings = this.keys.map((key) => /** @type {any} */ (settings)[key]);
    this.values = this.settings.map((setting) => setting?.v);
  }

  /** @param {Record<string, any> | null | undefined} settings */
  isSame(settings) {
    const keys = Object.keys(settings ?? {});
    return keys.length === this.keys.length && keys.every((key, i) => this.#isSameSetting(key, settings?.[key], i));
  }

  /**
   * @param {string} key
   * @param {any} setting
   * @param {number} index
   */
  #isSameSetting(key, setting, index) {
    if (key !== this.keys[index] || !Object.is(setting?.v, this.values[index])) return false;
    const seen = this.settings[index];
    return setting === seen || (setting?.t === UNKNOWN_TYPE && seen?.t === UNKNOWN_TYPE && !setting.r && !setting.p);
  }
}

/**
 * The plain values that no flag of a config can have, by key.
 *
 * @param {Record<string, any> | null | undefined} settings
 * @returns {Map<string, any>}
 */
function foreignValues(settings) {
  const plain = Object.entries(settings ?? {}).filter(([, setting]) => setting?.t === UNKNOWN_TYPE);
  return new Map(plain.filter(([, { v }]) => !isFlagValue(v)).map(([key, { v }]) => [key, v]));
}

/**
 * What overrides are at one moment.
 *
 * @typedef {object} CurrentOverrides
 * @property {string} document As the evaluator takes them.
 * @property {number} version Grows when they change.
 * @property {Map<string, any> | null} values Values that the document has only as text.
 */

/** The overrides of one client, as the evaluator takes them, with a number that grows when they change. */
class OverrideSource {
  #dataSource;
  #isOurs;
  #takesAnyValue;
  /** @type {any} */
  #last = undefined;
  /** @type {SeenSettings | null} */
  #seen = null;
  /** @type {CurrentOverrides} */
  #current = { document: '', version: 0, values: null };

  /**
   * @param {{ dataSource: { getOverrides(): any } }} flagOverrides
   * @param {boolean} [takesAnyValue] Whether values of any type are handed out as they are.
   */
  constructor({ dataSource }, takesAnyValue = false) {
    this.#dataSource = dataSource;
    this.#takesAnyValue = takesAnyValue;
    this.#isOurs = dataSource instanceof MapOverrideDataSource || dataSource instanceof QueryParamsOverrideDataSource;
  }

  /**
   * Asks the data source; whatever that throws is passed on.
   *
   * @returns {CurrentOverrides} The same object as long as nothing changed.
   */
  current() {
    const settings = this.#dataSource.getOverrides();
    if (!this.#isUnchanged(settings)) this.#take(settings);
    return this.#current;
  }

  /** @param {any} settings */
  #isUnchanged(settings) {
    if (this.#current.version === 0) return false;
    // Our own sources hand out another object whenever something changed.
    return this.#isOurs ? settings === this.#last : this.#seen?.isSame(settings);
  }

  /** @param {any} settings */
  #take(settings) {
    this.#last = settings;
    if (!this.#isOurs) this.#seen = new SeenSettings(settings);
    const document = overrideDocument(settings, this.#takesAnyValue);
    const values = this.#takesAnyValue ? foreignValues(settings) : null;
    if (document !== this.#current.document || values?.size) {
      this.#current = { document, version: this.#current.version + 1, values };
    }
  }
}

exports.OverrideSource = OverrideSource;
