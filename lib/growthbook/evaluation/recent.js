'use strict';

/**
 * What was used lately, by text: not more than so many entries, and not more than so many UTF-16 code units of all texts together.
 *
 * @template T
 */
class Recent {
  #most;
  #longest;
  #length = 0;
  /** The one used last at the end. @type {Map<string, T>} */
  #entries = new Map();

  /**
   * @param {number} most
   * @param {number} longest
   */
  constructor(most, longest) {
    this.#most = most;
    this.#longest = longest;
  }

  /**
   * What belongs to the text, made if it is not at hand.
   *
   * @param {string} text
   * @param {(text: string) => T} make
   * @returns {T}
   */
  get(text, make) {
    let entry = this.#entries.get(text);
    if (entry === undefined) {
      entry = make(text);
      if (text.length > this.#longest) return entry;
      this.#length += text.length;
      this.#makeRoom();
    } else {
      this.#entries.delete(text);
    }
    this.#entries.set(text, entry);
    return entry;
  }

  /** For one more. */
  #makeRoom() {
    for (const text of this.#entries.keys()) {
      if (this.#entries.size < this.#most && this.#length <= this.#longest) return;
      this.#entries.delete(text);
      this.#length -= text.length;
    }
  }
}

exports.Recent = Recent;
