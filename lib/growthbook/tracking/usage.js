'use strict';

/** The last value that was told of each feature: one that comes again is not told again. */
class UsageMemory {
  constructor() {
    /** @type {Map<string, { value: any, text: string | undefined }>} */
    this.last = new Map();
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  isNews(key, value) {
    const last = this.last.get(key);
    if (last !== undefined && Object.is(last.value, value)) return false;
    const text = jsonOf(value);
    const isNews = last === undefined || last.text !== text;
    this.last.set(key, { value, text });
    return isNews;
  }

  clear() {
    this.last.clear();
  }
}

/** @param {any} value */
function jsonOf(value) {
  try {
    return JSON.stringify(value);
  } catch {
    // It contains itself: as good as any other such value.
    return undefined;
  }
}

exports.UsageMemory = UsageMemory;
exports.jsonOf = jsonOf;
