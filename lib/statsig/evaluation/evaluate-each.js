'use strict';

const journal = require('./journal.js');
const { UNRECOGNIZED } = require('./evaluation.js');
const { evaluationOf } = require('./evaluate.js');
const { read } = require('./reader.js');

const { native } = journal;

/** A call takes no more values. V8 has room for some ten times as many. */
const MOST_VALUES = 10_000;

/** Many specs of one bench, which are evaluated together. */
class Company {
  /** @param {import('../specs/spec.js').Spec[]} specs */
  constructor(specs) {
    this.specs = specs;
    this.places = Float64Array.from(specs, ({ place }) => place);
    /** By the numbers of inputs; null: none of the specs reads it. @type {(import('./reader.js').Reader | null)[]} */
    this.readers = specs.length === 0 ? [] : neededBy(specs);
  }

  /** Whether one call can take what they read. */
  get isCallable() {
    return this.readers.length <= MOST_VALUES;
  }
}

/** @param {import('../specs/spec.js').Spec[]} specs */
function neededBy(specs) {
  const needed = new Set(specs.flatMap(({ readers }) => readers));
  return specs[0].bench.readers.map((reader) => (needed.has(reader) ? reader : null));
}

/**
 * Evaluates each, for users who have no overrides. A spec that needs itself is as good as unknown.
 *
 * @param {Company} company whose values a call can take
 * @param {import('./reader.js').Subject} subject
 * @param {string} source where the specs come from
 * @returns {import('./evaluation.js').Evaluation[]}
 */
function evaluateEach({ places, readers, specs }, subject, source) {
  // All values are read before the journal is touched: see `askOnce`.
  const values = readers.map((reader) => (reader === null ? undefined : read(reader, subject)));
  journal.makeRoom(places.length);
  let written = ask(places, values);
  while (written === journal.TOO_SMALL) {
    journal.grow();
    written = ask(places, values);
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
 * @param {Float64Array} places
 * @param {unknown[]} values
 */
function ask(places, values) {
  native.journal.set(places);
  return native.evaluateEach(places.length, ...values);
}

exports.Company = Company;
exports.evaluateEach = evaluateEach;
