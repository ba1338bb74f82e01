'use strict';

// Outcomes by what a feature asks of its attributes.
//
// Many rules ask nothing but whether attributes are among a few values, or above a number. Then the values of an attribute fall into classes, and users
// whose values are of the same classes come equally far: to the same outcome, or to the same rule, from which on more has to be looked
// at. Native code tells once per combination of classes. There are as many as the payload's rules make, not as there are users.

const { LastAnswer } = require('./last-answer.js');
const { readAll, readPlain } = require('./attributes.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('./attributes.js').Slot} Slot
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 */

/** Nothing is known. Smaller numbers: there is a rest. */
const UNKNOWN = -1;
const FIRST_REST = -2;

/** How many words of memory all that is remembered of one payload may take, about: half a megabyte. */
const WORDS = 65_536;

/** A feature that has something, beside the outcomes themselves; and a value, beside its characters. */
const WORDS_PER_FEATURE = 32;
const WORDS_PER_VALUE = 8;
const WORDS_PER_LIMIT = 3;
const WORDS_PER_ATTRIBUTE = 24;

/** Up to so many texts, a look at each is faster than hashing. */
const SCANNED = 6;
const CHARACTERS_PER_WORD = 8;

/** The classes of one attribute's values. */
class ValueClasses {
  /**
   * @param {readonly Slot[]} slots
   * @param {ReturnType<import('../../../binding.js').NativePayload['valueClasses']>[number]} description
   */
  constructor(slots, [position, count, values, classes, otherText, limits, numberClasses]) {
    this.position = position;
    this.slot = slots[position];
    this.count = count;
    const scalars = new Map(values.map((value, index) => [value, classes[index]]));
    this.ofTrue = scalars.get(true) ?? UNKNOWN;
    this.ofFalse = scalars.get(false) ?? UNKNOWN;
    this.ofNull = scalars.get(null) ?? UNKNOWN;
    this.ofUndefined = scalars.get(undefined) ?? UNKNOWN;
    this.texts = values.filter((value) => typeof value === 'string');
    this.textClasses = this.texts.map((text) => scalars.get(text) ?? UNKNOWN);
    this.otherText = otherText;
    this.limits = limits;
    this.numberClasses = numberClasses;
    /** The classes of texts, where there are too many for a look at each. @type {Map<any, number> | null} */
    this.known = this.texts.length > SCANNED ? scalars : null;
    const characters = this.texts.reduce((sum, text) => sum + text.length, 0);
    this.words = WORDS_PER_ATTRIBUTE + values.length * WORDS_PER_VALUE + characters / CHARACTERS_PER_WORD + limits.length * WORDS_PER_LIMIT;
  }

  /**
   * The class of a value; negative where nothing is known of it.
   *
   * @param {any} value
   */
  of(value) {
    switch (typeof value) {
      case 'string':
        return this.#ofText(value);
      case 'number':
        return this.#ofNumber(value);
      case 'boolean':
        return value ? this.ofTrue : this.ofFalse;
      case 'undefined':
        return this.ofUndefined;
      default:
        return value === null ? this.ofNull : UNKNOWN;
    }
  }

  /** @param {string} value */
  #ofText(value) {
    const { known, texts } = this;
    if (known !== null) return known.get(value) ?? this.otherText;
    for (let index = 0; index < texts.length; index++) if (texts[index] === value) return this.textClasses[index];
    return this.otherText;
  }

  /** @param {number} value */
  #ofNumber(value) {
    const { limits, numberClasses } = this;
    if (numberClasses.length === 0 || value !== value) return UNKNOWN;
    let below = 0;
    while (below < limits.length && limits[below] < value) below += 1;
    return numberClasses[limits[below] === value ? 2 * below + 1 : 2 * below];
  }
}

/** What is left of a feature. */
class Rest {
  /**
   * @param {number} part
   * @param {number} place
   * @param {Slot[]} slots
   */
  constructor(part, place, slots) {
    this.part = part;
    this.place = place;
    this.slots = slots;
    this.last = new LastAnswer();
  }
}

/** How far one feature is decided, as far as its evaluations have told. */
class Settled {
  /**
   * @param {FeatureView} feature
   * @param {ValueClasses[]} classes
   */
  constructor(feature, classes) {
    this.feature = feature;
    this.classes = classes;
    /** The positions of the attributes, a bit for each. */
    this.positions = classes.reduce((bits, { position }) => bits | (1 << position), 0);
    /** By the classes of the values, the last attribute's next to each other. @type {number[]} */
    this.known = new Array(classes.reduce((count, { count: more }) => count * more, 1)).fill(UNKNOWN);
    /** @type {Rest[]} */
    this.rests = [];
  }

  get words() {
    return this.classes.reduce((words, classes) => words + classes.words, WORDS_PER_FEATURE + this.known.length);
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
    return known === UNKNOWN ? (this.known[place] = this.#settle(subject)) : known;
  }

  /** @param {number} found What `find` found. */
  restOf(found) {
    return this.rests[FIRST_REST - found];
  }

  /** @param {Subject} subject */
  #settle(subject) {
    const { index, slots, view } = this.feature;
    const settled = view.native.settle(index, this.positions, ...readAll(subject, slots));
    if (settled === null) return UNKNOWN;
    return settled >= 0 ? settled : FIRST_REST - this.#rest(-1 - settled);
  }

  /** @param {number} part */
  #rest(part) {
    const known = this.rests.findIndex((rest) => rest.part === part);
    if (known >= 0) return known;
    const { slots, view } = this.feature;
    const { native } = view;
    this.rests.push(new Rest(part, native.base + part, native.restSlots(part).map((position) => slots[position])));
    return this.rests.length - 1;
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
    const classes = feature.view.native.valueClasses(feature.index).map((description) => new ValueClasses(feature.slots, description));
    if (classes.length === 0) return null;
    const settled = new Settled(feature, classes);
    this.#wordsLeft -= settled.words;
    return this.#wordsLeft < 0 ? null : settled;
  }
}

exports.Rest = Rest;
exports.Settled = Settled;
exports.SettledFeatures = SettledFeatures;
exports.UNKNOWN = UNKNOWN;
