'use strict';

const LEVEL_NAMES = { 4: 'DEBUG', 3: 'INFO', 2: 'WARNING', 1: 'ERROR' };

/**
 * A logger of the current API that keeps what it gets, as `{ level, id, message, exception }`.
 * Debug events are not kept: their texts are nobody's contract.
 */
class CurrentLogger {
  /** @param {number} [level] default 3 = Info */
  constructor(level = 3) {
    this.level = level;
    this.events = [];
  }

  log(level, id, message, exception) {
    if (level < 4) {
      this.events.push({ level, id, message: String(message), exception });
    }
  }

  take() {
    return this.events.splice(0);
  }

  /** The events in the format of the recorded logs: `{LEVEL} [{id}] {message}`, one below the other. */
  text() {
    return this.events.map(({ level, id, message }) => `${LEVEL_NAMES[level]} [${id}] ${message}`).join('\n');
  }
}

/** A logger of the seed API, with four methods, that keeps what it gets as `{ method, message }`; debug is not kept. */
class LegacyLogger {
  constructor() {
    this.events = [];
  }

  debug() {}

  info(message) {
    this.events.push({ method: 'info', message: String(message) });
  }

  warn(message) {
    this.events.push({ method: 'warn', message: String(message) });
  }

  error(message) {
    this.events.push({ method: 'error', message: String(message) });
  }

  take() {
    return this.events.splice(0);
  }
}

module.exports = { CurrentLogger, LegacyLogger };
