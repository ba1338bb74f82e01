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

/** A cache that takes longer to answer is gone on without. */
const WAIT_MS = 1000;

/** So long a cache that did not answer is asked nothing more, unless it answers after all. */
const REST_MS = 30_000;

/** @param {string} doing */
function tooSlow(doing) {
  return new Error(`The cache took longer than ${WAIT_MS} ms to ${doing}.`);
}

/**
 * Calls back when a cache has had its time, unless that is called off. An answer that came while the thread was busy is
 * handled first: the timer says no more than that time has passed.
 *
 * @param {() => void} callback
 * @returns {() => void} Calls it off.
 */
function afterTheWait(callback) {
  let isOff = false;
  const timer = setTimeout(() => setImmediate(() => void (isOff || callback())), WAIT_MS);
  timer.unref();
  return () => {
    isOff = true;
    clearTimeout(timer);
  };
}

/** @param {any} value */
function isPromiseLike(value) {
  return typeof value?.then === 'function';
}

/**
 * @param {PromiseLike<any>} writing
 * @returns {Promise<void>} Rejected if that takes too long.
 */
function inTime(writing) {
  return new Promise((resolve, reject) => {
    const callOff = afterTheWait(() => reject(tooSlow('write')));
    Promise.resolve(writing).then(resolve, reject).then(callOff);
  });
}

/** A cache of the host, and the entry last read from it or written to it. */
class ExternalCache {
  /** The item that `entry` stands for. @type {any} */
  #known = undefined;
  /** The item last read. @type {any} */
  #lastRead = undefined;
  /** A look into the cache that is not answered yet, and until when no other is made. */
  #overdue = { until: -Infinity };
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
    if (performance.now() < this.#overdue.until) return this.entry;
    try {
      const item = this.#store.get(this.#codec.key);
      if (isPromiseLike(item)) return this.#readLater(item);
      this.#take(item);
      this.#messages.cacheRead();
    } catch (err) {
      this.#messages.cacheReadError(err);
    }
    return this.entry;
  }

  /** @param {PromiseLike<any>} pending */
  async #readLater(pending) {
    const before = this.entry;
    const answer = await this.#answerOf(pending, before);
    const taking = answer === null ? null : this.#takeAnswer(answer.item, before);
    if (taking !== null) await taking;
    return this.entry;
  }

  /**
   * What the cache answers; null if that is an error, or does not come in time. Two turns after the answer, as it always
   * was.
   *
   * @param {PromiseLike<any>} pending
   * @param {Entry} before
   * @returns {Promise<{ item: any } | null>}
   */
  #answerOf(pending, before) {
    return new Promise((resolve, reject) => {
      const fail = (/** @type {unknown} */ err) => {
        callOff();
        try {
          this.#messages.cacheReadError(err);
          resolve(null);
        } catch (loggerError) {
          reject(loggerError);
        }
      };
      const callOff = afterTheWait(() => {
        this.#awaitLateAnswer(pending, before);
        fail(tooSlow('answer'));
      });
      Promise.resolve(pending).then((item) => {
        callOff();
        resolve({ item });
      }, fail);
    });
  }

  /**
   * An answer that comes late still counts. Until it comes the cache is left alone for a while.
   *
   * @param {PromiseLike<any>} pending
   * @param {Entry} before
   */
  #awaitLateAnswer(pending, before) {
    const overdue = { until: performance.now() + REST_MS };
    this.#overdue = overdue;
    const settled = () => {
      overdue.until = -Infinity;
    };
    const take = (/** @type {any} */ item) => {
      settled();
      return this.#takeAnswer(item, before);
    };
    // The host's logger may fail; nobody waits here who could be told.
    Promise.resolve(pending)
      .then(take, settled)
      .catch(() => {});
  }

  /**
   * @param {any} item
   * @param {Entry} before
   * @returns {Promise<void> | null} Null: it is done already.
   */
  #takeAnswer(item, before) {
    const done = () => this.#messages.cacheRead();
    const failed = (/** @type {unknown} */ err) => void this.#messages.cacheReadError(err);
    try {
      // A download that ended meanwhile is newer than what was read.
      const parsing = this.entry === before ? this.#takeLater(item) : null;
      if (parsing !== null) return parsing.then(done, failed);
      done();
    } catch (err) {
      failed(err);
    }
    return null;
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
    this.#replace(Entry.fromNative(native, before));
    this.#known = fingerprint;
    this.#lastRead = fingerprint;
    if (!isSame && this.entry.view !== null) this.#onChanged(this.entry);
  }

  /** @param {Entry} entry */
  #replace(entry) {
    const before = this.entry;
    this.entry = entry;
    before.retire(entry);
  }

  /**
   * Takes an entry into memory and writes it to the cache; one without a config is not written. Errors are logged.
   *
   * @param {Entry} entry
   */
  async write(entry) {
    this.#replace(entry);
    this.#known = undefined;
    if (entry.view === null) return;
    try {
      const item = this.#codec.encode(entry);
      this.#known = this.#codec.fingerprint(item);
      const written = this.#store.set(this.#codec.key, item);
      if (isPromiseLike(written)) await inTime(written);
      this.#messages.cacheWritten();
    } catch (err) {
      this.#messages.cacheWriteError(err);
    }
  }
}

exports.ExternalCache = ExternalCache;
