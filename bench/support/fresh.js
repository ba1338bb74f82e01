'use strict';

/**
 * Loads a module once more. What V8 learns about the types in a function belongs to that one load, so each contestant
 * gets a loop of its own: as in a real program, where a call site sees one package.
 *
 * @param {string} file absolute
 */
function loadFresh(file) {
  delete require.cache[file];
  return require(file);
}

module.exports = { loadFresh };
