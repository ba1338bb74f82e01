'use strict';

/** With more there is a `Map`. */
const FEW = 8;

/**
 * A map from texts to values, in the order in which they came. The instance of one request has few of them: then a chain of entries is
 * cheaper to make, and a look at each is cheaper than hashing texts that were just joined.
 *
 * @template T
 */
class Few {
  constructor() {
    /** @type {Entry<T> | null} */
    this.first = null;
    /** @type {Entry<T> | null} */
    this.last = null;
    this.count = 0;
    /** @type {Map<string, Entry<T>> | null} */
    this.map = null;
  }

  /** @param {string} key */
  get(key) {
    return this.#find(key)?.value;
  }

  /** @param {string} key */
  has(key) {
    return this.#find(key) !== undefined;
  }

  /**
   * @param {string} key
   * @param {T} value
   */
  set(key, value) {
    const known = this.#find(key);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    const entry = new Entry(key, value);
    if (this.last === null) this.first = entry;
    else this.last.next = entry;
    this.last = entry;
    this.count += 1;
    if (this.map !== null) this.map.set(key, entry);
    else if (this.count > FEW) this.map = new Map(this.entries().map((one) => [one.key, one]));
  }

  /** All entries. */
  entries() {
    /** @type {Entry<T>[]} */
    const entries = [];
    for (let entry = this.first; entry !== null; entry = entry.next) entries.push(entry);
    return entries;
  }

  /** @param {string} key */
  #find(key) {
    if (this.map !== null) return this.map.get(key);
    for (let entry = this.first; entry !== null; entry = entry.next) if (entry.key === key) return entry;
    return undefined;
  }
}

/** @template T */
class Entry {
  /**
   * @param {string} key
   * @param {T} value
   */
  constructor(key, value) {
    this.key = key;
    this.value = value;
    /** @type {Entry<T> | null} */
    this.next = null;
  }
}

exports.Few = Few;
