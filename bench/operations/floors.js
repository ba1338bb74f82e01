'use strict';

// What cannot be beaten, timed beside the operations.

const path = require('node:path');
const { SALT } = require('../support/configs.js');
const { loadFresh } = require('../support/fresh.js');
const { ATTRIBUTES_OF } = require('./flags.js');

/** Where the build leaves the functions of bench/native. */
const FLOORS_ADDON = path.join(__dirname, '..', '..', 'target', 'bench', 'vexil-bench-native.node');

const LOOPS = require.resolve('./floor-loops.js');

/**
 * @returns {{
 *   empty: (number: number, ...texts: string[]) => number,
 *   reads: (number: number, ...texts: string[]) => number,
 *   sha1: (count: number, ...parts: string[]) => number,
 *   sha256: (count: number, ...parts: string[]) => number,
 * }}
 */
const loadNative = () => require(FLOORS_ADDON).floors();

/** Hashes are repeated inside of one native call, so that the call itself does not count. */
const HASHES = {
  percentage: { name: 'SHA-1 of a percentage option', call: 'sha1', parts: ['percentage'], text: 'identifier' },
  hashed: { name: 'SHA-256 of a hashed rule', call: 'sha256', parts: [SALT, 'hashed'], text: 'email' },
};

const emptyCall = (flag) => `empty native call, arguments of ${flag}`;
const readingCall = (flag) => `reading native call, arguments of ${flag}`;
const AWAIT = 'await of a resolved promise';
const LOOK_UP = 'look-up in a Map';
const listOf = (length) => `making a list of ${length} pairs`;

/** @returns {import('../support/timing.js').Task} all of them, as contestants of one task */
function floorTask() {
  const native = loadNative();
  const contestants = [
    { name: AWAIT, run: loadFresh(LOOPS).awaited() },
    { name: LOOK_UP, run: loadFresh(LOOPS).lookUp() },
    { name: listOf(200), run: loadFresh(LOOPS).listOf(200) },
    { name: listOf(10_000), run: loadFresh(LOOPS).listOf(10_000) },
  ];
  for (const [flag, attributes] of Object.entries(ATTRIBUTES_OF)) {
    if (attributes.length === 0) continue;
    contestants.push({ name: emptyCall(flag), run: loadFresh(LOOPS).nativeCall(native.empty, attributes) });
    contestants.push({ name: readingCall(flag), run: loadFresh(LOOPS).nativeCall(native.reads, attributes) });
  }
  for (const { name, call, parts, text } of Object.values(HASHES)) {
    const [sample] = loadFresh(LOOPS).TEXTS[text];
    // The engine hashes the attribute before the salts, and the flag's key before the attribute.
    const input = call === 'sha1' ? [...parts, sample] : [sample, ...parts];
    contestants.push({ name, run: (count) => native[call](count, ...input) });
  }
  return { name: 'floors', contestants };
}

/** The floors that were measured. */
class Floors {
  #medians;

  /** @param {Map<string, import('../support/stats.js').Figure>} times */
  constructor(times) {
    this.#medians = new Map([...times].map(([name, { median }]) => [name, median]));
  }

  /** @returns {[name: string, median: number][]} */
  get all() {
    return [...this.#medians];
  }

  /**
   * The sum of some floors.
   *
   * @param {string} name
   * @param {...string} parts
   */
  sum(name, ...parts) {
    return { name, median: parts.reduce((sum, part) => sum + /** @type {number} */ (this.#medians.get(part)), 0) };
  }

  /**
   * What an operation costs at the very least.
   *
   * @param {import('./list.js').Operation} operation
   */
  ofOperation({ subject, flag }) {
    const isAsync = subject !== 'snapshot';
    if (subject === 'client200') return this.sum('await + making the list', AWAIT, listOf(200));
    if (subject === 'client10000') return this.sum('await + making the list', AWAIT, listOf(10_000));
    if (ATTRIBUTES_OF[flag].length === 0) return this.sum(isAsync ? AWAIT : LOOK_UP, isAsync ? AWAIT : LOOK_UP);
    if (isAsync) return this.sum('await + empty native call', AWAIT, emptyCall(flag));
    return this.sum('empty native call', emptyCall(flag));
  }

  /**
   * A native call that reads the same arguments, and the hash alone where there is one.
   *
   * @param {string} flag
   */
  ofRule(flag) {
    const hash = HASHES[flag]?.name;
    if (hash === undefined) return this.sum('native call that reads the same', readingCall(flag));
    return this.sum('native call that reads the same + hash alone', readingCall(flag), hash);
  }
}

exports.FLOORS_ADDON = FLOORS_ADDON;
exports.Floors = Floors;
exports.floorTask = floorTask;
