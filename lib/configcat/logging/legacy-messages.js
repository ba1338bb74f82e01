'use strict';

const { FetchError } = require('../errors.js');
const { Messages } = require('./messages.js');
const { maskProxy, toStringSafe } = require('../strings.js');

const DOWNLOAD_FAILED = 'Failed to download feature flags & settings from ConfigCat.';
const CHECK_SDK_KEY = 'Double-check your SDK Key on https://app.configcat.com/sdkkey';

/** The event texts of the callback API. Events it had no words for keep the current text. */
class LegacyMessages extends Messages {
  /** @param {string} _returning */
  configMissing(_returning) {
    return this.error(1000, 'config.json is not present, returning empty array');
  }

  /**
   * @param {string} _key
   * @param {any} defaultValue
   */
  configMissingSingle(_key, defaultValue) {
    return this.error(
      1000,
      `config.json is not present. Returning default value: '${toStringSafe(defaultValue)}'.`,
    );
  }

  /**
   * @param {string} _key
   * @param {any} defaultVariationId
   */
  configMissingVariation(_key, defaultVariationId) {
    const id = toStringSafe(defaultVariationId);
    return this.error(1000, `config.json is not present. Returning default variationId: '${id}'.`);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {() => string[]} keys
   */
  keyMissing(key, defaultValue, keys) {
    const value = toStringSafe(defaultValue);
    return this.error(
      1001,
      `Evaluating getValue('${toStringSafe(key)}') failed. Returning default value: '${value}'. ` +
        `Here are the available keys: {${keys().join()}}.`,
    );
  }

  /**
   * @param {string} _sdkKey
   * @param {number} status
   * @param {string} reason
   * @param {string | null} [_rayId]
   */
  fetchInvalidSdkKey(_sdkKey, status, reason, _rayId) {
    return this.#badStatus(1100, status, reason);
  }

  /**
   * @param {number} status
   * @param {string} reason
   * @param {string | null} [_rayId]
   */
  fetchUnexpectedStatus(status, reason, _rayId) {
    return this.#badStatus(1101, status, reason);
  }

  /**
   * @param {number} eventId
   * @param {number} status
   * @param {string} reason
   */
  #badStatus(eventId, status, reason) {
    const isKnown = this.isFetchErrorKnown(`${eventId} ${status} ${reason}`);
    const text = this.errorOnce(isKnown, eventId, `${DOWNLOAD_FAILED} Status: ${status} - ${reason}`);
    this.errorOnce(isKnown, eventId, CHECK_SDK_KEY);
    return text;
  }

  /**
   * @param {number} ms
   * @param {any} _err
   * @param {string | null} [_rayId]
   */
  fetchTimeout(ms, _err, _rayId) {
    const text = `${DOWNLOAD_FAILED} Error: Request timed out. Timeout value: ${ms}ms`;
    return this.errorOnce(this.isFetchErrorKnown(1102), 1102, text);
  }

  /**
   * @param {any} err
   * @param {string | null} [_rayId]
   */
  fetchFailure(err, _rayId) {
    const cause = err instanceof FetchError && err.args[0] ? err.args[0] : err;
    const text = `${DOWNLOAD_FAILED} ${this.log.withoutKeys(toStringSafe(cause))}`;
    return this.errorOnce(this.isFetchFailureKnown(err), 1103, text);
  }

  /** @param {string | null} [_rayId] */
  fetchRedirectLoop(_rayId) {
    const text = 'Redirect loop during config.json fetch. Please contact support@configcat.com.';
    return this.errorOnce(this.isLoopKnown(), 1104, text);
  }

  /** @param {string} id */
  variationIdMissing(id) {
    return this.error(2011, `Could not find the setting for the given variation ID: ${toStringSafe(id)}`);
  }

  /** @param {string} key */
  userMissing(key) {
    return this.warn(
      3001,
      `Evaluating getValue('${key}'). UserObject missing! You should pass a UserObject to getValue(), in order to make ` +
        'targeting work properly. Read more: https://configcat.com/docs/advanced/user-object',
    );
  }

  governanceOutOfSync() {
    return this.warn(
      3002,
      'Your dataGovernance parameter at ConfigCatClient initialization is not in sync with your preferences on the ' +
        'ConfigCat Dashboard: https://app.configcat.com/organization/data-governance. Only Organization Admins can ' +
        'access this preference.',
    );
  }

  /** @param {string} logText */
  evaluated(logText) {
    return this.info(5000, logText);
  }

  /**
   * @param {string} proxy
   * @param {string} [variable] of the environment, if it comes from there
   */
  proxyInvalid(proxy, variable = 'options.proxy') {
    return this.error(0, `Failed to parse ${variable}: ${maskProxy(proxy)}`);
  }
}

exports.LegacyMessages = LegacyMessages;
