'use strict';

/**
 * What was used lately, by text: not more than so many entries, and not more than so many UTF-16 code units of all texts that they were
 * made of. A single one may be longer.
 *
 * @template T
 */
class Recent {
  #most;
  #longest;
  #length = 0;
  /** The one used last at the end. @type {Map<string, { value: T, length: number }>} */
  #entries = new Map();

  /**
   * @param {number} most
   * @param {number} longest
   */
  constructor(most, longest) {
    this.#most = most;
    this.#longest = longest;
  }

  get size() {
    return this.#entries.size;
  }

  /**
   * What belongs to the text, made if it is not at hand.
   *
   * @param {string} text
   * @param {(text: string) => T} make
   * @param {number} [length] Of all that it is made of.
   * @returns {T}
   */
  get(text, make, length = text.length) {
    let entry = this.#entries.get(text);
    if (entry === undefined) {
      entry = { value: make(text), length };
      this.#length += length;
      this.#makeRoom();
    } else {
      this.#entries.delete(text);
    }
    this.#entries.set(text, entry);
    return entry.value;
  }

  /** For one more, whose length counts already. */
  #makeRoom() {
    for (const [text, { length }] of this.#entries) {
      if (this.#entries.size < this.#most && this.#length <= this.#longest) return;
      this.#entries.delete(text);
      this.#length -= length;
    }
  }
}

exports.Recent = Recent;
