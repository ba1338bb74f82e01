'use strict';

const { LogLevel } = require('../enums.js');
const { FormattableLogMessage } = require('./log-message.js');
const { causeOf, Repeats } = require('./repeats.js');
const { LazyString, formatStringList, maskProxy, maskSdkKey, toStringSafe } = require('../strings.js');

const message = FormattableLogMessage.from;

/** What is tried again and again, and can fail in the same way each time. */
const FETCH = 'fetch';
const REDIRECT = 'redirect';
const POLL = 'poll';
const CACHE_READ = 'cache read';
const CACHE_WRITE = 'cache write';

const RETURNING_DEFAULT = 'parameter that you specified in your application';
const USER_OBJECT_DOCS = 'Read more: https://configcat.com/docs/advanced/user-object/';

/**
 * The Ray ID of the CDN response, where one is known, follows the text.
 *
 * @param {string | FormattableLogMessage} base
 * @param {string | null | undefined} rayId
 */
function withRayId(base, rayId) {
  if (rayId === null || rayId === undefined) return base;
  const { strings, argNames, argValues } =
    typeof base === 'string' ? { strings: [base], argNames: [], argValues: [] } : base;
  const head = strings.slice(0, -1);
  const last = strings[strings.length - 1];
  return new FormattableLogMessage(
    [...head, `${last} (Ray ID: `, ')'],
    [...argNames, 'RAY_ID'],
    [...argValues, rayId],
  );
}

/**
 * Every event a client logs, with its id and level. Each method returns the message it logged.
 */
class Messages {
  /** Of what is tried again and again. */
  #repeats = new Repeats();
  /** A redirection loop was met since the last download that ended well. */
  #hasLooped = false;

  /** @param {import('./logger.js').LoggerWrapper} log */
  constructor(log) {
    this.log = log;
  }

  /**
   * Notes an error of something that is tried again and again.
   *
   * @protected
   * @param {string} what What failed.
   * @param {string | number} how In what way.
   * @returns {boolean} Whether that is a repeat, to be logged quietly.
   */
  isRepeat(what, how) {
    return this.#repeats.note(what, String(how));
  }

  /**
   * @protected
   * @param {boolean} isRepeat
   * @param {number} eventId
   * @param {any} text
   * @param {any} [exception]
   */
  errorOnce(isRepeat, eventId, text, exception) {
    return isRepeat ? this.log.repeat(eventId, text, exception) : this.error(eventId, text, exception);
  }

  /** A download brought or confirmed a config: whatever fails from now on is news. */
  fetchSucceeded() {
    this.#repeats.end(FETCH);
    this.#repeats.end(POLL);
    if (!this.#hasLooped) this.#repeats.end(REDIRECT);
    this.#hasLooped = false;
  }

  /** The cache was read without an error. */
  cacheRead() {
    this.#repeats.end(CACHE_READ);
  }

  /** The cache was written without an error. */
  cacheWritten() {
    this.#repeats.end(CACHE_WRITE);
  }

  /** @protected A redirection loop. */
  isLoopKnown() {
    this.#hasLooped = true;
    return this.isRepeat(REDIRECT, 1104);
  }

  /**
   * @protected
   * @param {string | number} how
   */
  isFetchErrorKnown(how) {
    return this.isRepeat(FETCH, how);
  }

  /**
   * @protected
   * @param {any} err
   */
  isFetchFailureKnown(err) {
    return this.isFetchErrorKnown(`1103 ${causeOf(toStringSafe(err))}`);
  }

  /**
   * @protected
   * @param {number} eventId
   * @param {any} text
   * @param {any} [exception]
   */
  error(eventId, text, exception) {
    return this.log.log(LogLevel.Error, eventId, text, exception);
  }

  /**
   * @protected
   * @param {number} eventId
   * @param {any} text
   */
  warn(eventId, text) {
    return this.log.log(LogLevel.Warn, eventId, text);
  }

  /**
   * @protected
   * @param {number} eventId
   * @param {any} text
   */
  info(eventId, text) {
    return this.log.log(LogLevel.Info, eventId, text);
  }

  /** @param {string | FormattableLogMessage} text */
  debug(text) {
    this.log.debug(text);
  }

  /** @param {string} returning What the call returns instead. */
  configMissing(returning) {
    return this.error(1000, message('DEFAULT_RETURN_VALUE')`Config JSON is not present. Returning ${returning}.`);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   */
  configMissingSingle(key, defaultValue) {
    return this.#configMissingFor(key, 'defaultValue', defaultValue);
  }

  /**
   * @param {string} key
   * @param {any} defaultVariationId
   */
  configMissingVariation(key, defaultVariationId) {
    return this.#configMissingFor(key, 'defaultVariationId', defaultVariationId);
  }

  /**
   * @param {string} key
   * @param {string} parameter
   * @param {any} value
   */
  #configMissingFor(key, parameter, value) {
    return this.error(
      1000,
      new FormattableLogMessage(
        ["Config JSON is not present when evaluating setting '", "'. Returning the `", `\` ${RETURNING_DEFAULT}: '`, "'."],
        ['KEY', 'DEFAULT_PARAM_NAME', 'DEFAULT_PARAM_VALUE'],
        [key, parameter, value],
      ),
    );
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {() => string[]} keys
   */
  keyMissing(key, defaultValue, keys) {
    const available = new LazyString(() => formatStringList(keys()));
    return this.error(
      1001,
      new FormattableLogMessage(
        [
          "Failed to evaluate setting '",
          "' (the key was not found in config JSON). Returning the `",
          `\` ${RETURNING_DEFAULT}: '`,
          "'. Available keys: [",
          '].',
        ],
        ['KEY', 'DEFAULT_PARAM_NAME', 'DEFAULT_PARAM_VALUE', 'AVAILABLE_KEYS'],
        [key, 'defaultValue', defaultValue, available],
      ),
    );
  }

  /**
   * @param {string} method
   * @param {string} returning
   * @param {any} err
   */
  evaluationError(method, returning, err) {
    const names = ['METHOD_NAME', 'DEFAULT_RETURN_VALUE'];
    const text = message(...names)`Error occurred in the \`${method}\` method. Returning ${returning}.`;
    return this.error(1002, text, err);
  }

  /**
   * @param {string} method
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} err
   */
  evaluationErrorSingle(method, key, defaultValue, err) {
    return this.error(
      1002,
      new FormattableLogMessage(
        [
          'Error occurred in the `',
          "` method while evaluating setting '",
          "'. Returning the `",
          `\` ${RETURNING_DEFAULT}: '`,
          "'.",
        ],
        ['METHOD_NAME', 'KEY', 'DEFAULT_PARAM_NAME', 'DEFAULT_PARAM_VALUE'],
        [method, key, 'defaultValue', defaultValue],
      ),
      err,
    );
  }

  /**
   * @param {string} method
   * @param {any} err
   */
  methodError(method, err) {
    return this.error(1003, message('METHOD_NAME')`Error occurred in the \`${method}\` method.`, err);
  }

  /**
   * @param {string} sdkKey
   * @param {number} status
   * @param {string} reason
   * @param {string | null} [rayId]
   */
  fetchInvalidSdkKey(sdkKey, status, reason, rayId) {
    const masked = maskSdkKey(sdkKey);
    const text = message(
      'SDK_KEY',
    )`Your SDK Key seems to be wrong: '${masked}'. You can find the valid SDK Key at https://app.configcat.com/sdkkey`;
    return this.errorOnce(this.isFetchErrorKnown(1100), 1100, withRayId(text, rayId));
  }

  /**
   * @param {number} status
   * @param {string} reason
   * @param {string | null} [rayId]
   */
  fetchUnexpectedStatus(status, reason, rayId) {
    const names = ['STATUS_CODE', 'REASON_PHRASE'];
    const text = message(
      ...names,
    )`Unexpected HTTP response was received while trying to fetch config JSON: ${status} ${reason}`;
    return this.errorOnce(this.isFetchErrorKnown(`1101 ${status} ${reason}`), 1101, withRayId(text, rayId));
  }

  /**
   * @param {number} ms
   * @param {any} err
   * @param {string | null} [rayId]
   */
  fetchTimeout(ms, err, rayId) {
    const text = message(
      'TIMEOUT',
    )`Request timed out while trying to fetch config JSON. Timeout value: ${ms}ms`;
    return this.errorOnce(this.isFetchErrorKnown(1102), 1102, withRayId(text, rayId), err);
  }

  /**
   * @param {any} err
   * @param {string | null} [rayId]
   */
  fetchFailure(err, rayId) {
    const text =
      'Unexpected error occurred while trying to fetch config JSON. It is most likely due to a local network issue. ' +
      'Please make sure your application can reach the ConfigCat CDN servers (or your proxy server) over HTTP.';
    return this.errorOnce(this.isFetchFailureKnown(err), 1103, withRayId(text, rayId), err);
  }

  /** @param {string | null} [rayId] */
  fetchRedirectLoop(rayId) {
    const text =
      'Redirection loop encountered while trying to fetch config JSON. Please contact us at https://configcat.com/support/';
    return this.errorOnce(this.isLoopKnown(), 1104, withRayId(text, rayId));
  }

  /**
   * @param {string | null} rayId
   * @param {any} err
   */
  fetchInvalidBody(rayId, err) {
    const text = 'Fetching config JSON was successful but the HTTP response content was invalid.';
    return this.errorOnce(this.isFetchErrorKnown(`1105 ${causeOf(toStringSafe(err))}`), 1105, withRayId(text, rayId), err);
  }

  /**
   * @param {number} status
   * @param {string} reason
   * @param {string | null} [rayId]
   */
  fetchNotModifiedWhenEmpty(status, reason, rayId) {
    const names = ['STATUS_CODE', 'REASON_PHRASE'];
    const text = message(
      ...names,
    )`Unexpected HTTP response was received when no config JSON is cached locally: ${status} ${reason}`;
    return this.errorOnce(this.isFetchErrorKnown(1106), 1106, withRayId(text, rayId));
  }

  /** @param {any} err */
  pollError(err) {
    return this.errorOnce(this.isRepeat(POLL, causeOf(toStringSafe(err))), 1200, 'Error occurred during auto polling.', err);
  }

  /** @param {string} id */
  variationIdMissing(id) {
    return this.error(
      2011,
      message('VARIATION_ID')`Could not find the setting for the specified variation ID: '${id}'.`,
    );
  }

  /** @param {any} err */
  cacheReadError(err) {
    return this.errorOnce(this.isRepeat(CACHE_READ, causeOf(toStringSafe(err))), 2200, 'Error occurred while reading the cache.', err);
  }

  /** @param {any} err */
  cacheWriteError(err) {
    return this.errorOnce(this.isRepeat(CACHE_WRITE, causeOf(toStringSafe(err))), 2201, 'Error occurred while writing the cache.', err);
  }

  /**
   * @param {number} eventId 0: there is no file yet.
   * @param {string | null | undefined} reason Of 3302: why the file is left to another client; none if the other's was replaced.
   */
  cacheFile(eventId, reason) {
    switch (eventId) {
      case 3300:
        return this.warn(eventId, message('REASON')`The cache file cannot be used: ${reason}. The client starts without it.`);
      case 3301:
        return this.warn(
          eventId,
          message('REASON')`The cache file cannot be written: ${reason}. The latest config would not survive a restart.`,
        );
      case 3302:
        if (reason) {
          return this.warn(
            eventId,
            message('REASON')`The cache file is not written: ${reason}. Clients that run at the same time need one cache file each.`,
          );
        }
        return this.warn(
          eventId,
          'The cache file held the config of another SDK key or server, which is replaced. ' +
            'Clients that run at the same time need one cache file each.',
        );
      case 5300:
        return this.info(eventId, 'The cache file is written again.');
      default:
        return this.debug('There is no cache file yet.');
    }
  }

  /** @param {string} sdkKey */
  clientExists(sdkKey) {
    const text =
      'There is an existing client instance for the specified SDK Key. No new client instance will be created and ' +
      'the specified options are ignored. Returning the existing client instance. SDK Key: ';
    return this.warn(3000, new FormattableLogMessage([`${text}'`, "'."], ['SDK_KEY'], [maskSdkKey(sdkKey)]));
  }

  /** @param {string} key */
  userMissing(key) {
    const tail =
      "' (User Object is missing). You should pass a User Object to the evaluation methods like `getValueAsync()` " +
      `in order to make targeting work properly. ${USER_OBJECT_DOCS}`;
    const head = "Cannot evaluate targeting rules and % options for setting '";
    return this.warn(3001, new FormattableLogMessage([head, tail], ['KEY'], [key]));
  }

  governanceOutOfSync() {
    return this.warn(
      3002,
      'The `dataGovernance` parameter specified at the client initialization is not in sync with the preferences on ' +
        'the ConfigCat Dashboard. Read more: https://configcat.com/docs/advanced/data-governance/',
    );
  }

  /**
   * @param {string} key
   * @param {string} attribute
   */
  percentageAttributeMissing(key, attribute) {
    return this.#attributeMissing("Cannot evaluate % options for setting '", [], [], key, attribute);
  }

  /**
   * @param {string} condition
   * @param {string} key
   * @param {string} attribute
   */
  conditionAttributeMissing(condition, key, attribute) {
    return this.#attributeMissing(") for setting '", ['CONDITION'], [condition], key, attribute);
  }

  /**
   * @param {string} beforeKey
   * @param {string[]} names
   * @param {string[]} values
   * @param {string} key
   * @param {string} attribute
   */
  #attributeMissing(beforeKey, names, values, key, attribute) {
    const strings = [
      beforeKey,
      "' (the User.",
      ' attribute is missing). You should set the User.',
      ` attribute in order to make targeting work properly. ${USER_OBJECT_DOCS}`,
    ];
    if (names.length > 0) strings.unshift('Cannot evaluate condition (');
    return this.warn(
      3003,
      new FormattableLogMessage(
        strings,
        [...names, 'KEY', 'ATTRIBUTE_NAME', 'ATTRIBUTE_NAME'],
        [...values, key, attribute, attribute],
      ),
    );
  }

  /**
   * @param {string} condition
   * @param {string} key
   * @param {string} reason
   * @param {string} attribute
   */
  attributeInvalid(condition, key, reason, attribute) {
    return this.warn(
      3004,
      new FormattableLogMessage(
        [
          'Cannot evaluate condition (',
          ") for setting '",
          "' (",
          '). Please check the User.',
          ' attribute and make sure that its value corresponds to the comparison operator.',
        ],
        ['CONDITION', 'KEY', 'REASON', 'ATTRIBUTE_NAME'],
        [condition, key, reason, attribute],
      ),
    );
  }

  /**
   * @param {string} condition
   * @param {string} key
   * @param {string} attribute
   * @param {string} value
   */
  attributeConverted(condition, key, attribute, value) {
    return this.warn(
      3005,
      new FormattableLogMessage(
        [
          'Evaluation of condition (',
          ") for setting '",
          "' may not produce the expected result (the User.",
          " attribute is not a string value, thus it was automatically converted to the string value '",
          "'). Please make sure that using a non-string value was intended.",
        ],
        ['CONDITION', 'KEY', 'ATTRIBUTE_NAME', 'ATTRIBUTE_VALUE'],
        [condition, key, attribute, value],
      ),
    );
  }

  offline() {
    return this.warn(3200, 'Client is in offline mode, it cannot initiate HTTP calls.');
  }

  /** @param {string} method */
  noEffectDisposed(method) {
    const text = message(
      'METHOD_NAME',
    )`The client object is already disposed, thus \`${method}()\` has no effect.`;
    return this.warn(3201, text);
  }

  /**
   * @param {string} behaviour
   * @param {string} method
   */
  noEffectOverride(behaviour, method) {
    const names = ['OVERRIDE_BEHAVIOR', 'METHOD_NAME'];
    const text = message(
      ...names,
    )`Client is configured to use the \`${behaviour}\` override behavior, thus \`${method}()\` has no effect.`;
    return this.warn(3202, text);
  }

  /** @param {string} logText */
  evaluated(logText) {
    return this.info(5000, message('EVALUATE_LOG')`${logText}`);
  }

  /** @param {'Online' | 'Offline'} status */
  statusChanged(status) {
    return this.info(5200, message('MODE')`Switched to ${status.toUpperCase()} mode.`);
  }

  /**
   * @param {string} proxy
   * @param {string} [variable] of the environment, if it comes from there
   */
  proxyInvalid(proxy, variable = 'options.proxy') {
    const text = new FormattableLogMessage([`Failed to parse \`${variable}\`: '`, "'."], ['PROXY'], [maskProxy(proxy)]);
    return this.error(0, text);
  }

  /**
   * Not signalled to `clientError` listeners: a listener of that event may be the one that failed.
   *
   * @param {string} eventName
   * @param {any} err
   */
  listenerError(eventName, err) {
    const text = message('EVENT_NAME')`Error occurred in a listener of the \`${eventName}\` event.`;
    this.log.write(LogLevel.Error, 0, text, err);
    return text;
  }
}

exports.Messages = Messages;
