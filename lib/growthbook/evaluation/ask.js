'use strict';

const { native } = require('./journal.js');
const { NO_SESSION } = require('./sessions.js');
const { read, readAll } = require('./attributes.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 */

/** The answer is that of the last time. */
const AS_BEFORE = -1;

/** So many attributes are compared with those of the last time. */
const COMPARED = 6;

/**
 * What was asked of a feature last, and what the answer was. Within a request the same feature is often asked for several times in a
 * row, and what comes out depends on nothing but the attributes.
 */
class LastAnswer {
  constructor() {
    /** @type {any} */
    this.a = undefined;
    /** @type {any} */
    this.b = undefined;
    /** @type {any} */
    this.c = undefined;
    /** @type {any} */
    this.d = undefined;
    /** @type {any} */
    this.e = undefined;
    /** @type {any} */
    this.f = undefined;
    /** Whether the attributes are those of a question that the answer can be kept of. */
    this.isAsked = false;
    this.isKnown = false;
    this.outcome = 0;
    /** Whether an experiment was run; the others are what the journal said of it. */
    this.hasRun = false;
    this.rule = 0;
    this.variation = 0;
    this.flags = 0;
    this.bucket = NaN;
    this.leaf = 0;
  }

  /**
   * Whether these are the attributes of the last time; otherwise they will be.
   *
   * @param {any} a
   * @param {any} [b]
   * @param {any} [c]
   * @param {any} [d]
   * @param {any} [e]
   * @param {any} [f]
   */
  isFor(a, b, c, d, e, f) {
    if (this.isKnown && this.a === a && this.b === b && this.c === c && this.d === d && this.e === e && this.f === f) return true;
    this.isAsked = true;
    this.isKnown = false;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.e = e;
    this.f = f;
    return false;
  }

  /** @param {number} outcome */
  keep(outcome) {
    if (!this.isAsked) return;
    this.isKnown = true;
    this.outcome = outcome;
    this.hasRun = false;
  }

  /**
   * @param {number} outcome
   * @param {number} rule
   * @param {number} variation
   * @param {number} flags
   * @param {number} bucket
   * @param {number} leaf
   */
  keepRun(outcome, rule, variation, flags, bucket, leaf) {
    this.keep(outcome);
    if (!this.isAsked) return;
    this.hasRun = true;
    this.rule = rule;
    this.variation = variation;
    this.flags = flags;
    this.bucket = bucket;
    this.leaf = leaf;
  }
}

/**
 * Lets native code evaluate a feature. Attributes are read before anything else is looked at: getters are code of the application.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @returns {number} What it returned, or `AS_BEFORE`.
 */
function ask(subject, feature) {
  const { last, place, slots } = feature;
  switch (slots.length) {
    case 1: {
      const a = read(subject, slots[0]);
      const session = sessionFor(subject, feature);
      if (session !== NO_SESSION) return askIn(session, feature, [a]);
      return last.isFor(a) ? AS_BEFORE : native.evaluate(place, a);
    }
    case 2: {
      const a = read(subject, slots[0]);
      const b = read(subject, slots[1]);
      const session = sessionFor(subject, feature);
      if (session !== NO_SESSION) return askIn(session, feature, [a, b]);
      return last.isFor(a, b) ? AS_BEFORE : native.evaluate(place, a, b);
    }
    case 3: {
      const a = read(subject, slots[0]);
      const b = read(subject, slots[1]);
      const c = read(subject, slots[2]);
      const session = sessionFor(subject, feature);
      if (session !== NO_SESSION) return askIn(session, feature, [a, b, c]);
      return last.isFor(a, b, c) ? AS_BEFORE : native.evaluate(place, a, b, c);
    }
    default:
      return slots.length > 3 && slots.length <= COMPARED ? askWithSome(subject, feature) : askWithMany(subject, feature);
  }
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function askWithSome(subject, feature) {
  const { last, place, slots } = feature;
  const a = read(subject, slots[0]);
  const b = read(subject, slots[1]);
  const c = read(subject, slots[2]);
  const d = read(subject, slots[3]);
  const e = slots.length > 4 ? read(subject, slots[4]) : undefined;
  const f = slots.length > 5 ? read(subject, slots[5]) : undefined;
  const session = sessionFor(subject, feature);
  // Arguments beyond the attributes are not looked at.
  if (session !== NO_SESSION) return askIn(session, feature, [a, b, c, d, e, f]);
  return last.isFor(a, b, c, d, e, f) ? AS_BEFORE : native.evaluate(place, a, b, c, d, e, f);
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function askWithMany(subject, feature) {
  const values = readAll(subject, feature.slots);
  return askIn(sessionFor(subject, feature), feature, values);
}

/**
 * The same as if the value of the feature itself were not forced.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function askUnforced(subject, feature) {
  const values = readAll(subject, feature.slots);
  return askIn(subject.sessionWithout(feature.reach, feature.key), feature, values);
}

/**
 * Asks without a look at the last answer, and without keeping this one.
 *
 * @param {number} session
 * @param {FeatureView} feature
 * @param {any[]} values
 */
function askIn(session, { last, place }, values) {
  last.isAsked = false;
  return native.evaluateIn(session, place, ...values);
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function sessionFor(subject, feature) {
  return feature.readsSession ? subject.sessionFor(feature.reach) : NO_SESSION;
}

exports.LastAnswer = LastAnswer;
exports.ask = ask;
exports.askUnforced = askUnforced;
exports.AS_BEFORE = AS_BEFORE;
