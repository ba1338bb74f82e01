'use strict';

/**
 * What was asked of a feature last, and what the answer was. Within a request the same feature is often asked for several times in a
 * row, and what comes out depends on nothing but the attributes. All questions of a feature have the same number of attributes.
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
    /** Whether the outcome is that of a run with nothing special about it but the bucket. */
    this.isRun = false;
    /** Another experiment that was run; the others are what came of it. @type {import('./trial.js').Trial | null} */
    this.trial = null;
    this.variation = 0;
    this.flags = 0;
    this.bucket = NaN;
    this.leaf = 0;
  }

  /**
   * Whether this is the attribute of the last time; otherwise it will be.
   *
   * @param {any} a
   */
  isForOne(a) {
    if (this.isKnown && this.a === a) return true;
    this.isAsked = true;
    this.isKnown = false;
    this.a = a;
    return false;
  }

  /**
   * The same for two.
   *
   * @param {any} a
   * @param {any} b
   */
  isForTwo(a, b) {
    if (this.isKnown && this.a === a && this.b === b) return true;
    this.b = b;
    this.isKnown = false;
    return this.isForOne(a);
  }

  /**
   * The same for up to four.
   *
   * @param {any} a
   * @param {any} b
   * @param {any} c
   * @param {any} [d]
   */
  isForFour(a, b, c, d) {
    if (this.isKnown && this.a === a && this.b === b && this.c === c && this.d === d) return true;
    this.c = c;
    this.d = d;
    this.isKnown = false;
    return this.isForTwo(a, b);
  }

  /**
   * The same for up to six.
   *
   * @param {any} a
   * @param {any} b
   * @param {any} c
   * @param {any} d
   * @param {any} e
   * @param {any} [f]
   */
  isForSix(a, b, c, d, e, f) {
    if (this.isKnown && this.a === a && this.b === b && this.c === c && this.d === d && this.e === e && this.f === f) return true;
    this.e = e;
    this.f = f;
    this.isKnown = false;
    return this.isForFour(a, b, c, d);
  }

  /**
   * To be called before any code of the application runs: it may ask for somebody else.
   *
   * @param {number} outcome
   */
  keep(outcome) {
    if (!this.isAsked) return;
    this.isKnown = true;
    this.outcome = outcome;
    this.isRun = false;
    this.trial = null;
  }

  /**
   * The same where the outcome is that of a run, and nothing about it is special.
   *
   * @param {number} outcome
   * @param {number} bucket
   */
  keepRun(outcome, bucket) {
    if (!this.isAsked) return;
    this.isKnown = true;
    this.outcome = outcome;
    this.isRun = true;
    this.bucket = bucket;
  }

  /**
   * The same where any experiment was run.
   *
   * @param {number} outcome
   * @param {import('./trial.js').Trial} trial
   * @param {number} variation
   * @param {number} flags
   * @param {number} bucket
   * @param {number} leaf
   */
  keepAnyRun(outcome, trial, variation, flags, bucket, leaf) {
    if (!this.isAsked) return;
    this.isKnown = true;
    this.outcome = outcome;
    this.isRun = false;
    this.trial = trial;
    this.variation = variation;
    this.flags = flags;
    this.bucket = bucket;
    this.leaf = leaf;
  }
}

exports.LastAnswer = LastAnswer;
