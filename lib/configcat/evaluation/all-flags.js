'use strict';

const { slotsFor } = require('./attributes.js');

/** All flags of a config: the attributes that they read between them, and the values that they can have. */
class AllFlags {
  #view;
  #indices;
  /** @type {Uint32Array | null} */
  #codes = null;

  /** @param {import('./view.js').SnapshotView} view */
  constructor(view) {
    const { native } = view;
    this.#view = view;
    this.slots = slotsFor(native.attributes());
    this.keys = view.keys;
    this.#indices = new Map(this.slots.map(({ name }, index) => [name, index]));
    /** The index, in the values, of each flag's first outcome. */
    this.starts = new Uint32Array(native.size);
    /** The values of all outcomes, flag after flag. @type {any[]} */
    this.values = native.outcomes(this.starts);
    for (const key of view.overrideValues?.keys() ?? []) {
      const flag = view.flag(key);
      if (flag?.isOverrideValue) this.values[this.starts[flag.index] + flag.constant] = flag.values[flag.constant];
    }
  }

  get size() {
    return this.starts.length;
  }

  /**
   * @param {number} index
   * @returns {import('./view.js').FlagView}
   */
  flag(index) {
    return /** @type {any} */ (this.#view.flag(this.keys[index]));
  }

  /** An array for one result per flag. To be given back after use, so that not every call makes one. */
  takeCodes() {
    const codes = this.#codes ?? new Uint32Array(this.size);
    this.#codes = null;
    return codes;
  }

  /** @param {Uint32Array} codes */
  giveBack(codes) {
    this.#codes = codes;
  }

  /**
   * The values of one flag's attributes.
   *
   * @param {any[]} values The values of all attributes.
   * @param {readonly { name: string }[]} slots Of the flag.
   */
  pick(values, slots) {
    return slots.map(({ name }) => values[/** @type {number} */ (this.#indices.get(name))]);
  }
}

exports.AllFlags = AllFlags;
