'use strict';

const assert = require('node:assert');
const { test } = require('node:test');

const { Few } = require('../../../lib/growthbook/tracking/few');

test('a map of a few texts is like any map, however many there are', () => {
  const few = new Few();
  const map = new Map();
  const compare = () => assert.deepStrictEqual(Array.from(few.entries(), ({ key, value }) => [key, value]), [...map]);
  compare();
  for (let index = 0; index < 40; index += 1) {
    const key = `key ${(index * 7) % 20}`;
    assert.strictEqual(few.has(key), map.has(key));
    assert.strictEqual(few.get(key), map.get(key));
    few.set(key, index);
    map.set(key, index);
    compare();
  }
  assert.strictEqual(few.get('another'), undefined);
  assert.strictEqual(few.has('another'), false);
});
