'use strict';

const { LogLevel } = require('../enums.js');
const { FormattableLogMessage, toMessage } = require('./log-message.js');
const { createConsoleLogger } = require('./console-logger.js');
const { writeFor } = require('./exception-text.js');
const { hideSdkKeys } = require('../strings.js');

/** @param {any} result What a function of the host gave: if that is a promise, nobody else waits for it. */
function ignoreRejection(result) {
  if (typeof result?.then === 'function') result.then(undefined, () => {});
}

/**
 * The number that a comparison makes of a level. It is made once, as making it may throw.
 *
 * @param {any} level
 * @throws {unknown} It stands for no number.
 */
function levelNumber(level) {
  return level === null || level === undefined ? LogLevel.Warn : Number(level);
}

/**
 * A logger as clients use it: level check, filter, and the `clientError` signal for every Error event. What the host's
 * logger or filter throws, now or as a rejection, stays here: it must cost neither a value nor a download, and there is
 * nobody else to tell. Evaluations read the level and the line break, so that goes for these as well.
 */
class LoggerWrapper {
  #sdkKey;

  /**
   * @param {any} logger The host's logger: `log(level, eventId, message, exception)`, and optionally `level` and `eol`.
   * @param {((level: number, eventId: number, message: any, exception?: any) => boolean) | null} [filter]
   * @param {((message: any, exception?: any) => void) | null} [emitError]
   * @param {string} [sdkKey] Hidden where errors of the host become texts.
   */
  constructor(logger, filter = null, emitError = null, sdkKey = '') {
    this.#sdkKey = sdkKey;
    this.logger = logger;
    this.filter = filter;
    this.emitError = emitError;
  }

  /** The most verbose level that is logged; one that cannot be read counts as not given. */
  get level() {
    try {
      const { level } = this.logger;
      return typeof level === 'number' ? level : levelNumber(level);
    } catch {
      return LogLevel.Warn;
    }
  }

  /** The line break of multi-line messages; one that cannot be read counts as not given. */
  get eol() {
    try {
      return `${this.logger.eol ?? '\n'}`;
    } catch {
      return '\n';
    }
  }

  /** @param {number} level */
  isEnabled(level) {
    return this.level >= level;
  }

  /**
   * Logs an event; one of level Error is also signalled to listeners, even when it is not logged.
   *
   * @template {string | FormattableLogMessage} T
   * @param {number} level
   * @param {number} eventId
   * @param {T} message
   * @param {any} [exception]
   * @returns {T}
   */
  log(level, eventId, message, exception) {
    this.write(level, eventId, message, exception);
    if (level === LogLevel.Error) this.emitError?.(toMessage(message), exception);
    return message;
  }

  /**
   * Logs an error that was logged before: quietly, but listeners are told as always.
   *
   * @template {string | FormattableLogMessage} T
   * @param {number} eventId
   * @param {T} message
   * @param {any} [exception]
   * @returns {T}
   */
  repeat(eventId, message, exception) {
    this.write(LogLevel.Debug, eventId, message, exception);
    this.emitError?.(toMessage(message), exception);
    return message;
  }

  /**
   * Logs an event without signalling it to listeners.
   *
   * @param {number} level
   * @param {number} eventId
   * @param {string | FormattableLogMessage} message
   * @param {any} [exception]
   */
  write(level, eventId, message, exception) {
    if (!this.isEnabled(level)) return;
    try {
      if (this.filter) {
        const passes = this.filter(level, eventId, message, exception);
        ignoreRejection(passes);
        if (!passes) return;
      }
      ignoreRejection(writeFor(this.#sdkKey, () => this.logger.log(level, eventId, message, exception)));
    } catch {
      // Said above.
    }
  }

  /**
   * What an error of the host says, as a part of a message.
   *
   * @param {string} text
   */
  withoutKeys(text) {
    return hideSdkKeys(text, this.#sdkKey);
  }

  /** @param {string | FormattableLogMessage} message */
  debug(message) {
    this.log(LogLevel.Debug, 0, message);
  }
}

exports.LoggerWrapper = LoggerWrapper;
exports.FormattableLogMessage = FormattableLogMessage;
exports.createConsoleLogger = createConsoleLogger;
