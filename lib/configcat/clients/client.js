'use strict';

const args = require('../args.js');
const { ClientCore } = require('./client-core.js');
const { ClientCacheState, OverrideBehaviour, RefreshErrorCode } = require('../enums.js');
const { failure } = require('./refresh-result.js');
const { errorToString } = require('../strings.js');

const LOCAL_ONLY_REFRESH =
  'Client is configured to use the LocalOnly override behavior, which prevents synchronization with external cache ' +
  'and making HTTP requests.';

/**
 * Asks, and makes what is thrown a rejection. Not an asynchronous function: those give a promise that they were given
 * some turns later, and answers would come in another order than they were asked for.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
function attempt(ask) {
  try {
    return ask();
  } catch (err) {
    return Promise.reject(err);
  }
}

/** The client that `getClient` gives. Wrong arguments of asynchronous methods reject. */
class ConfigCatClient {
  #core;
  #onDispose;

  /**
   * @param {import('../options/settings.js').Settings} settings
   * @param {() => void} onDispose
   */
  constructor(settings, onDispose) {
    settings.hooks.configCatClient = this;
    this.#onDispose = onDispose;
    this.#core = new ClientCore(settings);
    this.#core.start();
  }

  /**
   * What outlives the client if nobody disposes it.
   *
   * @param {ConfigCatClient} client
   */
  static resourcesOf(client) {
    return client.#core.service?.resources;
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   * @returns {Promise<any>}
   */
  getValueAsync(key, defaultValue, user) {
    const core = this.#core;
    try {
      core.called('getValueAsync');
      args.validateEvaluation(key, defaultValue, user);
      return core.value('getValueAsync', key, defaultValue, user ?? core.defaultUser);
    } catch (err) {
      return Promise.reject(err);
    }
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   */
  getValueDetailsAsync(key, defaultValue, user) {
    const method = 'getValueDetailsAsync';
    return attempt(() => {
      const core = this.#begin(method);
      args.validateEvaluation(key, defaultValue, user);
      const effectiveUser = user ?? core.defaultUser;
      return core.ask(
        (entry) => core.reader.details(method, entry, key, defaultValue, effectiveUser),
        (err) => core.reader.failure(method, key, defaultValue, effectiveUser, err),
      );
    });
  }

  getAllKeysAsync() {
    const method = 'getAllKeysAsync';
    return attempt(() => this.#begin(method).keys(method));
  }

  /** @param {any} [user] */
  getAllValuesAsync(user) {
    const method = 'getAllValuesAsync';
    return attempt(() => {
      const core = this.#begin(method);
      args.validateUser(user);
      return core.allValues(method, user);
    });
  }

  /** @param {any} [user] */
  getAllValueDetailsAsync(user) {
    const method = 'getAllValueDetailsAsync';
    return attempt(() => {
      const core = this.#begin(method);
      args.validateUser(user);
      const effectiveUser = user ?? core.defaultUser;
      return core.ask(
        (entry) => core.reader.allDetails(method, entry, effectiveUser),
        (err) => core.reader.unanswered(method, 'empty array', [], err),
      );
    });
  }

  /** @param {string} variationId */
  getKeyAndValueAsync(variationId) {
    const method = 'getKeyAndValueAsync';
    return attempt(() => {
      const core = this.#begin(method);
      args.validateVariationId(variationId);
      return core.keyAndValue(method, variationId);
    });
  }

  /** @param {string} method */
  #begin(method) {
    this.#core.called(method);
    return this.#core;
  }

  async forceRefreshAsync() {
    const { service, messages } = this.#begin('forceRefreshAsync');
    if (service === null) return failure(RefreshErrorCode.LocalOnlyClient, LOCAL_ONLY_REFRESH);
    try {
      return await service.refreshByUser();
    } catch (err) {
      messages.methodError('forceRefreshAsync', err);
      return failure(RefreshErrorCode.UnexpectedError, errorToString(err), err);
    }
  }

  /** @returns {Promise<number>} One of `ClientCacheState`. */
  waitForReady() {
    return this.#core.service?.ready ?? Promise.resolve(ClientCacheState.HasLocalOverrideFlagDataOnly);
  }

  snapshot() {
    return this.#core.snapshot();
  }

  /** @param {any} defaultUser */
  setDefaultUser(defaultUser) {
    this.#core.defaultUser = args.ensureObject(defaultUser, 'defaultUser');
  }

  clearDefaultUser() {
    this.#core.defaultUser = undefined;
  }

  get isOffline() {
    return this.#core.service?.isOffline ?? true;
  }

  setOnline() {
    const { service, messages } = this.#core;
    if (service !== null) service.setOnline();
    else messages.noEffectOverride(OverrideBehaviour[OverrideBehaviour.LocalOnly], 'setOnline');
  }

  setOffline() {
    this.#core.service?.setOffline();
  }

  dispose() {
    this.#core.called('dispose');
    this.#onDispose();
    this.#core.dispose();
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  on(eventName, listener) {
    this.#core.hooks.on(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  addListener(eventName, listener) {
    return this.on(eventName, listener);
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  once(eventName, listener) {
    this.#core.hooks.once(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  removeListener(eventName, listener) {
    this.#core.hooks.removeListener(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  off(eventName, listener) {
    return this.removeListener(eventName, listener);
  }

  /** @param {any} [eventName] */
  removeAllListeners(eventName) {
    this.#core.hooks.removeAllListeners(eventName);
    return this;
  }

  /** @param {any} eventName */
  listeners(eventName) {
    return this.#core.hooks.listeners(eventName);
  }

  /** @param {any} eventName */
  listenerCount(eventName) {
    return this.#core.hooks.listenerCount(eventName);
  }

  eventNames() {
    return this.#core.hooks.eventNames();
  }
}

exports.ConfigCatClient = ConfigCatClient;
