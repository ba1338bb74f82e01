'use strict';

const { ClientBase } = require('./client-base.js');
const { ClientCore } = require('./client-core.js');
const { failureDetails } = require('../evaluation/details.js');
const { EvaluationErrorCode, PollingMode } = require('../enums.js');
const { readLegacyOptions } = require('../options/legacy-options.js');
const { asText, errorToString, toStringSafe } = require('../strings.js');

/**
 * Polling clients that nobody disposed. Often the only trace of such a client in a program is its `configChanged`
 * callback, which has to go on.
 *
 * @type {Set<LegacyClient>}
 */
const polling = new Set();

/**
 * Gives a callback its value, never at once. What the callback throws is nobody's to handle here: it surfaces as an
 * uncaught error, instead of as the rejection of a promise no one has seen.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {((value: T) => void) | null | undefined} callback
 * @param {T} fallback The value if even the host's logger failed.
 */
function deliver(promise, callback, fallback) {
  promise
    .catch(() => fallback)
    .then((value) => {
      if (callback !== null && callback !== undefined) callback(value);
    })
    .catch((err) => {
      process.nextTick(() => {
        throw err;
      });
    });
}

/** The client that the `createClient*` functions give: each question as a callback form and as a promise form. */
class LegacyClient extends ClientBase {
  #core;

  /** @param {import('../options/settings.js').Settings} settings */
  constructor(settings) {
    const core = new ClientCore(settings);
    super(core);
    this.#core = core;
    if (settings.mode === PollingMode.AutoPoll && core.service !== null) polling.add(this);
    core.start();
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {(value: any) => void} callback
   * @param {any} [user]
   */
  getValue(key, defaultValue, callback, user) {
    deliver(this.getValueAsync(key, defaultValue, user), callback, defaultValue);
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
      return core.value('getValueAsync', asText(key), defaultValue, user ?? core.defaultUser);
    } catch (err) {
      return Promise.reject(err);
    }
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {(details: any) => void} callback
   * @param {any} [user]
   */
  getValueDetails(key, defaultValue, callback, user) {
    const { UnexpectedError } = EvaluationErrorCode;
    const failed = (/** @type {unknown} */ err) =>
      failureDetails(asText(key), defaultValue, undefined, user, UnexpectedError, errorToString(err), err);
    deliver(this.getValueDetailsAsync(key, defaultValue, user).catch(failed), callback, null);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} [user]
   */
  async getValueDetailsAsync(key, defaultValue, user) {
    const method = 'getValueDetailsAsync';
    return this.#begin(method).details(method, asText(key), defaultValue, user);
  }

  /** @param {() => void} callback */
  forceRefresh(callback) {
    deliver(this.forceRefreshAsync(), callback && (() => callback()), undefined);
  }

  /** @returns {Promise<void>} */
  async forceRefreshAsync() {
    const { service, messages } = this.#begin('forceRefreshAsync');
    try {
      await service?.refreshByUser();
    } catch (err) {
      messages.methodError('forceRefreshAsync', err);
    }
  }

  /** @param {(keys: string[]) => void} callback */
  getAllKeys(callback) {
    deliver(this.getAllKeysAsync(), callback, []);
  }

  async getAllKeysAsync() {
    const method = 'getAllKeysAsync';
    return this.#begin(method).keys(method);
  }

  /**
   * @param {(values: { settingKey: string, settingValue: any }[]) => void} callback
   * @param {any} [user]
   */
  getAllValues(callback, user) {
    deliver(this.getAllValuesAsync(user), callback, []);
  }

  /** @param {any} [user] */
  async getAllValuesAsync(user) {
    const method = 'getAllValuesAsync';
    return this.#begin(method).allValues(method, user);
  }

  /**
   * @param {(details: any[]) => void} callback
   * @param {any} [user]
   */
  getAllValueDetails(callback, user) {
    deliver(this.getAllValueDetailsAsync(user), callback, []);
  }

  /** @param {any} [user] */
  async getAllValueDetailsAsync(user) {
    const method = 'getAllValueDetailsAsync';
    return this.#begin(method).allDetails(method, user);
  }

  /**
   * @param {string} key
   * @param {any} defaultVariationId
   * @param {(variationId: any) => void} callback
   * @param {any} [user]
   */
  getVariationId(key, defaultVariationId, callback, user) {
    deliver(this.getVariationIdAsync(key, defaultVariationId, user), callback, defaultVariationId);
  }

  /**
   * @param {string} key
   * @param {any} defaultVariationId
   * @param {any} [user]
   */
  async getVariationIdAsync(key, defaultVariationId, user) {
    const method = 'getVariationIdAsync';
    const { reader, defaultUser } = this.#begin(method);
    return this.#core.ask(
      (entry) => reader.variationId(method, entry, asText(key), defaultVariationId, user ?? defaultUser),
      (err) => reader.unanswered(method, `'${toStringSafe(defaultVariationId)}'`, defaultVariationId, err),
    );
  }

  /**
   * @param {(variationIds: any[]) => void} callback
   * @param {any} [user]
   */
  getAllVariationIds(callback, user) {
    deliver(this.getAllVariationIdsAsync(user), callback, []);
  }

  /** @param {any} [user] */
  async getAllVariationIdsAsync(user) {
    const method = 'getAllVariationIdsAsync';
    const { reader, defaultUser } = this.#begin(method);
    return this.#core.ask(
      (entry) => reader.allVariationIds(method, entry, user ?? defaultUser),
      (err) => reader.unanswered(method, 'empty array', [], err),
    );
  }

  /**
   * @param {string} variationId
   * @param {(keyAndValue: { settingKey: string, settingValue: any } | null) => void} callback
   */
  getKeyAndValue(variationId, callback) {
    deliver(this.getKeyAndValueAsync(variationId), callback, null);
  }

  /** @param {string} variationId */
  async getKeyAndValueAsync(variationId) {
    const method = 'getKeyAndValueAsync';
    return this.#begin(method).keyAndValue(method, asText(variationId));
  }

  /** @param {string} method */
  #begin(method) {
    this.#core.called(method);
    return this.#core;
  }

  /** @param {any} defaultUser */
  setDefaultUser(defaultUser) {
    this.#core.defaultUser = defaultUser;
  }

  dispose() {
    this.#core.called('dispose');
    polling.delete(this);
    this.#core.dispose();
  }
}

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithAutoPoll(sdkKey, options) {
  return new LegacyClient(readLegacyOptions(sdkKey, PollingMode.AutoPoll, options));
}

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithLazyLoad(sdkKey, options) {
  return new LegacyClient(readLegacyOptions(sdkKey, PollingMode.LazyLoad, options));
}

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithManualPoll(sdkKey, options) {
  return new LegacyClient(readLegacyOptions(sdkKey, PollingMode.ManualPoll, options));
}

exports.createClientWithAutoPoll = createClientWithAutoPoll;
exports.createClientWithLazyLoad = createClientWithLazyLoad;
exports.createClientWithManualPoll = createClientWithManualPoll;
