'use strict';

const { setImmediate } = require('node:timers');

/** More than one: there are promise libraries that take a turn of the event loop for each step. */
const TURNS = 2;

/**
 * Lets go of what was replaced, some turns of the event loop later. Evaluations that have it at hand are over by then: from the look at
 * the latest entry to the answer they go through promises that are kept already, and wait for nothing else.
 *
 * @param {() => void} release
 * @param {number} [turns]
 */
function retire(release, turns = TURNS) {
  setImmediate(() => {
    if (turns > 1) retire(release, turns - 1);
    else release();
  });
}

/**
 * Lets go of a view that another one replaced, unless somebody got hold of it: then the garbage collector decides.
 *
 * @param {import('../evaluation/view.js').SnapshotView} view
 */
function retireView(view) {
  retire(() => {
    if (!view.isHandedOut) view.native.release();
  });
}

exports.retire = retire;
exports.retireView = retireView;
