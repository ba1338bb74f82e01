'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { Recent } = require('../../../lib/growthbook/evaluation/recent.js');

/** Asks for texts, and says which had to be made. */
function asking(recent) {
  const made = [];
  const ask = (...texts) => {
    for (const text of texts) assert.equal(recent.get(text, () => (made.push(text), `of ${text}`)), `of ${text}`);
    return made.splice(0).join();
  };
  return ask;
}

test('the ones used last are kept', () => {
  const ask = asking(new Recent(2, 100));
  assert.equal(ask('a', 'b', 'a'), 'a,b');
  assert.equal(ask('c', 'a'), 'c');
  assert.equal(ask('b'), 'b');
});

test('long texts need room, and one may be longer than all', () => {
  const recent = new Recent(100, 10);
  const ask = asking(recent);
  assert.equal(ask('aaaa', 'bbbb', 'cc', 'aaaa'), 'aaaa,bbbb,cc');
  assert.equal(ask('ddd'), 'ddd');
  assert.equal(ask('cc', 'aaaa'), '');
  assert.equal(recent.size, 3);
  assert.equal(ask('e'.repeat(20), 'e'.repeat(20)), 'e'.repeat(20));
  assert.equal(recent.size, 1);
  assert.equal(ask('f', 'f'), 'f');
  assert.equal(recent.size, 1);
});
