'use strict';

const assert = require('node:assert/strict');

const WIDTH = 400;

/**
 * Fails if two observations differ, and shows the place where they begin to: whole ones can be very long.
 *
 * @param {string} ours
 * @param {string} theirs
 * @param {string} [place] what was observed
 */
function assertSame(ours, theirs, place = '') {
  if (ours === theirs) {
    return;
  }
  let at = 0;
  while (ours[at] === theirs[at]) {
    at += 1;
  }
  const start = Math.max(theirs.lastIndexOf('\n', at), at - WIDTH / 2, 0);
  const excerpt = (text) => text.slice(start, start + WIDTH);
  assert.fail(`${place}\n--- official\n${excerpt(theirs)}\n--- this package\n${excerpt(ours)}`);
}

module.exports = { assertSame };
