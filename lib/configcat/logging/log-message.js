'use strict';

const { LazyString, toStringSafe } = require('../strings.js');

/** A log message whose parts and named arguments stay apart; the text is made when first asked for. */
class FormattableLogMessage {
  #text;

  /**
   * A template tag that makes messages with the given argument names.
   *
   * @param {...string} argNames
   */
  static from(...argNames) {
    return (/** @type {readonly string[]} */ strings, /** @type {any[]} */ ...argValues) =>
      new FormattableLogMessage(strings, argNames, argValues);
  }

  /**
   * @param {readonly string[]} strings The fixed parts: one more than there are arguments.
   * @param {readonly string[]} argNames
   * @param {readonly any[]} argValues
   */
  constructor(strings, argNames, argValues) {
    this.strings = strings;
    this.argNames = argNames;
    this.argValues = argValues;
  }

  get defaultFormattedMessage() {
    if (this.#text === undefined) {
      this.#text = this.strings.reduce((text, part, i) => text + toStringSafe(this.argValues[i - 1]) + part);
    }
    return this.#text;
  }

  toString() {
    return this.defaultFormattedMessage;
  }
}

/**
 * What listeners and results get in place of a message: a text, made late where it costs something.
 *
 * @param {string | FormattableLogMessage} message
 * @returns {string | LazyString}
 */
function toMessage(message) {
  return typeof message === 'string' ? message : new LazyString(() => message.defaultFormattedMessage);
}

exports.FormattableLogMessage = FormattableLogMessage;
exports.toMessage = toMessage;
