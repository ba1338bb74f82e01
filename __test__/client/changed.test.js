'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { EMPTY_ENTRY, Entry, isOtherConfig } = require('../../lib/configcat/config/entry.js');

const entry = (etag, json) => new Entry(null, 1, etag, false, { native: { json: () => json } });

test('the first config is a change, whatever its ETag', () => {
  assert.equal(isOtherConfig(EMPTY_ENTRY, entry('"a"', '{}')), true);
  assert.equal(isOtherConfig(EMPTY_ENTRY, entry(undefined, '{}')), true);
});

test('ETags tell whether a config is another one; a weak ETag counts as the strong one', () => {
  assert.equal(isOtherConfig(entry('"a"', '1'), entry('"b"', '1')), true);
  assert.equal(isOtherConfig(entry('"a"', '1'), entry('"a"', '2')), false);
  assert.equal(isOtherConfig(entry('W/"a"', '1'), entry('"a"', '2')), false);
  assert.equal(isOtherConfig(entry('"a"', '1'), entry('w/"a"', '2')), false);
  assert.equal(isOtherConfig(entry('W/"a"', '1'), entry('W/"b"', '1')), true);
});

test('without ETags the text tells', () => {
  assert.equal(isOtherConfig(entry(undefined, '1'), entry(undefined, '1')), false);
  assert.equal(isOtherConfig(entry(undefined, '1'), entry('"a"', '2')), true);
});
