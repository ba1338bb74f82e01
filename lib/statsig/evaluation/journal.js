'use strict';

const binding = require('../../../binding.js');

// Native code writes into one array what an evaluation yields beyond its outcome. It is copied before anything else is evaluated.

/** Set in the result of an evaluation that has something to say. Only what is less is an outcome by itself. */
const TOLD = 0x40000000;

/** The spec is unsupported: this, and the index of the rule that is to blame. */
const UNSUPPORTED = 0x80000000;
const LAST_RULE = 0xffffff;

/** Specs need each other in a circle, or too deeply. */
const TOO_DEEP = 0xfffffffe;

/** The journal was too small. */
const TOO_SMALL = 0xfffffffd;

/** Where things stand in the journal, from where an evaluation begins in it. */
const GATES = 0;
const UNDELEGATED = 1;
const DELEGATE = 2;
const DECIDED = 3;
const FIRST_GATE = 4;

/** How many numbers a gate takes: its name, its value, its rule's id. */
const WIDTH = 3;

const FIRST_LENGTH = FIRST_GATE + 64 * WIDTH;

const native = {
  journal: new Float64Array(FIRST_LENGTH),
  /** @type {(place: number, ...values: any[]) => number} */
  evaluate: () => TOO_DEEP,
  /** @type {(overrides: string | null, onlyTargeting: boolean, place: number, ...values: any[]) => number} */
  evaluateSpecially: () => TOO_DEEP,
  /** @type {(count: number, ...values: any[]) => number} */
  evaluateEach: () => TOO_DEEP,
};

/** @param {Float64Array<ArrayBuffer>} journal */
function use(journal) {
  native.journal = journal;
  native.evaluate = binding.statsigEvaluator(journal);
  native.evaluateSpecially = binding.statsigSpecialEvaluator(journal);
  native.evaluateEach = binding.statsigEachEvaluator(journal);
}

use(native.journal);

/** Makes room for what was too long. */
function grow() {
  makeRoom(Math.ceil(native.journal[0]));
}

/** @param {number} length */
function makeRoom(length) {
  const { length: now } = native.journal;
  if (now < length) use(new Float64Array(Math.max(length, 2 * now)));
}

exports.native = native;
exports.grow = grow;
exports.makeRoom = makeRoom;
exports.TOLD = TOLD;
exports.UNSUPPORTED = UNSUPPORTED;
exports.TOO_DEEP = TOO_DEEP;
exports.TOO_SMALL = TOO_SMALL;
exports.LAST_RULE = LAST_RULE;
exports.GATES = GATES;
exports.UNDELEGATED = UNDELEGATED;
exports.DELEGATE = DELEGATE;
exports.DECIDED = DECIDED;
exports.FIRST_GATE = FIRST_GATE;
exports.WIDTH = WIDTH;
