'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { LazyBackoff } = require('../../lib/configcat/service/lazy-backoff.js');

const HOUR_MS = 3_600_000;

/** Clocks that stand still until they are told to move. Both begin at an hour. */
function stopClocks(t) {
  const clocks = { wall: HOUR_MS, monotonic: HOUR_MS };
  t.mock.method(Date, 'now', () => clocks.wall);
  t.mock.method(performance, 'now', () => clocks.monotonic);
  return clocks;
}

const entryFrom = (timestamp) => /** @type {any} */ ({ timestamp });
const OLD = entryFrom(0);

/** Fails again and again. @returns {number[]} How long each rest was, in milliseconds. */
function restsOf(backoff, clocks, count) {
  const rests = [];
  for (let failure = 0; failure < count; failure++) {
    backoff.failed(OLD);
    const begin = clocks.monotonic;
    while (backoff.isResting(OLD)) clocks.monotonic += 10;
    rests.push(clocks.monotonic - begin);
  }
  return rests;
}

test('rests double, and are never longer than a time to live', (t) => {
  const clocks = stopClocks(t);
  t.mock.method(Math, 'random', () => 0);
  assert.deepEqual(restsOf(new LazyBackoff(10_000), clocks, 6), [1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert.deepEqual(restsOf(new LazyBackoff(500), clocks, 2), [500, 500]);
});

test('chance adds a tenth at most', (t) => {
  const clocks = stopClocks(t);
  t.mock.method(Math, 'random', () => 1);
  assert.deepEqual(restsOf(new LazyBackoff(10_000), clocks, 5), [1100, 2200, 4400, 8800, 10_000]);
});

test('however long the time to live and the outage, no rest is longer than ten minutes', (t) => {
  const clocks = stopClocks(t);
  const rests = restsOf(new LazyBackoff(2147483647000), clocks, 40);
  assert.equal(Math.max(...rests), 600_000);
  assert.equal(rests.at(-1), 600_000);
});

test('a failure during a rest changes nothing', (t) => {
  const clocks = stopClocks(t);
  t.mock.method(Math, 'random', () => 0);
  const backoff = new LazyBackoff(60_000);
  backoff.failed(OLD);
  for (let call = 0; call < 10; call++) {
    clocks.monotonic += 50;
    backoff.failed(OLD);
  }
  clocks.monotonic += 500;
  assert.equal(backoff.isResting(OLD), false);
  backoff.failed(OLD);
  clocks.monotonic += 2000;
  assert.equal(backoff.isResting(OLD), false);
});

test('a success, or an entry that somebody else renewed, ends an outage', (t) => {
  const clocks = stopClocks(t);
  t.mock.method(Math, 'random', () => 0);
  const backoff = new LazyBackoff(60_000);
  assert.deepEqual(restsOf(backoff, clocks, 3), [1000, 2000, 4000]);
  const renewed = entryFrom(HOUR_MS + 1);
  assert.equal(backoff.isOutage(OLD), true);
  assert.equal(backoff.isOutage(renewed), false);
  backoff.failed(renewed);
  assert.deepEqual(restsOf(backoff, clocks, 1), [1000]);
  backoff.end();
  assert.equal(backoff.isOutage(OLD), false);
  assert.deepEqual(restsOf(backoff, clocks, 2), [1000, 2000]);
});

test('jumps of the wall clock neither shorten nor prolong a rest', (t) => {
  const clocks = stopClocks(t);
  for (const jump of [-HOUR_MS, 1000 * HOUR_MS]) {
    const backoff = new LazyBackoff(60_000);
    backoff.failed(OLD);
    clocks.wall += jump;
    assert.equal(backoff.isResting(OLD), true);
    clocks.monotonic += 1101;
    assert.equal(backoff.isResting(OLD), false);
  }
});
