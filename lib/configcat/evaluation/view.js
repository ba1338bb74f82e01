'use strict';

const { AllFlags } = require('./all-flags.js');
const { slotsFor } = require('./attributes.js');
const { TextMemory } = require('./text-classes.js');
const { lazyConfig } = require('../config/config-json.js');

/** The `typeof` that fits each setting type: Boolean, String, Int, Double. */
const VALUE_TYPES = ['boolean', 'string', 'number', 'number'];

const OVERRIDE_VALUE = -1;

/** So many flags of a snapshot have a place. Those beyond are explained each time: right, but slow. */
const PLACES = 2 ** 21;
const NO_PLACE = -1;

/** A flag that was evaluated so often is worth remembering outcomes for. */
const OFTEN = 16;

/** What JavaScript keeps of one flag: which attributes it reads, and every value it can have. */
class FlagView {
  /**
   * @param {number} index
   * @param {number} place What the evaluator knows it as.
   * @param {[string, number, number, string[], any[]]} description
   * @param {ReturnType<typeof slotsFor>} slots One for each attribute.
   */
  constructor(index, place, [key, type, constant, , values], slots) {
    this.key = key;
    this.index = index;
    this.place = place;
    this.type = type;
    /** The only outcome this flag can have, or -1. */
    this.constant = constant;
    this.slots = slots;
    this.values = values;
    /** Where each outcome stands in the config; see `placesOf`. @type {Places | null} */
    this.places = null;
    /** The `typeof` a default value must have; undefined leaves the check to the engine. */
    this.valueType = type === OVERRIDE_VALUE ? typeof values[constant] : VALUE_TYPES[type];
    /** The explanation of an evaluation without a user: it is always the same. @type {any} */
    this.withoutUser = null;
    /** What is known of a flag that goes by texts only, once it is used often. @type {import('./text-classes.js').OutcomesByText | null} */
    this.byText = null;
    /** Whether it goes by texts only, as far as one knows. */
    this.mayGoByText = true;
    this.evaluations = 0;
  }

  /** A downloaded setting may claim to be of the same type, but has no value then. */
  get isOverrideValue() {
    return this.type === OVERRIDE_VALUE && this.constant >= 0;
  }
}

/**
 * The variation id, the rule and the percentage option of each outcome of a flag. Many flags are never asked for them.
 *
 * @typedef {[variationIds: (string | undefined)[], rules: number[], options: number[]]} Places
 */

/** A compiled config as JavaScript sees it; what is known of each flag is fetched when the flag is first used. */
class SnapshotView {
  /**
   * @param {any} native
   * @param {((key: string) => any) | null} [findNode] Finds the JSON of a flag, where `native` has no JSON of its own.
   * @param {Map<string, any> | null} [overrideValues] Values of overridden flags that native code has only as text.
   * @param {SnapshotView | null} [source] The one that has the JSON which `findNode` finds.
   */
  constructor(native, findNode = null, overrideValues = null, source = null) {
    this.native = native;
    this.source = source;
    /** Somebody may use it for as long as they like. */
    this.isHandedOut = false;
    this.findNode = findNode;
    this.overrideValues = overrideValues;
    /** @type {Map<string, FlagView>} */
    this.flags = new Map();
    /** Most flags read the same few attributes. @type {Map<string, ReturnType<typeof slotsFor>>} */
    this.slotLists = new Map();
    /** @type {TextMemory | null} */
    this.textMemory = null;
    /** @type {string[] | null} */
    this.keyList = null;
    /** @type {AllFlags | null} */
    this.all = null;
    /** @type {any} */
    this.lazy = null;
  }

  /**
   * @param {string} key
   * @returns {FlagView | undefined}
   */
  flag(key) {
    return this.flags.get(key) ?? this.#load(key);
  }

  /** @param {string} key */
  #load(key) {
    const index = this.native.find(key);
    if (index < 0) return undefined;
    return this.#keep(index, this.native.describe(index));
  }

  /** @param {number} index */
  flagAt(index) {
    const description = this.native.describe(index);
    return this.flags.get(description[0]) ?? this.#keep(index, description);
  }

  /**
   * @param {number} index
   * @param {any} description
   */
  #keep(index, description) {
    const flag = new FlagView(index, this.#placeOf(index), description, this.#slotsFor(description[3]));
    if (flag.isOverrideValue && this.overrideValues?.has(flag.key)) {
      flag.values[flag.constant] = this.overrideValues.get(flag.key);
    }
    this.flags.set(flag.key, flag);
    return flag;
  }

  /**
   * The name of a flag for the evaluator. `native` has to live as long as it is used.
   *
   * @param {number} index
   */
  #placeOf(index) {
    return index < PLACES ? this.native.base + index : NO_PLACE;
  }

  /** @param {string[]} attributes */
  #slotsFor(attributes) {
    const key = JSON.stringify(attributes);
    const known = this.slotLists.get(key);
    if (known !== undefined) return known;
    const slots = slotsFor(attributes);
    this.slotLists.set(key, slots);
    return slots;
  }

  /**
   * @param {FlagView} flag
   * @returns {Places}
   */
  placesOf(flag) {
    return (flag.places ??= this.native.places(flag.index));
  }

  /**
   * Remembers the outcome that an evaluation chose, so that texts of the same kind need none.
   *
   * @param {FlagView} flag
   * @param {readonly any[]} values Of the attributes.
   * @param {number} outcome
   */
  learn(flag, values, outcome) {
    if (flag.byText === null) {
      if (++flag.evaluations < OFTEN) return;
      const tests = this.native.textTests(flag.index);
      this.textMemory ??= new TextMemory();
      flag.byText = tests === null ? null : this.textMemory.outcomesFor(tests);
      flag.mayGoByText = flag.byText !== null;
      if (flag.byText === null) return;
    }
    flag.byText.keep(values, outcome);
  }

  /** The keys of all flags in the order of the config. Not to be handed out: it is the list itself. */
  get keys() {
    return (this.keyList ??= this.native.keys());
  }

  /** What it takes to evaluate all flags at once. */
  get allFlags() {
    return (this.all ??= new AllFlags(this));
  }

  /** The config object that users get; parsed when they first look into it. It keeps the text, not what was compiled from it. */
  get config() {
    return (this.lazy ??= lazyConfig(this.native.textReader()));
  }

  /** From now on `node` works for as long as somebody wants to ask it. */
  keepNodes() {
    const owner = this.findNode === null ? this : this.source;
    return owner?.config;
  }

  /**
   * The JSON of one flag, or undefined.
   *
   * @param {string} key
   */
  node(key) {
    if (this.findNode !== null) return this.findNode(key);
    const settings = this.config.f;
    return settings && Object.hasOwn(settings, key) ? settings[key] : undefined;
  }
}

/** A config without flags, for when overrides cannot be had. */
const NO_FLAGS = new SnapshotView({
  handle: null,
  base: -1,
  size: 0,
  attributes: () => [],
  outcomes: () => [],
  evaluateAll: () => 0,
  find: () => -1,
  keys: () => [],
  findVariation: () => null,
  json: () => null,
  textReader: () => () => null,
});

exports.SnapshotView = SnapshotView;
exports.FlagView = FlagView;
exports.NO_FLAGS = NO_FLAGS;
