'use strict';

// What cannot be beaten, timed beside the operations.

const { FLOORS_ADDON } = require('../operations/floors.js');
const { loadFresh } = require('../support/index.js');

const LOOPS = require.resolve('./floor-loops.js');

const NEW_USER = 'making a user';
const emptyCall = (count) => `empty native call, two numbers and ${count} ${count === 1 ? 'text' : 'texts'}`;

/** @param {import('./list.js').Operation[]} operations @returns {import('../support/timing.js').Task} all of them, as contestants of one task */
function floorTask(operations) {
  const { empty } = require(FLOORS_ADDON).floors();
  const contestants = [{ name: NEW_USER, run: loadFresh(LOOPS).newUser() }];
  for (const count of new Set(operations.map(({ attributes }) => attributes))) {
    if (count > 0) contestants.push({ name: emptyCall(count), run: loadFresh(LOOPS).nativeCall(empty, count) });
  }
  return { name: 'floors', contestants };
}

/**
 * What an operation costs at the very least: making the user, and one native call if it needs to know anything of the user.
 *
 * @param {Map<string, import('../support/stats.js').Figure>} times of `floorTask`
 * @param {import('./list.js').Operation} operation
 */
function floorOf(times, { attributes }) {
  const names = attributes === 0 ? [NEW_USER] : [NEW_USER, emptyCall(attributes)];
  return { name: names.join(' + '), median: names.reduce((sum, name) => sum + (times.get(name)?.median ?? 0), 0) };
}

module.exports = { floorOf, floorTask };
