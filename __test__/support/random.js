'use strict';

const { randomInt } = require('node:crypto');

/** A reproducible source of randomness (mulberry32): the same seed gives the same sequence on every machine. */
class Random {
  /** @param {number} seed an unsigned 32-bit integer */
  constructor(seed) {
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, count). */
  below(count) {
    return Math.floor(this.next() * count);
  }

  /** An integer in [min, max]. */
  between(min, max) {
    return min + this.below(max - min + 1);
  }

  chance(probability) {
    return this.next() < probability;
  }

  /**
   * @template T
   * @param {readonly T[]} items
   * @returns {T}
   */
  pick(items) {
    return items[this.below(items.length)];
  }

  /**
   * Calls one of the functions, each as often as its weight says.
   *
   * @template T
   * @param {[weight: number, make: () => T][]} choices
   * @returns {T}
   */
  choose(choices) {
    let rest = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) {
      rest -= weight;
      if (rest < 0) {
        return make();
      }
    }
    return choices[choices.length - 1][1]();
  }

  /**
   * @template T
   * @param {number} count
   * @param {(index: number) => T} make
   * @returns {T[]}
   */
  times(count, make) {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /**
   * @template T
   * @param {readonly T[]} items
   * @returns {T[]} a shuffled copy
   */
  shuffle(items) {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }
}

/**
 * The seed of this run: the one in the environment variable VEXIL_SEED, or else `usual`, or a new one. Tests print it.
 *
 * @param {number} [usual]
 */
function runSeed(usual) {
  const given = Number.parseInt(process.env.VEXIL_SEED ?? '', 10);
  return Number.isNaN(given) ? (usual ?? randomInt(2 ** 32)) : given >>> 0;
}

module.exports = { Random, runSeed };
