'use strict';

const args = require('../args.js');
const { ClientBase } = require('./client-base.js');
const { ClientCore } = require('./client-core.js');
const { RefreshErrorCode } = require('../enums.js');
const { failure } = require('./refresh-result.js');
const { errorToString } = require('../strings.js');

const LOCAL_ONLY_REFRESH =
  'Client is configured to use the LocalOnly override behavior, which prevents synchronization with external cache ' +
  'and making HTTP requests.';

/** The client that `getClient` gives. Wrong arguments of asynchronous methods reject. */
class ConfigCatClient extends ClientBase {
  #core;
  #onDispose;

  /**
   * @param {import('../options/settings.js').Settings} settings
   * @param {() => void} onDispose
   */
  constructor(settings, onDispose) {
    const core = new ClientCore(settings);
    super(core);
    this.#core = core;
    this.#onDispose = onDispose;
    core.start();
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
  async getValueDetailsAsync(key, defaultValue, user) {
    const method = 'getValueDetailsAsync';
    const core = this.#begin(method);
    args.validateEvaluation(key, defaultValue, user);
    return core.details(method, key, defaultValue, user);
  }

  async getAllKeysAsync() {
    const method = 'getAllKeysAsync';
    return this.#begin(method).keys(method);
  }

  /** @param {any} [user] */
  async getAllValuesAsync(user) {
    const method = 'getAllValuesAsync';
    const core = this.#begin(method);
    args.validateUser(user);
    return core.allValues(method, user);
  }

  /** @param {any} [user] */
  async getAllValueDetailsAsync(user) {
    const method = 'getAllValueDetailsAsync';
    const core = this.#begin(method);
    args.validateUser(user);
    return core.allDetails(method, user);
  }

  /** @param {string} variationId */
  async getKeyAndValueAsync(variationId) {
    const method = 'getKeyAndValueAsync';
    const core = this.#begin(method);
    args.validateVariationId(variationId);
    return core.keyAndValue(method, variationId);
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

  /** @param {any} defaultUser */
  setDefaultUser(defaultUser) {
    this.#core.defaultUser = args.ensureObject(defaultUser, 'defaultUser');
  }

  dispose() {
    this.#core.called('dispose');
    this.#onDispose();
    this.#core.dispose();
  }
}

exports.ConfigCatClient = ConfigCatClient;
