'use strict';

const { isLarge, parseEntry, parseEntryAsync } = require('../config/config-text.js');
const { EMPTY_ENTRY, Entry } = require('../config/entry.js');

/**
 * How configs are kept in a cache of the host.
 *
 * @typedef {object} Codec
 * @property {string} key
 * @property {(item: any) => any} fingerprint What tells one item from another; null or undefined: there is no item.
 * @property {(item: any) => import('../config/config-text.js').EntryParts} decode
 * @property {(entry: Entry) => any} encode
 */

/** @param {any} value */
function isPromiseLike(value) {
  return typeof value?.then === 'function';
}

/** A cache of the host, and the entry last read from it or written to it. */
class ExternalCache {
  /** The item that `entry` stands for. @type {any} */
  #known = undefined;
  /** The item last read. @type {any} */
  #lastRead = undefined;
  #store;
  #codec;
  #messages;
  #onChanged;

  /**
   * @param {any} store
   * @param {Codec} codec
   * @param {import('../logging/messages.js').Messages} messages
   * @param {(entry: Entry) => void} onChanged Called when another config is found in the cache.
   */
  constructor(store, codec, messages, onChanged) {
    this.#store = store;
    this.#codec = codec;
    this.#messages = messages;
    this.#onChanged = onChanged;
    this.entry = EMPTY_ENTRY;
  }

  /**
   * The entry after a look into the cache: at once where the cache answers at once. Errors are logged, and leave what
   * is in memory.
   *
   * @returns {Entry | Promise<Entry>}
   */
  read() {
    try {
      const item = this.#store.get(this.#codec.key);
      if (isPromiseLike(item)) return this.#readLater(item);
      this.#take(item);
    } catch (err) {
      this.#messages.cacheReadError(err);
    }
    return this.entry;
  }

  /** @param {PromiseLike<any>} pending */
  async #readLater(pending) {
    const before = this.entry;
    let item;
    try {
      item = await pending;
    } catch (err) {
      this.#messages.cacheReadError(err);
    }
    await undefined;
    try {
      // A download that ended meanwhile is newer than what was read.
      const parsing = this.entry === before ? this.#takeLater(item) : null;
      if (parsing !== null) await parsing;
    } catch (err) {
      this.#messages.cacheReadError(err);
    }
    return this.entry;
  }

  /** @param {any} item */
  #take(item) {
    const fingerprint = this.#codec.fingerprint(item);
    if (this.#isKnown(fingerprint)) return;
    const parts = this.#codec.decode(item);
    this.#adopt(parts, parseEntry(parts), fingerprint);
  }

  /**
   * Like `take`, with the parsing of a large config done off the thread.
   *
   * @param {any} item
   * @returns {Promise<void> | null} Null: it is taken already.
   */
  #takeLater(item) {
    const fingerprint = this.#codec.fingerprint(item);
    if (this.#isKnown(fingerprint)) return null;
    const parts = this.#codec.decode(item);
    if (isLarge(parts)) return this.#takeLarge(parts, fingerprint);
    this.#adopt(parts, parseEntry(parts), fingerprint);
    return null;
  }

  /**
   * @param {import('../config/config-text.js').EntryParts} parts
   * @param {any} fingerprint
   */
  async #takeLarge(parts, fingerprint) {
    const before = this.entry;
    const native = await parseEntryAsync(parts);
    if (this.entry === before) this.#adopt(parts, native, fingerprint);
  }

  /**
   * A cache that gives again what it gave before a write has not taken the write: that brings nothing new.
   *
   * @param {any} fingerprint
   */
  #isKnown(fingerprint) {
    if (fingerprint === null || fingerprint === undefined) return true;
    return fingerprint === this.#known || fingerprint === this.#lastRead;
  }

  /**
   * @param {import('../config/config-text.js').EntryParts} parts
   * @param {any} native
   * @param {any} fingerprint
   */
  #adopt({ json, etag }, native, fingerprint) {
    const before = this.entry;
    const isSame = etag && before.etag ? etag === before.etag : json === before.json;
    this.entry = Entry.fromNative(native, isSame ? before : undefined);
    this.#known = fingerprint;
    this.#lastRead = fingerprint;
    if (!isSame && this.entry.view !== null) this.#onChanged(this.entry);
  }

  /**
   * Takes an entry into memory and writes it to the cache; one without a config is not written. Errors are logged.
   *
   * @param {Entry} entry
   */
  async write(entry) {
    this.entry = entry;
    this.#known = undefined;
    if (entry.view === null) return;
    try {
      const item = this.#codec.encode(entry);
      this.#known = this.#codec.fingerprint(item);
      await this.#store.set(this.#codec.key, item);
    } catch (err) {
      this.#messages.cacheWriteError(err);
    }
  }
}

exports.ExternalCache = ExternalCache;
