'use strict';

/** Tells the repeats of an error from the first of them. One that is over, or another one in between, ends a series. */
class Repeats {
  /** What failed last, and how, until it went well again. @type {Map<string, string>} */
  #last = new Map();

  /**
   * Notes an error.
   *
   * @param {string} what What failed.
   * @param {string} how
   * @returns {boolean} Whether it failed in the same way the last time.
   */
  note(what, how) {
    const isRepeat = this.#last.get(what) === how;
    this.#last.set(what, how);
    return isRepeat;
  }

  /** @param {string} what What went well. */
  end(what) {
    this.#last.delete(what);
  }
}

/**
 * What makes two causes the same one. Numbers do not tell causes apart: they are ports, addresses of one server among
 * several, times.
 *
 * @param {string} text
 */
function causeOf(text) {
  return text.replace(/\d+/g, '#');
}

exports.Repeats = Repeats;
exports.causeOf = causeOf;
