'use strict';

/** What was told once is not told again for so long. */
const WINDOW_MS = 60_000;

/** So much is remembered at most. */
const MOST = 100_000;

/** Tells exposures that were told before. */
class Seen {
  constructor() {
    /** Who was told of, by what. @type {Map<string, Set<string>>} */
    this.known = new Map();
    this.count = 0;
    this.until = 0;
  }

  /**
   * Whether something is told of somebody for the first time in this minute.
   *
   * @param {string} what
   * @param {string} who
   * @param {number} now in milliseconds
   */
  isNew(what, who, now) {
    if (now >= this.until || this.count >= MOST) this.forget(now);
    let known = this.known.get(what);
    if (known === undefined) {
      known = new Set();
      this.known.set(what, known);
    }
    const before = known.size;
    known.add(who);
    if (known.size === before) return false;
    this.count += 1;
    return true;
  }

  /** @param {number} now */
  forget(now) {
    this.known.clear();
    this.count = 0;
    this.until = now + WINDOW_MS;
  }
}

/**
 * What tells users apart, where exposures are counted.
 *
 * @param {any} user
 */
function whoIs({ customIDs, userID }) {
  if (customIDs === undefined || customIDs === null) return `${userID ?? ''},`;
  return `${userID ?? ''},${Object.values(customIDs).join(',')}`;
}

exports.Seen = Seen;
exports.whoIs = whoIs;
