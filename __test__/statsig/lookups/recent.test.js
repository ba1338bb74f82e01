'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const v8 = require('node:v8');
const { Recent } = require('../../../lib/statsig/lookups/recent');

/** A cache, and what it had to find out. */
function counted(most, longest) {
  const recent = new Recent(most, longest);
  const found = [];
  const get = (text) => recent.get(text, (asked) => (found.push(asked), asked === 'nothing' ? null : asked.length));
  return { recent, found, get };
}

test('what is asked for again is not found out again, also if it is nothing', () => {
  const { found, get } = counted(10, 10);
  assert.deepEqual(['a', 'nothing', 'a', 'nothing'].map(get), [1, null, 1, null]);
  assert.deepEqual(found, ['a', 'nothing']);
});

test('there are never more than so many', () => {
  const { recent, get } = counted(10, 10);
  for (let index = 0; index < 1_000; index += 1) {
    get(String(index % 37));
    assert.ok(recent.size <= 10);
  }
  assert.ok(recent.size >= 5);
});

test('what is asked for all the time stays', () => {
  const { found, get } = counted(10, 10);
  for (let index = 0; index < 1_000; index += 1) {
    get('often');
    get(String(index));
  }
  assert.equal(found.filter((text) => text === 'often').length, 1);
});

test('a text that is too long is answered, and not kept', () => {
  const { recent, found, get } = counted(10, 3);
  assert.deepEqual(['abc', 'abcd', 'abcd'].map(get), [3, 4, 4]);
  assert.deepEqual(found, ['abc', 'abcd', 'abcd']);
  assert.equal(recent.size, 1);
});

test('a text with half of a surrogate pair is answered', () => {
  const { get } = counted(10, 10);
  assert.deepEqual(['\ud800', '\ud801', '\ud800'].map(get), [1, 1, 1]);
});

test('a text that was cut out of a longer one does not keep that in memory', () => {
  const recent = new Recent(400, 100);
  v8.setFlagsFromString('--expose-gc');
  const gc = /** @type {() => void} */ (require('node:vm').runInNewContext('gc'));
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 200; index += 1) recent.get(`${index} `.repeat(50_000).slice(0, 40), (text) => text.length);
  gc();
  assert.equal(recent.size, 200);
  assert.ok(process.memoryUsage().heapUsed - before < 5e6);
});
