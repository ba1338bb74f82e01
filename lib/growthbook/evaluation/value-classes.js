'use strict';

/** @typedef {import('./attributes.js').Slot} Slot */

/** Nothing is known of a value. */
const UNKNOWN = -1;

/** Words of memory, about: of an attribute, and of a value or a limit beside its characters. */
const WORDS_PER_ATTRIBUTE = 24;
const WORDS_PER_VALUE = 8;
const WORDS_PER_LIMIT = 3;
const CHARACTERS_PER_WORD = 8;

/** Up to so many texts, a look at each is faster than hashing. */
const SCANNED = 6;

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

exports.CHARACTERS_PER_WORD = CHARACTERS_PER_WORD;
exports.ValueClasses = ValueClasses;
exports.UNKNOWN = UNKNOWN;
