'use strict';

const args = require('../args.js');
const { asText } = require('../strings.js');

/** What a client knew at one moment, to be evaluated without waiting. It keeps working after the client's end. */
class Snapshot {
  #entry;
  #cacheState;
  #defaultUser;
  #core;

  /**
   * @param {import('./client-core.js').ClientCore} core
   * @param {import('../config/entry.js').Entry} entry
   * @param {number} cacheState One of `ClientCacheState`.
   */
  constructor(core, entry, cacheState) {
    this.#cacheState = cacheState;
    this.#core = core;
    this.#entry = entry;
    this.#defaultUser = core.defaultUser;
    entry.handOut();
  }

  /**
   * Whether a new snapshot would show just what this one shows.
   *
   * @param {Snapshot} snapshot
   * @param {import('../config/entry.js').Entry} entry
   * @param {number} cacheState
   * @param {any} defaultUser
   */
  static isCurrent(snapshot, entry, cacheState, defaultUser) {
    return (
      snapshot.#entry === entry && snapshot.#cacheState === cacheState && snapshot.#defaultUser === defaultUser
    );
  }

  get cacheState() {
    return this.#cacheState;
  }

  /** The config that was fetched, without overrides; null if there is none. */
  get fetchedConfig() {
    return this.#entry.remote?.config ?? null;
  }

  getAllKeys() {
    return [...(this.#entry.view?.keys ?? [])];
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   */
  getValue(key, defaultValue, user) {
    const method = 'Snapshot.getValue';
    const name = this.#check(method, key, defaultValue, user);
    return this.#core.reader.value(method, this.#entry, name, defaultValue, user ?? this.#defaultUser);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   */
  getValueDetails(key, defaultValue, user) {
    const method = 'Snapshot.getValueDetails';
    const name = this.#check(method, key, defaultValue, user);
    return this.#core.reader.details(method, this.#entry, name, defaultValue, user ?? this.#defaultUser);
  }

  /** @param {string} variationId */
  getKeyAndValue(variationId) {
    const method = 'Snapshot.getKeyAndValue';
    this.#core.called(method);
    if (!this.#core.legacy) args.validateVariationId(variationId);
    return this.#core.reader.keyAndValue(method, this.#entry, asText(variationId));
  }

  /**
   * @param {string} method
   * @param {any} key
   * @param {unknown} defaultValue
   * @param {unknown} user
   * @returns {string} The key.
   */
  #check(method, key, defaultValue, user) {
    this.#core.called(method);
    if (this.#core.legacy) return asText(key);
    args.validateEvaluation(key, defaultValue, user);
    return key;
  }
}

exports.Snapshot = Snapshot;
