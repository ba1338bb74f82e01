'use strict';

const { ClientCacheState, LogLevel } = require('../enums.js');
const { Entry } = require('../config/entry.js');
const { FlagReader } = require('../evaluation/flag-reader.js');
const { Snapshot } = require('./snapshot.js');
const { NO_FLAGS } = require('../evaluation/view.js');
// It notes how Node was started: before the program can change what tells it.
require('../../node/roots.js');

const NO_FLAGS_ENTRY = new Entry(null, undefined, undefined, true, NO_FLAGS, null);

/**
 * Loaded for those who have overrides only.
 *
 * @param {NonNullable<import('../options/settings.js').Settings['overrides']>} overrides
 */
function overrideLayer(overrides) {
  const { OverrideLayer } = require('../overrides/override-layer.js');
  return new OverrideLayer(overrides);
}

/**
 * Loaded for those who do not live on overrides alone.
 *
 * @param {import('../options/settings.js').Settings} settings
 */
function configService(settings) {
  const { ConfigService } = require('../service/service.js');
  return new ConfigService(settings);
}

/** What both client surfaces stand on: where configs come from, and how flags are read out of them. */
class ClientCore {
  #overrides;
  /** @type {Snapshot | null} */
  #lastSnapshot = null;

  /** @param {import('../options/settings.js').Settings} settings */
  constructor(settings) {
    this.hooks = settings.hooks;
    this.log = settings.log;
    this.messages = settings.messages;
    this.defaultUser = settings.defaultUser;
    this.reader = new FlagReader(settings);
    this.legacy = settings.legacy;
    this.#overrides = settings.overrides === null ? null : overrideLayer(settings.overrides);
    /** Null where only overrides are used. @type {import('../service/service.js').ConfigService | null} */
    this.service = this.#overrides?.isLocalOnly ? null : configService(settings);
  }

  start() {
    if (this.service !== null) this.service.start();
    else this.hooks.emit('clientReady', ClientCacheState.HasLocalOverrideFlagDataOnly);
  }

  /**
   * Whether answers take their turns, as those of the official package always do. A client that is ready, and whose
   * evaluations nobody listens to, answers at once: nothing but the order of events could tell the difference.
   */
  #isInTurn() {
    if (this.legacy) return false;
    return this.hooks.hearsEvaluations || (this.service !== null && this.service.isBusy);
  }

  /**
   * What to evaluate with: at once, unless something has to be waited for. Throws what a source of overrides throws.
   *
   * @returns {Entry | Promise<Entry>}
   */
  current() {
    const inTurn = this.#isInTurn();
    if (this.#overrides === null) return /** @type {import('../service/service.js').ConfigService} */ (this.service).getConfig(inTurn);
    return this.#overridden(this.#overrides, inTurn);
  }

  /**
   * @param {import('../overrides/override-layer.js').OverrideLayer} overrides
   * @param {boolean} inTurn
   * @returns {Entry | Promise<Entry>}
   */
  #overridden(overrides, inTurn) {
    const current = overrides.read();
    if (this.service === null) {
      const entry = overrides.apply(current, null);
      return inTurn ? Promise.resolve(entry) : entry;
    }
    return this.service.getConfig(inTurn, (entry) => overrides.apply(current, entry));
  }

  /** Like `current`, from memory alone. */
  #inMemory() {
    const entry = this.service === null ? null : this.service.entry;
    if (this.#overrides === null) return /** @type {Entry} */ (entry);
    return this.#overrides.apply(this.#overrides.read(), entry);
  }

  /**
   * @param {string} method
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   * @returns {Promise<any>}
   */
  value(method, key, defaultValue, user) {
    let entry;
    try {
      entry = this.current();
    } catch (err) {
      return Promise.resolve(this.reader.failure(method, key, defaultValue, user, err).value);
    }
    if (entry instanceof Entry) return Promise.resolve(this.reader.value(method, entry, key, defaultValue, user));
    return entry.then(
      (settled) => this.reader.value(method, settled, key, defaultValue, user),
      (err) => this.reader.failure(method, key, defaultValue, user, err).value,
    );
  }

  /**
   * Asks something else than a value, now or when the config is there.
   *
   * @template T
   * @param {(entry: Entry) => T} answer
   * @param {(err: unknown) => T} failed
   * @returns {Promise<T>}
   */
  ask(answer, failed) {
    let entry;
    try {
      entry = this.current();
    } catch (err) {
      return Promise.resolve(failed(err));
    }
    return entry instanceof Entry ? Promise.resolve(answer(entry)) : entry.then(answer, failed);
  }

  /**
   * @param {string} method
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   */
  details(method, key, defaultValue, user) {
    const effectiveUser = user ?? this.defaultUser;
    return this.ask(
      (entry) => this.reader.details(method, entry, key, defaultValue, effectiveUser),
      (err) => this.reader.failure(method, key, defaultValue, effectiveUser, err),
    );
  }

  /**
   * @param {string} method
   * @param {any} user
   */
  allDetails(method, user) {
    const effectiveUser = user ?? this.defaultUser;
    return this.ask(
      (entry) => this.reader.allDetails(method, entry, effectiveUser),
      (err) => this.reader.unanswered(method, 'empty array', [], err),
    );
  }

  /** @param {string} method */
  keys(method) {
    return this.ask(
      (entry) => this.reader.keys(method, entry),
      (err) => this.reader.unanswered(method, 'empty array', [], err),
    );
  }

  /**
   * @param {string} method
   * @param {any} user
   */
  allValues(method, user) {
    const effectiveUser = user ?? this.defaultUser;
    return this.ask(
      (entry) => this.reader.allValues(method, entry, effectiveUser),
      (err) => this.reader.unanswered(method, 'empty array', [], err),
    );
  }

  /**
   * @param {string} method
   * @param {string} variationId
   */
  keyAndValue(method, variationId) {
    return this.ask(
      (entry) => this.reader.keyAndValue(method, entry, variationId),
      (err) => this.reader.unanswered(method, 'null', null, err),
    );
  }

  /** @returns {Snapshot} The same object as long as nothing changed. */
  snapshot() {
    let entry;
    try {
      entry = this.#inMemory();
    } catch (err) {
      this.messages.methodError('snapshot', err);
      return new Snapshot(this, NO_FLAGS_ENTRY, ClientCacheState.HasLocalOverrideFlagDataOnly);
    }
    const state = this.service?.cacheState(this.service.entry) ?? ClientCacheState.HasLocalOverrideFlagDataOnly;
    const last = this.#lastSnapshot;
    if (last !== null && Snapshot.isCurrent(last, entry, state, this.defaultUser)) return last;
    this.#lastSnapshot = new Snapshot(this, entry, state);
    return this.#lastSnapshot;
  }

  /**
   * Notes a call, for whoever follows along at level Debug. A logger that fails at that is no reason to fail the call.
   *
   * @param {string} method
   */
  called(method) {
    try {
      if (this.log.isEnabled(LogLevel.Debug)) this.messages.debug(`${method}() called.`);
    } catch {
      // There is no place to report it to.
    }
  }

  dispose() {
    this.hooks.disconnect();
    this.service?.dispose();
  }
}

exports.ClientCore = ClientCore;
