'use strict';

const args = require('./args.js');

/** What a client knew at one moment, to be evaluated without waiting. It keeps working after the client's end. */
class Snapshot {
  #entry;
  #cacheState;
  #defaultUser;
  #core;

  /**
   * @param {import('./client-core.js').ClientCore} core
   * @param {import('./entry.js').Entry} entry
   * @param {number} cacheState One of `ClientCacheState`.
   */
  constructor(core, entry, cacheState) {
    this.#cacheState = cacheState;
    this.#core = core;
    this.#entry = entry;
    this.#defaultUser = core.defaultUser;
  }

  /**
   * Whether a new snapshot would show just what this one shows.
   *
   * @param {Snapshot} snapshot
   * @param {import('./entry.js').Entry} entry
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
    this.#check('Snapshot.getValue', key, defaultValue, user);
    return this.#core.reader.value('Snapshot.getValue', this.#entry, key, defaultValue, user ?? this.#defaultUser);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   */
  getValueDetails(key, defaultValue, user) {
    const method = 'Snapshot.getValueDetails';
    this.#check(method, key, defaultValue, user);
    return this.#core.reader.details(method, this.#entry, key, defaultValue, user ?? this.#defaultUser);
  }

  /** @param {string} variationId */
  getKeyAndValue(variationId) {
    const method = 'Snapshot.getKeyAndValue';
    this.#core.called(method);
    if (!this.#core.legacy) args.validateVariationId(variationId);
    return this.#core.reader.keyAndValue(method, this.#entry, variationId);
  }

  /**
   * @param {string} method
   * @param {unknown} key
   * @param {unknown} defaultValue
   * @param {unknown} user
   */
  #check(method, key, defaultValue, user) {
    this.#core.called(method);
    if (this.#core.legacy) return;
    args.validateKey(key);
    args.validateDefaultValue(defaultValue);
    args.validateUser(user);
  }
}

exports.Snapshot = Snapshot;
