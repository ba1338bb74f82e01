'use strict';

const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

/** Gives the function that collects all garbage of the calling thread. @returns {() => void} */
function garbageCollector() {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

module.exports = { garbageCollector };
