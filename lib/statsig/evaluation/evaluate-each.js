'use strict';

const journal = require('./journal.js');
const { UNRECOGNIZED } = require('./evaluation.js');
const { evaluationOf } = require('./evaluate.js');
const { read } = require('./reader.js');

const { native } = journal;

/** A call takes no more values. V8 has room for some ten times as many. */
const MOST_VALUES = 10_000;

/** Many specs of one bench, which are evaluated together. */
class SpecBatch {
  /** @param {import('../specs/spec.js').Spec[]} specs */
  constructor(specs) {
    this.specs = specs;
    const inputs = inputsOf(specs);
    /** What they read. @type {import('./reader.js').Reader[]} */
    this.readers = inputs.map((input) => specs[0].bench.readers[input]);
    /** What native code is told of them: their places, and the numbers of what they read. */
    this.question = Float64Array.from([...specs.map(({ place }) => place), ...inputs]);
  }

  /** Whether one call can take what they read. */
  get fitsOneCall() {
    return this.readers.length <= MOST_VALUES;
  }
}

/**
 * @param {import('../specs/spec.js').Spec[]} specs
 * @returns {number[]} in ascending order
 */
function inputsOf(specs) {
  const inputs = new Set();
  for (const spec of specs) for (const input of spec.plan) inputs.add(input);
  return [...inputs].sort((left, right) => left - right);
}

/**
 * Evaluates each, for users who have no overrides. A spec that needs itself is as good as unknown.
 *
 * @param {SpecBatch} batch whose values a call can take
 * @param {import('./reader.js').Subject} subject
 * @param {string} source where the specs come from
 * @returns {import('./evaluation.js').Evaluation[]}
 */
function evaluateEach({ question, readers, specs }, subject, source) {
  // All values are read before the journal is touched: see `askOnce`.
  const values = readers.map((reader) => read(reader, subject));
  journal.makeRoom(question.length);
  let written = ask(specs.length, question, values);
  while (written === journal.TOO_SMALL) {
    journal.grow();
    written = ask(specs.length, question, values);
  }
  if (written >= journal.UNSUPPORTED) throw new Error('Evaluating many specs failed.');
  const evaluations = [];
  let at = 0;
  for (const spec of specs) {
    const code = native.journal[at++];
    evaluations.push(code === journal.TOO_DEEP ? UNRECOGNIZED : evaluationOf(spec, code, source, null, at));
    if (code >= journal.TOLD && code < journal.UNSUPPORTED) at += journal.FIRST_GATE + native.journal[at + journal.GATES] * journal.WIDTH;
  }
  return evaluations;
}

/**
 * @param {number} count
 * @param {Float64Array} question
 * @param {unknown[]} values
 */
function ask(count, question, values) {
  native.journal.set(question);
  return native.evaluateEach(count, ...values);
}

exports.SpecBatch = SpecBatch;
exports.evaluateEach = evaluateEach;
