'use strict';

// Rules that nothing decides but the bucket of a user.
//
// Native code tells once which attribute is hashed with what, and what becomes of whom. To hash a short text takes V8 no longer than
// it takes native code, and to hand the text over takes longer than that.

const { bucketOf, fineBucketOf, hashOf } = require('./bucket-hash.js');
const { CHARACTERS_PER_WORD, UNKNOWN } = require('./value-classes.js');
const { readPlain } = require('./attributes.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('./attributes.js').Slot} Slot
 * @typedef {NonNullable<ReturnType<import('../../../binding.js').NativePayload['bucketRules']>>} Description
 */

/** The rule is no experiment, or none was run. */
const NO_RULE = -1;

/** Longer texts are hashed by native code: they take their time wherever that is. */
const LONGEST = 256;

/** Words of memory, about: of all rules, and of one beside its seed and ranges. */
const WORDS = 16;
const WORDS_PER_RULE = 24;

/** Numbers per range: start, end and outcome. */
const RANGE_WIDTH = 3;

class BucketRule {
  /**
   * @param {readonly Slot[]} slots
   * @param {Description[1][number]} description
   */
  constructor(slots, [position, seed, version, rule, ranges]) {
    this.slot = slots[position];
    this.seed = seed;
    this.seedHash = hashOf(seed);
    this.isFine = version === 2;
    this.rule = rule;
    this.ranges = ranges;
    this.words = WORDS_PER_RULE + seed.length / CHARACTERS_PER_WORD + ranges.length;
  }

  /** @param {string} value */
  bucketOf(value) {
    return this.isFine ? fineBucketOf(this.seedHash, value) : bucketOf(this.seed, value);
  }

  /**
   * The outcome of the first range that has the bucket.
   *
   * @param {number} bucket
   */
  outcomeOf(bucket) {
    const { ranges } = this;
    for (let at = 0; at < ranges.length; at += RANGE_WIDTH) {
      if (bucket >= ranges[at] && bucket < ranges[at + 1]) return ranges[at + 2];
    }
    return UNKNOWN;
  }
}

/** What is left of a feature, where that is buckets. */
class BucketRules {
  /**
   * @param {readonly Slot[]} slots
   * @param {Description} description
   */
  constructor(slots, [otherwise, rules]) {
    this.rules = rules.map((rule) => new BucketRule(slots, rule));
    this.otherwise = otherwise;
    this.words = this.rules.reduce((sum, rule) => sum + rule.words, WORDS);
    /** The rule of the experiment that was run for the last user. */
    this.ran = NO_RULE;
    /** The last user's bucket in it; NaN: the user is not in. */
    this.bucket = NaN;
  }

  /**
   * The outcome for a user, or `UNKNOWN`. What was found besides has to be fetched before any code of the application runs.
   *
   * @param {Subject} subject
   */
  find(subject) {
    const { rules } = this;
    let ran = NO_RULE;
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index];
      ran = rule.rule;
      if (rule.ranges.length === 0) continue;
      const value = readPlain(subject, rule.slot);
      // Anything else is left to native code.
      const isText = typeof value === 'string' && value.length <= LONGEST;
      if (!(isText || typeof value === 'number') || !value) return UNKNOWN;
      const bucket = rule.bucketOf(isText ? value : String(value));
      const outcome = rule.outcomeOf(bucket);
      if (outcome === UNKNOWN) continue;
      this.ran = ran;
      this.bucket = bucket;
      return outcome;
    }
    this.ran = ran;
    this.bucket = NaN;
    return this.otherwise;
  }
}

exports.BucketRules = BucketRules;
exports.NO_RULE = NO_RULE;
