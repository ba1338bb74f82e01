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
  getValueDetailsAsync(key, defaultValue, user) {
    const method = 'getValueDetailsAsync';
    return attempt(() => {
      const core = this.#begin(method);
      args.validateEvaluation(key, defaultValue, user);
      return core.details(method, key, defaultValue, user);
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
      return core.allDetails(method, user);
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
