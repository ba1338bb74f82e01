'use strict';

const { FAULTS, good } = require('./faults.js');

const NAMES = Object.keys(FAULTS);

/** Each kind of fault meets so many of the requests. */
const SHARE = 0.05;

/** What is no fault. */
const GOOD = 'good';

/**
 * What the server does on the next requests. The last answer is a good one, which the server repeats until it gets another script.
 *
 * @param {{ count: number, firstVersion: number, url: string, random: { next(): number, pick<T>(items: T[]): T } }} options
 */
function writeScript({ count, firstVersion, url, random }) {
  const kinds = [];
  const steps = [];
  for (let at = 0; at < count; at++) {
    const version = firstVersion + at;
    const name = at < count - 1 ? NAMES[Math.floor(random.next() / SHARE)] : undefined;
    kinds.push(name ?? GOOD);
    steps.push(name === undefined ? good(version) : random.pick(FAULTS[name])(version, url));
  }
  return { kinds, steps, lastVersion: firstVersion + count - 1 };
}

module.exports = { GOOD, NAMES, writeScript };
