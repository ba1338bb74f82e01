'use strict';

const { StickyBucketService, parseDocument } = require('./service.js');

/** Keeps sticky buckets in something like a browser's local storage. */
class LocalStorageStickyBucketService extends StickyBucketService {
  #localStorage;

  /** @param {{ prefix?: string, localStorage?: any }} [options] */
  constructor({ prefix = 'gbStickyBuckets__', localStorage } = {}) {
    super({ prefix });
    this.#localStorage = localStorage ?? ownStorage();
  }

  /**
   * @param {string} attributeName
   * @param {string} attributeValue
   */
  async getAssignments(attributeName, attributeValue) {
    try {
      return parseDocument(await this.#localStorage.getItem(this.getKey(attributeName, attributeValue)));
    } catch {
      // As if it had none: storage may be full, closed or forbidden.
      return null;
    }
  }

  /** @param {import('./documents.js').StickyDocument} doc */
  async saveAssignments(doc) {
    try {
      await this.#localStorage.setItem(this.getKey(doc.attributeName, doc.attributeValue), JSON.stringify(doc));
    } catch {
      // See above.
    }
  }
}

/** The storage that JavaScript itself has here, if any. */
function ownStorage() {
  try {
    return /** @type {any} */ (globalThis).localStorage;
  } catch {
    return undefined;
  }
}

exports.LocalStorageStickyBucketService = LocalStorageStickyBucketService;
