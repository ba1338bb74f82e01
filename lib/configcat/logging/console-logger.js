'use strict';

const { ensureEnum, ensureString } = require('../args.js');
const { LogLevel } = require('../enums.js');
const { exceptionText } = require('./exception-text.js');

const PREFIX = 'ConfigCat';

/**
 * Looked up per call, so that a replaced `console` method is honoured.
 *
 * @param {number} level
 * @param {string} text
 */
function print(level, text) {
  const line = `${PREFIX} - ${(LogLevel[level] ?? String(level)).toUpperCase()} - ${text}`;
  if (level === LogLevel.Error) console.error(line);
  else if (level === LogLevel.Warn) console.warn(line);
  else console.info(line);
}

/**
 * Writes to the console. It has both shapes of logger: `log` with event ids (not filtered: clients check the level
 * first), and the four methods, which filter by themselves.
 */
class ConsoleLogger {
  /**
   * @param {number} [level]
   * @param {string} [eol]
   */
  constructor(level = LogLevel.Warn, eol = '\n') {
    this.level = level;
    this.eol = eol;
  }

  /**
   * @param {any} level A `LogLevel`; or, as the only argument, a text to log at level Info.
   * @param {number} [eventId]
   * @param {any} [message]
   * @param {any} [exception]
   */
  log(level, eventId, message, exception) {
    if (arguments.length === 1) {
      this.info(level);
      return;
    }
    const tail = exception === undefined ? '' : this.eol + exceptionText(exception);
    print(level, `[${eventId}] ${message}${tail}`);
  }

  /** @param {any} message */
  debug(message) {
    if (this.isLogLevelEnabled(LogLevel.Debug)) print(LogLevel.Debug, message);
  }

  /** @param {any} message */
  info(message) {
    if (this.isLogLevelEnabled(LogLevel.Info)) print(LogLevel.Info, message);
  }

  /** @param {any} message */
  warn(message) {
    if (this.isLogLevelEnabled(LogLevel.Warn)) print(LogLevel.Warn, message);
  }

  /** @param {any} message */
  error(message) {
    if (this.isLogLevelEnabled(LogLevel.Error)) print(LogLevel.Error, message);
  }

  /** @param {number} level */
  isLogLevelEnabled(level) {
    return this.level >= level;
  }
}

/**
 * @param {number | null} [level] Any falsy value means Warn.
 * @param {string | null} [eol]
 */
function createConsoleLogger(level, eol) {
  if (level) ensureEnum(level, 'logLevel', 'LogLevel', LogLevel);
  if (eol !== null && eol !== undefined) ensureString(eol, 'eol', true);
  return new ConsoleLogger(level || LogLevel.Warn, eol ?? undefined);
}

exports.ConsoleLogger = ConsoleLogger;
exports.createConsoleLogger = createConsoleLogger;
