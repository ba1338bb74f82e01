'use strict';

/**
 * Answers to texts, those that were asked for lately: not more than so many, and none to a text that is longer than so many UTF-16
 * code units.
 *
 * There are two generations in place of an order of use, so that an answer that is found moves nothing: what was not asked for while
 * half of them were new is forgotten.
 *
 * @template T
 */
class Recent {
  #half;
  #longest;
  /** @type {Map<string, T>} */
  #young = new Map();
  /** @type {Map<string, T>} */
  #old = new Map();

  /**
   * @param {number} most
   * @param {number} longest
   */
  constructor(most, longest) {
    this.#half = Math.ceil(most / 2);
    this.#longest = longest;
  }

  get size() {
    return this.#young.size + this.#old.size;
  }

  /**
   * What belongs to the text, found out if it is not at hand.
   *
   * @param {string} text
   * @param {(text: string) => T} find gives anything but `undefined`
   * @returns {T}
   */
  get(text, find) {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old === undefined) return this.#keep(text, find(text));
    this.#old.delete(text);
    this.#add(text, old);
    return old;
  }

  /** @param {string} text @param {T} answer */
  #keep(text, answer) {
    if (text.length > this.#longest) return answer;
    // A part of a longer text, such as a header, would keep all of it in memory.
    const own = Buffer.from(text).toString();
    if (own === text) this.#add(own, answer);
    return answer;
  }

  #add(text, answer) {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, answer);
  }
}

exports.Recent = Recent;
