'use strict';

const { createSettingFromValue } = require('../config/setting-value.js');

/** @param {unknown} value */
function isPrimitive(value) {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null;
}

/** Overrides given as a map of plain values. */
class MapOverrideDataSource {
  #map;
  #isWatched;
  /** @type {string[]} */
  #keys = [];
  /** @type {unknown[]} */
  #values = [];
  /** @type {Record<string, any>} */
  #settings = {};

  /**
   * @param {Record<string, unknown>} map
   * @param {boolean} isWatched Whether later changes of the map count.
   */
  constructor(map, isWatched) {
    this.#map = map;
    this.#isWatched = isWatched;
    this.#read();
  }

  /** @returns {Record<string, any>} The same object as long as nothing changed. */
  getOverrides() {
    if (this.#isWatched && this.#hasChanged()) this.#read();
    return this.#settings;
  }

  #hasChanged() {
    let index = 0;
    for (const key in this.#map) {
      if (!Object.hasOwn(this.#map, key)) continue;
      const value = this.#map[key];
      if (key !== this.#keys[index] || !Object.is(value, this.#values[index])) return true;
      // Such a value is unsupported, but its text is part of the error and may have changed.
      if (!isPrimitive(value)) return true;
      index++;
    }
    return index !== this.#keys.length;
  }

  #read() {
    this.#keys = Object.keys(this.#map);
    this.#values = this.#keys.map((key) => this.#map[key]);
    // Without a prototype, `__proto__` is a key like any other.
    this.#settings = Object.create(null);
    this.#keys.forEach((key, index) => {
      this.#settings[key] = createSettingFromValue(this.#values[index]);
    });
  }
}

exports.MapOverrideDataSource = MapOverrideDataSource;
