'use strict';

const assert = require('node:assert/strict');
const process = require('node:process');
const { beforeEach, test } = require('node:test');
const { Hold } = require('../../lib/node/hold.js');

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const silence = () => new Promise(() => {});

/** Timers that are not of holds, such as those of the runner. */
let others = 0;

beforeEach(() => {
  others = timers();
});

test('the process is held until the last reason is gone', () => {
  const [first, second] = [new Hold({}), new Hold({})];
  first.acquire();
  first.acquire();
  second.acquire();
  assert.equal(timers(), others + 1);
  first.release();
  second.release();
  assert.equal(timers(), others + 1);
  first.release();
  assert.equal(timers(), others);
  first.release();
  first.acquire();
  assert.equal(timers(), others + 1, 'one release too many is no debt');
  first.close();
});

test('a promise holds until it is settled, and comes as it is', async () => {
  const hold = new Hold({});
  const rejected = Promise.reject(new Error('no'));
  assert.equal(hold.during(rejected), rejected);
  assert.equal(timers(), others + 1);
  await assert.rejects(rejected, /no/);
  assert.equal(timers(), others);
});

test('once closed, nothing holds: neither what is pending nor what is asked later', () => {
  const hold = new Hold({});
  hold.during(silence());
  hold.close();
  assert.equal(timers(), others);
  hold.during(silence());
  hold.acquire();
  assert.equal(timers(), others);
});
