'use strict';

/** Makes copies of one JSON value that are the application's to change. What has to be copied is looked up once for all of them. */
class Copier {
  /** @param {any} source which does not change */
  constructor(source) {
    this.source = source;
    this.isList = Array.isArray(source);
    /** Where in it there are others. @type {(string | number)[]} */
    this.keys = [];
    /** @type {Copier[]} */
    this.inner = [];
    this.isObject = typeof source === 'object' && source !== null;
    if (this.isObject) this.lookInto(source);
  }

  /** @param {any} source */
  lookInto(source) {
    // Lists may have other properties, which are no items.
    const keys = this.isList ? source.keys() : Object.keys(source);
    for (const key of keys) {
      const value = source[key];
      if (typeof value !== 'object' || value === null) continue;
      this.keys.push(key);
      this.inner.push(new Copier(value));
    }
  }

  /** @returns {any} */
  copy() {
    const { inner, keys, source } = this;
    if (!this.isObject) return source;
    const copy = this.isList ? source.slice() : { ...source };
    for (let at = 0; at < keys.length; at++) copy[keys[at]] = inner[at].copy();
    return copy;
  }
}

exports.Copier = Copier;
