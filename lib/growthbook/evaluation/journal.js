'use strict';

const binding = require('../../../binding.js');

// Native code writes into one array what an evaluation yields beyond its outcome. Whoever is told of it may evaluate again, which
// writes the array anew: it is copied, or used up, before any code of the application runs.

/** A record of the journal: its kind and six numbers. The first element of the journal is the number of records. */
const STRIDE = 7;

/** The value of the feature itself is forced. */
const FORCED = 0x1fffffff;

/** Set in the result of an evaluation that has records. Only what is less is an outcome, but for `FORCED`. */
const RECORDS = 0x40000000;

/** Set besides where these are one run, of a user who is in it by the hash: `RUN_FLAGS`, and no bandit. */
const RUN = 0x20000000;

/** Evaluating failed. */
const FAULT = 0xffffffff;

/** The journal was too small. */
const TOO_SMALL = 0xfffffffe;

/** An experiment was run: feature, rule, variation, flags, bucket, leaf. */
const RAN = 0;
/** A prerequisite was evaluated: feature, outcome; and whose it is: feature, rule, index. */
const PREREQUISITE = 1;
/** Where the bucket of the first record is. */
const BUCKET = 6;

/** A rule was applied that tells of experiments elsewhere: feature, rule. */
const TRACKS = 2;

const FIRST_LENGTH = 1 + 64 * STRIDE;

const native = {
  journal: new Float64Array(FIRST_LENGTH),
  /** @type {(place: number, ...attributes: any[]) => number} */
  evaluate: () => FAULT,
  /** @type {(session: number | string, place: number, ...attributes: any[]) => number} */
  evaluateIn: () => FAULT,
  /** @type {(payload: number, experiment: number, session: number | string, host: number, ...attributes: any[]) => number} */
  run: () => FAULT,
};

/** @param {Float64Array<ArrayBuffer>} journal */
function use(journal) {
  native.journal = journal;
  native.evaluate = binding.growthbookEvaluator(journal);
  native.evaluateIn = binding.growthbookSessionEvaluator(journal);
  native.run = binding.growthbookRunner(journal);
}

use(native.journal);

/** Makes room for what was too long. */
function grow() {
  use(new Float64Array(Math.ceil(native.journal[0]) + FIRST_LENGTH));
}

/** The records, to be kept. */
function takeRecords() {
  const { journal } = native;
  return journal.slice(1, 1 + journal[0] * STRIDE);
}

exports.native = native;
exports.grow = grow;
exports.takeRecords = takeRecords;
exports.STRIDE = STRIDE;
exports.FORCED = FORCED;
exports.RUN = RUN;
exports.RECORDS = RECORDS;
exports.FAULT = FAULT;
exports.TOO_SMALL = TOO_SMALL;
exports.BUCKET = BUCKET;
exports.RAN = RAN;
exports.PREREQUISITE = PREREQUISITE;
exports.TRACKS = TRACKS;
