'use strict';

// What cannot be beaten, timed beside the operations.

const { FLOORS_ADDON } = require('../operations/floors.js');
const { loadFresh } = require('../support/index.js');
const { ATTRIBUTES_OF } = require('./features.js');

const LOOPS = require.resolve('./floor-loops.js');

const LOOK_UP = 'look-up in a Map';
const emptyCall = (count) => `empty native call, three numbers and ${count} ${count === 1 ? 'text' : 'texts'}`;

/** The features that a request asks for. */
const OF_REQUEST = ['defaultValue', 'force', 'experiment', 'threeRules', 'tenMissed'];

/** @returns {import('../support/timing.js').Task} all of them, as contestants of one task */
function floorTask() {
  const { empty } = require(FLOORS_ADDON).floors();
  const contestants = [{ name: LOOK_UP, run: loadFresh(LOOPS).lookUp() }];
  for (const attributes of Object.values(ATTRIBUTES_OF)) {
    const name = emptyCall(attributes.length);
    if (attributes.length === 0 || contestants.some((known) => known.name === name)) continue;
    contestants.push({ name, run: loadFresh(LOOPS).nativeCall(empty, attributes) });
  }
  return { name: 'floors', contestants };
}

/**
 * What an operation costs at the very least.
 *
 * @param {Map<string, import('../support/stats.js').Figure>} times of `floorTask`
 * @param {import('./list.js').Operation} operation
 */
function floorOf(times, { feature }) {
  const nameOf = (asked) => (ATTRIBUTES_OF[asked].length === 0 ? LOOK_UP : emptyCall(ATTRIBUTES_OF[asked].length));
  const medianOf = (asked) => times.get(nameOf(asked))?.median ?? 0;
  if (feature !== '') return { name: nameOf(feature), median: medianOf(feature) };
  return { name: 'those of its evaluations', median: OF_REQUEST.reduce((sum, asked) => sum + medianOf(asked), 0) };
}

module.exports = { floorOf, floorTask };
