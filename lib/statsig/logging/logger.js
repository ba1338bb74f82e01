'use strict';

/** The less a level is, the more urgent is what is told at it. */
const LEVELS = { none: 0, error: 1, warn: 2, info: 3, debug: 4 };

const MASK = '******';

/**
 * What a server has to say, without its SDK key: told to the application's logger, or else on the console. Nothing here throws.
 */
class OutputLogger {
  #target;
  #level;
  #secretKey;

  /**
   * @param {any} target Option `logger`; null: the console.
   * @param {unknown} secretKey
   */
  constructor(target, secretKey) {
    this.#target = target ?? console;
    this.#level = LEVELS[target?.logLevel] ?? LEVELS.warn;
    this.#secretKey = typeof secretKey === 'string' && secretKey !== '' ? secretKey : null;
  }

  /** @param {any[]} said */
  debug(...said) {
    this.#say('debug', said);
  }

  /** @param {any[]} said */
  info(...said) {
    this.#say('info', said);
  }

  /** @param {any[]} said */
  warn(...said) {
    this.#say('warn', said);
  }

  /** @param {any[]} said */
  error(...said) {
    this.#say('error', said);
  }

  /**
   * @param {'debug' | 'info' | 'warn' | 'error'} level
   * @param {any[]} said
   */
  #say(level, said) {
    if (LEVELS[level] > this.#level) return;
    try {
      const method = this.#target[level];
      if (typeof method === 'function') method.apply(this.#target, said.map((part) => this.#part(part)));
    } catch {
      // The logger itself failed: nobody is left to tell.
    }
  }

  /**
   * A text without the key.
   *
   * @param {string} text
   */
  masked(text) {
    return this.#secretKey === null ? text : text.replaceAll(this.#secretKey, MASK);
  }

  /** @param {any} part */
  #part(part) {
    if (typeof part === 'string') return this.masked(part);
    if (!(part instanceof Error)) return part;
    const told = String(part.stack ?? part.message);
    const masked = this.masked(told);
    // An error that names the key is told as a text: the object is the application's.
    return masked === told && this.masked(part.message) === part.message ? part : masked;
  }
}

exports.OutputLogger = OutputLogger;
