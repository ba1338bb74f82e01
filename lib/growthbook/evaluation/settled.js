'use strict';

// Outcomes by what a feature asks of its attributes.
//
// Many rules ask nothing but whether attributes are among a few values, or above a number. Then the values of an attribute fall into
// classes, and users whose values are of the same classes come equally far: to the same outcome, or to the same rule, from which on more
// has to be looked at. Native code tells once per combination of classes. There are as many as the payload's rules make, not as there are
// users.

const { BucketRules } = require('./bucket-rules.js');
const { LastAnswer } = require('./last-answer.js');
const { UNKNOWN, ValueClasses } = require('./value-classes.js');
const { encode } = require('../../values/encode.js');
const { readPlain } = require('./attributes.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('./attributes.js').Slot} Slot
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 */

/** Stands for the first rest, which is the whole feature; those after it have smaller numbers. */
const FIRST_REST = -2;

/** How many words of memory all that is remembered of one payload may take, about: half a megabyte. */
const WORDS = 65_536;

/** A feature that has something, beside the outcomes themselves. */
const WORDS_PER_FEATURE = 32;

/** What is left of one. */
const WORDS_PER_REST = 48;

/** What is left of a feature. */
class Rest {
  /**
   * @param {number} part
   * @param {number} place
   * @param {Slot[]} slots
   * @param {BucketRules | null} bucketRules
   */
  constructor(part, place, slots, bucketRules) {
    this.part = part;
    this.place = place;
    this.slots = slots;
    /** All of it, where that is buckets and nothing else. */
    this.bucketRules = bucketRules;
    this.last = new LastAnswer();
  }
}

/** How far one feature is decided, as far as its evaluations have told. */
class Settled {
  /**
   * @param {FeatureView} feature
   * @param {ValueClasses[]} classes
   * @param {number} combinations How many there are of these.
   */
  constructor(feature, classes, combinations) {
    this.feature = feature;
    this.classes = classes;
    /** The positions of the attributes, a bit for each. */
    this.positions = classes.reduce((bits, { position }) => bits | (1 << position), 0);
    /** By the classes of the values, the last attribute's next to each other. @type {number[]} */
    this.known = new Array(combinations).fill(UNKNOWN);
    /** The first one is all of the feature: there is no room for what is left of it. @type {(FeatureView | Rest)[]} */
    this.rests = [feature];
  }

  /**
   * The outcome for a user; `UNKNOWN`; or a smaller number, of which `restOf` makes the rest.
   *
   * @param {Subject} subject
   */
  find(subject) {
    const { classes } = this;
    let place = 0;
    for (let index = 0; index < classes.length; index++) {
      const some = classes[index];
      const found = some.of(readPlain(subject, some.slot));
      if (found < 0) return UNKNOWN;
      place = place * some.count + found;
    }
    const known = this.known[place];
    return known === UNKNOWN ? this.#settle(subject) : known;
  }

  /** @param {number} found What `find` found. */
  restOf(found) {
    return this.rests[FIRST_REST - found];
  }

  /** Whether a feature that has no classes of values is nothing but buckets. */
  isLeftToBuckets() {
    this.#settle(null);
    return this.rests.length > 1 && this.rests[1].bucketRules !== null;
  }

  /**
   * Asks native code. The class is told anew, of the very values that it is asked with: getters may give others than before.
   *
   * @param {Subject | null} subject Null: there are no classes.
   */
  #settle(subject) {
    const { index, slots, view } = this.feature;
    /** @type {any[]} */
    const values = new Array(slots.length).fill(undefined);
    let place = 0;
    for (const some of this.classes) {
      const value = readPlain(/** @type {Subject} */ (subject), some.slot);
      const found = some.of(value);
      if (found < 0) return UNKNOWN;
      place = place * some.count + found;
      values[some.position] = encode(value);
    }
    try {
      const settled = view.native.settle(index, this.positions, ...values);
      if (settled !== null && settled >= 0) return (this.known[place] = settled);
      return (this.known[place] = FIRST_REST - (settled === null ? 0 : this.#rest(-1 - settled)));
    } catch {
      // It was released, or failed: whoever evaluates the whole feature says so.
      return UNKNOWN;
    }
  }

  /**
   * The number of a rest.
   *
   * @param {number} part
   */
  #rest(part) {
    const known = this.rests.findIndex((rest) => rest instanceof Rest && rest.part === part);
    if (known >= 0) return known;
    const { slots, view } = this.feature;
    const { native } = view;
    if (!view.settled.take(WORDS_PER_REST)) return 0;
    const own = native.restSlots(part).map((position) => slots[position]);
    const description = native.bucketRules(part);
    const bucketRules = description && new BucketRules(slots, description);
    const isRoom = bucketRules !== null && view.settled.take(bucketRules.words);
    return this.rests.push(new Rest(part, native.base + part, own, isRoom ? bucketRules : null)) - 1;
  }
}

/** What is remembered of the features of one payload. */
class SettledFeatures {
  #wordsLeft = WORDS;

  /**
   * A place for what is decided of a feature; null where nothing is, or where too much is remembered already.
   *
   * @param {FeatureView} feature
   */
  of(feature) {
    const { index, slots, view } = feature;
    const classes = descriptionsOf(view, index).map((description) => new ValueClasses(slots, description));
    const combinations = classes.reduce((count, { count: more }) => count * more, 1);
    const words = classes.reduce((sum, some) => sum + some.words, WORDS_PER_FEATURE + combinations);
    const before = this.#wordsLeft;
    if (!this.take(words)) return null;
    const settled = new Settled(feature, classes, combinations);
    if (classes.length > 0 || settled.isLeftToBuckets()) return settled;
    this.#wordsLeft = before;
    return null;
  }

  /**
   * Takes memory for something, if it is there.
   *
   * @param {number} words
   */
  take(words) {
    if (words > this.#wordsLeft) return false;
    this.#wordsLeft -= words;
    return true;
  }
}

/**
 * @param {import('../payload/view.js').PayloadView} view
 * @param {number} index
 */
function descriptionsOf(view, index) {
  try {
    return view.native.valueClasses(index);
  } catch {
    // It was released, or failed: whoever evaluates says so.
    return [];
  }
}

exports.Rest = Rest;
exports.Settled = Settled;
exports.SettledFeatures = SettledFeatures;
exports.UNKNOWN = UNKNOWN;
