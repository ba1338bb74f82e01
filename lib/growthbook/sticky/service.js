'use strict';

/** @typedef {import('./documents.js').StickyDocument} StickyDocument */

/** What sticky buckets are kept in. To be extended: `getAssignments` and `saveAssignments` are the application's. */
class StickyBucketService {
  /** @param {{ prefix?: string }} [options] */
  constructor(options) {
    this.prefix = options?.prefix || '';
  }

  /**
   * @param {string} _attributeName
   * @param {string} _attributeValue
   * @returns {Promise<StickyDocument | null>}
   */
  async getAssignments(_attributeName, _attributeValue) {
    throw new Error('getAssignments is not implemented');
  }

  /**
   * @param {StickyDocument} _doc
   * @returns {Promise<unknown>}
   */
  async saveAssignments(_doc) {
    throw new Error('saveAssignments is not implemented');
  }

  /**
   * @param {Record<string, string>} attributes
   * @returns {Promise<Record<string, StickyDocument>>}
   */
  async getAllAssignments(attributes) {
    const found = await Promise.all(Object.entries(attributes).map(([name, value]) => this.getAssignments(name, value)));
    return byKey(found);
  }

  /**
   * @param {string} attributeName
   * @param {string} attributeValue
   */
  getKey(attributeName, attributeValue) {
    return `${this.prefix}${attributeName}||${attributeValue}`;
  }
}

/** A service that answers at once. */
class StickyBucketServiceSync extends StickyBucketService {
  /**
   * @param {string} _attributeName
   * @param {string} _attributeValue
   * @returns {StickyDocument | null}
   */
  getAssignmentsSync(_attributeName, _attributeValue) {
    throw new Error('getAssignmentsSync is not implemented');
  }

  /**
   * @param {StickyDocument} _doc
   * @returns {void}
   */
  saveAssignmentsSync(_doc) {
    throw new Error('saveAssignmentsSync is not implemented');
  }

  /**
   * @param {string} attributeName
   * @param {string} attributeValue
   */
  async getAssignments(attributeName, attributeValue) {
    return this.getAssignmentsSync(attributeName, attributeValue);
  }

  /** @param {StickyDocument} doc */
  async saveAssignments(doc) {
    this.saveAssignmentsSync(doc);
  }

  /**
   * @param {Record<string, string>} attributes
   * @returns {Record<string, StickyDocument>}
   */
  getAllAssignmentsSync(attributes) {
    return byKey(Object.entries(attributes).map(([name, value]) => this.getAssignmentsSync(name, value)));
  }
}

/** @param {(StickyDocument | null | undefined)[]} found */
function byKey(found) {
  /** @type {Record<string, StickyDocument>} */
  const docs = {};
  for (const doc of found) if (doc) docs[`${doc.attributeName}||${doc.attributeValue}`] = doc;
  return docs;
}

/**
 * A document out of its JSON text; null where it is none.
 *
 * @param {any} text
 * @returns {StickyDocument | null}
 */
function parseDocument(text) {
  try {
    const doc = JSON.parse(text);
    return doc?.attributeName && doc.attributeValue && doc.assignments ? doc : null;
  } catch {
    return null;
  }
}

exports.StickyBucketService = StickyBucketService;
exports.StickyBucketServiceSync = StickyBucketServiceSync;
exports.parseDocument = parseDocument;
