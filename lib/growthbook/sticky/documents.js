'use strict';

const { readHashValue } = require('../evaluation/attributes.js');
const { say } = require('../logging/say.js');
const { tuning } = require('../network/tuning.js');

const DEFAULT_HASH_ATTRIBUTE = 'id';

const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * @typedef {{ attributeName: string, attributeValue: string, assignments: Record<string, string> }} StickyDocument
 * @typedef {import('../evaluation/attributes.js').Sources} Sources
 * @typedef {import('../payload/definitions.js').AnyDefinitions} AnyDefinitions
 */

/** The sticky buckets of one user, and where they are kept. */
class StickyDocs {
  /**
   * @param {Record<string, StickyDocument>} docs
   * @param {(doc: StickyDocument) => unknown} store
   * @param {((msg: string, ctx: any) => void) | undefined} log
   */
  constructor(docs, store, log) {
    this.docs = docs;
    this.store = store;
    this.log = log;
    this.loads = 0;
  }

  /**
   * Remembers the variation of a run.
   *
   * @param {import('../evaluation/run.js').Run} run
   */
  save({ hashAttribute, hashValue, trial, variation }) {
    const attributeValue = stickyText(hashValue);
    const key = `${hashAttribute}||${attributeValue}`;
    const assignments = this.docs[key]?.assignments ?? {};
    const experiment = `${trial.key}__${trial.definition.bucketVersion || 0}`;
    const name = trial.keyOf(variation);
    if (assignments[experiment] === name) return;
    const doc = { attributeName: hashAttribute, attributeValue, assignments: { ...assignments, [experiment]: name } };
    this.docs[key] = doc;
    this.put(doc);
  }

  /** @param {StickyDocument} doc */
  async put(doc) {
    try {
      await this.store(doc);
    } catch (error) {
      say(this.log, 'Saving sticky buckets failed', { error });
    }
  }

  /**
   * Replaces the documents by those that a service has for a user. Never rejects, and ends although the service does not answer:
   * documents that come later are taken when they come.
   *
   * @param {import('./service.js').StickyBucketService} service
   * @param {Sources} sources
   * @param {AnyDefinitions} definitions
   * @param {number} [limitMs] How long it may take.
   * @returns {Promise<void>}
   */
  load(service, sources, definitions, limitMs = tuning.stickyWaitMs) {
    const wait = { isOver: false };
    const loading = this.#load(service, sources, definitions, wait);
    return new Promise((resolve) => {
      let isLoaded = false;
      const goOn = () => {
        if (isLoaded) return;
        wait.isOver = true;
        say(this.log, 'Sticky buckets take too long: going on without them', { limitMs });
        resolve();
      };
      // A thread that was busy for so long looks for an answer once more.
      const timer = setTimeout(() => setImmediate(goOn), Math.min(limitMs, LONGEST_TIMER_MS));
      loading.then(() => {
        isLoaded = true;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Documents that are still being loaded are of no use any more. */
  stopLoading() {
    this.loads += 1;
  }

  /**
   * @param {import('./service.js').StickyBucketService} service
   * @param {Sources} sources
   * @param {AnyDefinitions} definitions
   * @param {{ isOver: boolean }} wait Whether evaluation goes on without the documents.
   */
  async #load(service, sources, definitions, wait) {
    const turn = ++this.loads;
    const before = { ...this.docs };
    try {
      const docs = await service.getAllAssignments(stickyAttributes(sources, definitions));
      // A later call knows the user's attributes better.
      if (turn === this.loads) this.#take({ ...docs }, changesSince(before, this.docs), wait.isOver);
    } catch (error) {
      say(this.log, 'Loading sticky buckets failed', { error });
    }
  }

  /**
   * @param {Record<string, StickyDocument>} loaded
   * @param {Record<string, StickyDocument>} changes What was assigned, and saved, meanwhile.
   * @param {boolean} isLate
   */
  #take(loaded, changes, isLate) {
    this.docs = { ...loaded, ...changes };
    if (!isLate) return;
    for (const [key, doc] of Object.entries(changes)) {
      const before = assignmentsOf(loaded[key]);
      if (Object.keys(before).every((experiment) => Object.hasOwn(assignmentsOf(doc), experiment))) continue;
      // It was saved by somebody who did not know of the others.
      this.docs[key] = { ...doc, assignments: { ...before, ...assignmentsOf(doc) } };
      this.put(this.docs[key]);
    }
  }
}

/** @param {StickyDocument | undefined} doc */
function assignmentsOf(doc) {
  return doc?.assignments ?? {};
}

/**
 * What was assigned while documents were being loaded.
 *
 * @param {Record<string, StickyDocument>} before
 * @param {Record<string, StickyDocument>} docs
 */
function changesSince(before, docs) {
  return Object.fromEntries(Object.entries(docs).filter(([key, doc]) => before[key] !== doc));
}

/**
 * A value as the keys of documents have it.
 *
 * @param {any} value
 * @returns {string}
 */
function stickyText(value) {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // Such as a BigInt: saving a document breaks no evaluation.
    return typeof value === 'bigint' ? String(value) : Object.prototype.toString.call(value);
  }
}

/**
 * The attributes that experiments tell users apart by, for a sticky bucket service.
 *
 * @param {Sources} sources
 * @param {AnyDefinitions} definitions
 * @returns {Record<string, string>}
 */
function stickyAttributes(sources, definitions) {
  return Object.fromEntries(stickyNames(definitions).map((name) => [name, stickyText(readHashValue(sources, name))]));
}

/** @type {WeakMap<AnyDefinitions, string[]>} */
const names = new WeakMap();

/** @param {AnyDefinitions} definitions */
function stickyNames(definitions) {
  let found = names.get(definitions);
  if (found === undefined) {
    found = findNames(definitions);
    names.set(definitions, found);
  }
  return found;
}

/** @param {AnyDefinitions} definitions */
function findNames({ features, experiments }) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const feature of Object.values(features ?? {})) {
    for (const rule of arrayOf(feature?.rules)) if (rule?.variations || rule?.contextualVariations) note(found, rule);
  }
  for (const experiment of arrayOf(experiments)) note(found, experiment ?? {});
  return [...found];
}

/**
 * @param {Set<string>} found
 * @param {any} experiment
 */
function note(found, { hashAttribute, fallbackAttribute }) {
  found.add(hashAttribute || DEFAULT_HASH_ATTRIBUTE);
  if (fallbackAttribute) found.add(fallbackAttribute);
}

/**
 * @param {any} value
 * @returns {any[]}
 */
function arrayOf(value) {
  return Array.isArray(value) ? value : [];
}

exports.StickyDocs = StickyDocs;
exports.stickyAttributes = stickyAttributes;
