'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');

const ROOT = path.resolve(__dirname, '..', '..', '..');

/** What to require for this package. VEXIL_TEST_SDK=package: as `npm run stage` has written it, in place of the sources. */
const OWN = process.env.VEXIL_TEST_SDK === 'package' ? path.join(ROOT, 'target', 'package', 'growthbook.js') : path.join(ROOT, 'growthbook.js');

const own = process.env.NOOWN ? require('@growthbook/growthbook') : require(OWN);
const official = require('@growthbook/growthbook');

/**
 * Runs `body` with what the official package writes to the console held back; both print what went wrong.
 *
 * @template T
 * @param {() => T | Promise<T>} body
 * @returns {Promise<{ result: T, printed: any[][] }>}
 */
async function quietly(body) {
  const saved = { error: console.error, log: console.log, warn: console.warn };
  /** @type {any[][]} */
  const printed = [];
  for (const name of /** @type {const} */ (['error', 'log', 'warn'])) console[name] = (...args) => void printed.push([name, ...args]);
  try {
    return { result: await body(), printed };
  } finally {
    Object.assign(console, saved);
  }
}

/**
 * A test that this package and the official one both have to pass.
 *
 * @param {string} name
 * @param {(sdk: any) => void | Promise<void>} body
 */
function both(name, body) {
  for (const [label, sdk] of [['vexil', own], ['official', official]]) {
    test(`${name} (${label})`, () => quietly(() => body(sdk)));
  }
}

/**
 * A test that compares what `scenario` returns with either package. It returns a list of what happened, which must not be empty.
 *
 * @param {string} name
 * @param {(sdk: any) => any[] | Promise<any[]>} scenario
 */
function same(name, scenario) {
  test(name, async () => {
    const { result: expected } = await quietly(() => scenario(official));
    const { result: actual } = await quietly(() => scenario(own));
    assert.ok(expected.length > 0, 'nothing happened');
    assert.deepEqual(plain(actual), plain(expected));
  });
}

/**
 * A copy of what happened in which what is undefined is missing: neither package promises one or the other.
 *
 * @param {any} value
 * @returns {any}
 */
function plain(value) {
  if (typeof value === 'function') return 'a function';
  if (value instanceof Map) return { map: plain([...value]) };
  if (value instanceof Set) return { set: plain([...value]) };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof RegExp) return value;
  if (value instanceof Error) return { error: value.message };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item)]),
  );
}

/** Lets everything happen that waits for a promise only. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

module.exports = { own, official, both, same, quietly, plain, settled };
