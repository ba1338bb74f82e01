'use strict';

const { outcomeOf } = require('./outcome.js');

/** The kinds of specs, as native code numbers them. */
const Kind = Object.freeze({ Gate: 0, Config: 1, Layer: 2 });
const KINDS = 3;

/** What JavaScript keeps of one spec: what it reads, and what it can end in. */
class Spec {
  /**
   * @param {import('./bench.js').Bench} bench
   * @param {number} kind one of `Kind`
   * @param {string} name
   * @param {number} at its number
   */
  constructor(bench, kind, name, at) {
    this.bench = bench;
    this.kind = kind;
    this.name = name;
    this.at = at;
    /** What evaluators know it as. */
    this.place = bench.native.base + at * KINDS + kind;
    this.definition = JSON.parse(bench.native.definition(kind, at));
    /** The numbers of what it reads. @type {number[]} */
    this.plan = bench.native.plan(kind, at);
    this.readers = this.plan.map((input) => bench.readers[input]);
    /** @type {(import('./outcome.js').Outcome | undefined)[]} */
    this.outcomes = [];
    /** Evaluations with nothing to say but their outcome, by the number of that. @type {(import('../evaluation/evaluation.js').Evaluation | undefined)[]} */
    this.plain = [];
    /** Evaluations that have no outcome, by the rule that is to blame. @type {(import('../evaluation/evaluation.js').Evaluation | undefined)[]} */
    this.unsupported = [];
    /**
     * What it gives everybody, where it reads nothing and overrides change nothing; null: it does not. Undefined: not known yet.
     *
     * @type {import('../evaluation/evaluation.js').Evaluation | null | undefined}
     */
    this.constant = this.readers.length === 0 ? undefined : null;
  }

  /** @param {number} number */
  outcome(number) {
    return (this.outcomes[number] ??= outcomeOf(this, number));
  }
}

exports.Spec = Spec;
exports.Kind = Kind;
