'use strict';

const { StickyBucketService } = require('./service.js');

/** @typedef {import('./documents.js').StickyDocument} StickyDocument */

/** Keeps sticky buckets in Redis, with a client like that of `ioredis`. All documents of a user are read with one command. */
class RedisStickyBucketService extends StickyBucketService {
  #redis;

  /** @param {{ redis: any }} options */
  constructor({ redis }) {
    super();
    this.#redis = redis;
  }

  /**
   * @param {Record<string, string>} attributes
   * @returns {Promise<Record<string, StickyDocument>>}
   */
  async getAllAssignments(attributes) {
    /** @type {Record<string, StickyDocument>} */
    const docs = {};
    const keys = Object.entries(attributes).map(([name, value]) => this.getKey(name, value));
    // MGET without keys is an error.
    if (!this.#redis || keys.length === 0) return docs;
    for (const text of await this.#redis.mget(...keys)) {
      const doc = parse(text);
      if (doc !== null) docs[this.getKey(doc.attributeName, doc.attributeValue)] = doc;
    }
    return docs;
  }

  /** Reads nothing: `getAllAssignments` does it all. */
  async getAssignments(_attributeName, _attributeValue) {
    return null;
  }

  /** @param {StickyDocument} doc */
  async saveAssignments(doc) {
    await this.#redis?.set(this.getKey(doc.attributeName, doc.attributeValue), JSON.stringify(doc));
  }
}

/**
 * Other writers may have put in the value as a number: any will do.
 *
 * @param {any} text
 * @returns {StickyDocument | null}
 */
function parse(text) {
  try {
    const doc = JSON.parse(text || '{}');
    return doc?.attributeName && 'attributeValue' in doc && doc.assignments ? doc : null;
  } catch {
    return null;
  }
}

exports.RedisStickyBucketService = RedisStickyBucketService;
