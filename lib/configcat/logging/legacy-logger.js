'use strict';

const { ConsoleLogger } = require('./console-logger.js');
const { LogLevel } = require('../enums.js');
const { exceptionText } = require('./exception-text.js');

const METHODS = { [LogLevel.Error]: 'error', [LogLevel.Warn]: 'warn', [LogLevel.Info]: 'info', [LogLevel.Debug]: 'debug' };

/** Gives a logger of the four-method kind the shape clients write to. */
class FourMethodLogger {
  /** @param {any} target */
  constructor(target) {
    this.target = target;
  }

  /** Such loggers get every level: filtering is their own affair. The console logger is known to do it. */
  get level() {
    return this.target instanceof ConsoleLogger ? this.target.level : LogLevel.Debug;
  }

  get eol() {
    return this.target.eol;
  }

  /**
   * @param {number} level
   * @param {number} _eventId
   * @param {any} message
   * @param {any} [exception]
   * @returns {any} What the method gave.
   */
  log(level, _eventId, message, exception) {
    const method = METHODS[level];
    const text = exception === undefined ? String(message) : `${message}\n${exceptionText(exception)}`;
    if (typeof this.target[method] === 'function') return this.target[method](text);
    if (level === LogLevel.Info && typeof this.target.log === 'function') return this.target.log(text);
    return undefined;
  }
}

/**
 * Whether a logger has a level of the current shape. One that cannot be read is there, at least.
 *
 * @param {any} logger
 */
function hasLevel(logger) {
  try {
    return typeof logger.level === 'number';
  } catch {
    return true;
  }
}

/**
 * Whatever logger a client of the callback API was given, in the shape clients write to.
 *
 * @param {any} logger
 */
function adaptLegacyLogger(logger) {
  const hasFourMethods = Object.values(METHODS).every((name) => typeof logger[name] === 'function');
  if (hasFourMethods) return new FourMethodLogger(logger);
  const isCurrent = typeof logger.log === 'function' && (logger.log.length > 1 || hasLevel(logger));
  return isCurrent ? logger : new FourMethodLogger(logger);
}

module.exports = { adaptLegacyLogger };
