'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { Lookups } = require('../../../lib/statsig/lookups');
const { readLines, skip } = require('../support/data');

const CHROME = 'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.66 Mobile Safari/537.36';

test('what 11,277 user agents say', { skip }, () => {
  const rows = readLines('oracle/ua_legacy.jsonl');
  assert.equal(rows.length, 11_277);
  const lookups = new Lookups({ countries: false });
  for (const [text, ...expected] of rows) {
    const found = lookups.userAgent(text);
    const parts = found && [found.os_name, found.os_version, found.browser_name, found.browser_version];
    assert.deepEqual(parts ?? [null, null, null, null], expected, text);
  }
});

test('what is no text, or too long, says nothing', () => {
  const lookups = new Lookups({ countries: false });
  for (const value of [undefined, null, 5, {}, [CHROME], CHROME.padEnd(1_001)]) assert.equal(lookups.userAgent(value), null);
  assert.equal(lookups.userAgent(CHROME.padEnd(1_000)).browser_name, 'Chrome Mobile');
});

test('a text that says nothing has nothing of everything', () => {
  const nothing = { os_name: null, os_version: null, browser_name: null, browser_version: null };
  for (const text of ['', 'x', '\ud800', '💩']) assert.deepEqual({ ...new Lookups({ countries: false }).userAgent(text) }, nothing);
});

test('answers are shared, and cannot be changed', () => {
  const lookups = new Lookups({ countries: false });
  const found = lookups.userAgent(CHROME);
  assert.equal(lookups.userAgent(`${CHROME}`), found);
  assert.ok(Object.isFrozen(found));
});
