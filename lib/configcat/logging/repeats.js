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
 * What differs between the repeats of one error: times, the address of one server among several, the port of one
 * connection among many, where in a text a parser stopped. Other numbers, such as a status, tell errors apart.
 */
const PASSING = new RegExp(
  [
    // Dates, with or without a time, and times.
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?`,
    String.raw`\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d{1,2}[ -][a-z]{3}[ -]\d{2,4}\b`,
    String.raw`\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?`,
    String.raw`\b\d{10}(?:\.\d+|\d{3})?\b`,
    // Durations.
    String.raw`\b\d+(?:\.\d+)? ?(?:ns|us|µs|ms|s|secs?|seconds?|milliseconds?|m|mins?|minutes?|h|hours?)\b`,
    // IPv4 and IPv6, with or without a port; ports of names.
    String.raw`\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?`,
    String.raw`\[[\da-f]*:[\da-f:.]*(?:%\w+)?\](?::\d+)?`,
    String.raw`(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])`,
    String.raw`(?<=\b(?:localhost|[a-z\d-]+\.[a-z\d.-]+)):\d+`,
    String.raw`\bport:? \d+`,
    // Places in a text.
    String.raw`\b(?:position|line|column|offset) \d+`,
  ].join('|'),
  'gi',
);

/** However long an error's text is, its beginning tells it from others. */
const LONGEST_CAUSE = 1000;

/**
 * What makes two causes the same one.
 *
 * @param {string} text
 */
function causeOf(text) {
  return text.slice(0, LONGEST_CAUSE).replace(PASSING, '#');
}

exports.Repeats = Repeats;
exports.causeOf = causeOf;
