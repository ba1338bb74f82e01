'use strict';

const journal = require('./journal.js');
const { Evaluation, NO_GATES, Reason } = require('./evaluation.js');
const { isUnsupported, unsupportedBy } = require('../specs/outcome.js');
const { read } = require('./reader.js');

const { native } = journal;

/**
 * @typedef {import('../specs/spec.js').Spec} Spec
 * @typedef {import('./reader.js').Subject} Subject
 * @typedef {import('../overrides/overrides.js').Applicable} Applicable
 */

/** What has no outcome, and never will. */
class CircleError extends Error {
  /** @param {string} name */
  constructor(name) {
    super(`Specs need each other in a circle, or too deeply: ${name}`);
    this.name = 'CircleError';
  }
}

/**
 * Evaluates a spec, for users who have no overrides.
 *
 * @param {Spec} spec
 * @param {Subject} subject
 * @param {string} source where the specs come from
 * @returns {Evaluation}
 */
function evaluate(spec, subject, source) {
  const { constant } = spec;
  if (constant !== null) return constant ?? (spec.constant = evaluationOf(spec, ask(spec, subject), source, null, 0));
  return evaluationOf(spec, ask(spec, subject), source, null, 0);
}

/**
 * The same, but with what is special to the user or the question.
 *
 * @param {Spec} spec
 * @param {Subject} subject
 * @param {string} source
 * @param {{ overrides: Applicable | null, onlyTargeting: boolean }} special
 * @returns {Evaluation}
 */
function evaluateSpecially(spec, subject, source, { overrides, onlyTargeting }) {
  const values = readAll(spec.readers, subject);
  const text = overrides === null ? null : overrides.text;
  let code = native.evaluateSpecially(text, onlyTargeting, spec.place, ...values);
  while (code === journal.TOO_SMALL) {
    journal.grow();
    code = native.evaluateSpecially(text, onlyTargeting, spec.place, ...values);
  }
  return evaluationOf(spec, code, source, overrides, 0);
}

/**
 * @param {Spec} spec
 * @param {Subject} subject
 * @returns {number}
 */
function ask(spec, subject) {
  let code = askOnce(spec, subject);
  while (code === journal.TOO_SMALL) {
    journal.grow();
    code = askOnce(spec, subject);
  }
  return code;
}

/**
 * All values are read before native code is looked up: a getter of the application may evaluate something, which may change the journal.
 *
 * @param {Spec} spec
 * @param {Subject} subject
 * @returns {number}
 */
function askOnce({ place, readers }, subject) {
  const { length } = readers;
  if (length === 0) return native.evaluate(place);
  if (length > 4) {
    const values = readAll(readers, subject);
    return native.evaluate(place, ...values);
  }
  const a = read(readers[0], subject);
  if (length === 1) return native.evaluate(place, a);
  const b = read(readers[1], subject);
  if (length === 2) return native.evaluate(place, a, b);
  const c = read(readers[2], subject);
  const d = length > 3 ? read(readers[3], subject) : undefined;
  // Values beyond those of the plan are not looked at.
  return native.evaluate(place, a, b, c, d);
}

/**
 * @param {import('./reader.js').Reader[]} readers
 * @param {Subject} subject
 */
function readAll(readers, subject) {
  const values = [];
  for (let at = 0; at < readers.length; at++) values.push(read(readers[at], subject));
  return values;
}

/**
 * @param {Spec} spec
 * @param {number} code
 * @param {string} source
 * @param {Applicable | null} overrides
 * @param {number} at where in the journal it is told of
 * @returns {Evaluation}
 */
function evaluationOf(spec, code, source, overrides, at) {
  if (code < journal.TOLD) return plainly(spec, code, source);
  if (code >= journal.UNSUPPORTED) {
    if (code <= journal.UNSUPPORTED + journal.LAST_RULE) return unsupported(spec, code - journal.UNSUPPORTED);
    if (code === journal.TOO_DEEP) throw new CircleError(spec.name);
    throw new Error(`Evaluating ${spec.name} failed.`);
  }
  const numbers = native.journal;
  const gates = gatesOf(spec, numbers[at + journal.GATES], at + journal.FIRST_GATE);
  const delegate = numbers[at + journal.DELEGATE];
  if (delegate < 0) {
    const outcome = spec.outcome(code - journal.TOLD);
    return new Evaluation(outcome, source, gates, gates, null, outcome.explicitParameters);
  }
  const undelegated = gates.slice(0, numbers[at + journal.UNDELEGATED]);
  const decided = spec.bench.configAt(numbers[at + journal.DECIDED]);
  const { definition, name } = spec.bench.configAt(delegate);
  const overridden = overrides?.configs.get(decided.name);
  if (overridden !== undefined) return new Evaluation(overridden.outcome, overridden.reason, gates, undelegated, name, definition.explicitParameters);
  const number = code - journal.TOLD;
  const reason = isUnsupported(number) ? Reason.Unsupported : source;
  return new Evaluation(decided.outcome(number), reason, gates, undelegated, name, definition.explicitParameters);
}

/**
 * A condition is of a kind that nobody knows.
 *
 * @param {Spec} spec
 * @param {number} rule that is to blame
 */
function unsupported(spec, rule) {
  return (spec.unsupported[rule] ??= new Evaluation(spec.outcome(unsupportedBy(rule)), Reason.Unsupported, NO_GATES, NO_GATES, null, null));
}

/**
 * Where there is nothing to say but the outcome.
 *
 * @param {Spec} spec
 * @param {number} number
 * @param {string} source
 */
function plainly(spec, number, source) {
  const known = spec.plain[number];
  if (known !== undefined) return known;
  const outcome = spec.outcome(number);
  return (spec.plain[number] = new Evaluation(outcome, source, NO_GATES, NO_GATES, null, outcome.explicitParameters));
}

/**
 * @param {Spec} spec
 * @param {number} count
 * @param {number} first where in the journal they begin
 */
function gatesOf({ bench }, count, first) {
  if (count === 0) return NO_GATES;
  const numbers = native.journal;
  const gates = [];
  for (let at = first, end = first + count * journal.WIDTH; at < end; at += journal.WIDTH) {
    gates.push(bench.gateExposure(numbers[at], numbers[at + 1], numbers[at + 2]));
  }
  return gates;
}

exports.evaluate = evaluate;
exports.evaluateSpecially = evaluateSpecially;
exports.evaluationOf = evaluationOf;
exports.CircleError = CircleError;
