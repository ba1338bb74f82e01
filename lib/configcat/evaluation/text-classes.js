'use strict';

// Outcomes by what a flag asks of its texts.
//
// Many flags ask nothing but whether a text equals, contains, starts or ends with some others. Then the texts of an attribute fall into
// a few classes, and users whose texts are of the same classes get the same outcome, whoever they are: one evaluation per combination
// of classes will do. There are as many combinations as the config's questions make, not as there are users.

/** Kinds of questions, as `textTests` numbers them. Another number: does it end with this? */
const EQUALS = 0;
const CONTAINS = 1;
const STARTS_WITH = 2;

/** No outcome is known. */
const UNKNOWN = -1;

/** The classes of one attribute's texts. */
class TextClasses {
  /** @param {any[]} tests Pairs: the kind of a question, and its text. */
  constructor(tests) {
    /** The texts that are asked for as a whole: each is a class. @type {Map<string, number>} */
    this.whole = new Map();
    /** @type {number[]} */
    this.kinds = [];
    /** @type {string[]} */
    this.parts = [];
    for (let index = 0; index < tests.length; index += 2) {
      if (tests[index] === EQUALS) {
        this.whole.set(tests[index + 1], this.whole.size);
      } else {
        this.kinds.push(tests[index]);
        this.parts.push(tests[index + 1]);
      }
    }
    this.count = this.whole.size + 2 ** this.parts.length;
  }

  /**
   * The class of a text. Negative for what is none, and for the empty one, which counts as missing.
   *
   * @param {any} text
   * @returns {number}
   */
  of(text) {
    if (typeof text !== 'string' || text === '') return UNKNOWN;
    const { whole, kinds, parts } = this;
    if (whole.size > 0) {
      const found = whole.get(text);
      if (found !== undefined) return found;
    }
    let answers = 0;
    for (let index = 0; index < parts.length; index++) {
      if (asks(text, kinds[index], parts[index])) answers |= 1 << index;
    }
    return whole.size + answers;
  }
}

/**
 * @param {string} text
 * @param {number} kind
 * @param {string} part
 */
function asks(text, kind, part) {
  if (kind === CONTAINS) return text.includes(part);
  return kind === STARTS_WITH ? text.startsWith(part) : text.endsWith(part);
}

/** How many words of memory the remembered outcomes of one config may take, about: half a megabyte. */
const WORDS = 65_536;

/** A flag that has them, beside the outcomes themselves. */
const WORDS_PER_FLAG = 24;

/** A text that is asked for, beside its characters. */
const WORDS_PER_TEXT = 8;
const CHARACTERS_PER_WORD = 8;

/** @param {any[]} tests */
function wordsOf(tests) {
  return tests.reduce((words, item) => words + (typeof item === 'string' ? WORDS_PER_TEXT + item.length / CHARACTERS_PER_WORD : 0), 0);
}

/** What is remembered of a config's flags. Flags that ask the same, as those with one segment do, share the classes. */
class TextMemory {
  /** @type {Map<string, TextClasses>} */
  #classes = new Map();
  #wordsLeft = WORDS;

  /**
   * A place for the outcomes of one flag; null where too much is remembered already.
   *
   * @param {any[][]} tests Those of each attribute in the flag's plan.
   */
  outcomesFor(tests) {
    const keys = tests.map((list) => JSON.stringify(list));
    const known = keys.map((key) => this.#classes.get(key));
    const classes = tests.map((list, index) => known[index] ?? new TextClasses(list));
    const made = new OutcomesByText(classes);
    const words = tests.reduce((sum, list, index) => (known[index] === undefined ? sum + wordsOf(list) : sum), 0);
    this.#wordsLeft -= WORDS_PER_FLAG + made.outcomes.length + words;
    if (this.#wordsLeft < 0) return null;
    keys.forEach((key, index) => this.#classes.set(key, classes[index]));
    return made;
  }
}

/** The outcomes of one flag, as far as its evaluations have told them. */
class OutcomesByText {
  /** @param {TextClasses[]} classes Those of each attribute in the flag's plan. */
  constructor(classes) {
    this.classes = classes;
    /** By the classes of the texts, the last attribute's next to each other. @type {number[]} */
    this.outcomes = new Array(classes.reduce((count, { count: more }) => count * more, 1)).fill(UNKNOWN);
  }

  /**
   * The outcome for a text, or a negative number.
   *
   * @param {any} text
   */
  ofOne(text) {
    const place = this.classes[0].of(text);
    return place < 0 ? UNKNOWN : this.outcomes[place];
  }

  /**
   * @param {any} first
   * @param {any} second
   */
  ofTwo(first, second) {
    const [a, b] = this.classes;
    const row = a.of(first);
    if (row < 0) return UNKNOWN;
    const column = b.of(second);
    return column < 0 ? UNKNOWN : this.outcomes[row * b.count + column];
  }

  /** @param {readonly any[]} texts */
  of(texts) {
    const place = this.#placeOf(texts);
    return place < 0 ? UNKNOWN : this.outcomes[place];
  }

  /**
   * Keeps what an evaluation told: an outcome without warnings.
   *
   * @param {readonly any[]} texts
   * @param {number} outcome
   */
  keep(texts, outcome) {
    const place = this.#placeOf(texts);
    if (place >= 0) this.outcomes[place] = outcome;
  }

  /** @param {readonly any[]} texts */
  #placeOf(texts) {
    let place = 0;
    for (let index = 0; index < this.classes.length; index++) {
      const classes = this.classes[index];
      const found = classes.of(texts[index]);
      if (found < 0) return UNKNOWN;
      place = place * classes.count + found;
    }
    return place;
  }
}

exports.OutcomesByText = OutcomesByText;
exports.TextMemory = TextMemory;
