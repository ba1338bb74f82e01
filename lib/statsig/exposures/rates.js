'use strict';

const { Kind } = require('../specs/spec.js');

/** The conditions that carry over what is known of a gate. */
const GATE_CONDITIONS = new Set(['pass_gate', 'fail_gate']);

const SEGMENT = 'segment:';

/** No more gates than these are followed. Those that need each other in a circle have no value. */
const DEEPEST = 300;

/**
 * @typedef {import('../specs/outcome.js').Outcome} Outcome
 */

/**
 * What is known about the sampling of an evaluation's exposures.
 *
 * @typedef {object} Rate
 * @property {number | undefined} rate one in so many is told
 * @property {boolean} isForAll whether a gate was looked at whose exposures are all told
 */

/** @type {Rate} */
const NONE = { rate: undefined, isForAll: false };

/**
 * What the rules that were looked at say of sampling: that which decided has its own rate, and gates on the way hand theirs on. Asked for
 * rarely, so that evaluations do without it.
 *
 * @param {import('../evaluation/evaluator.js').Evaluator} evaluator
 * @param {any} user
 * @param {any} environment
 * @param {Outcome} outcome
 * @returns {Rate}
 */
function rateOf(evaluator, user, environment, outcome) {
  /** @type {Map<string, Outcome>} */
  const gates = new Map();
  const outcomeOf = (/** @type {string} */ name) => {
    const known = gates.get(name) ?? evaluator.evaluate(Kind.Gate, user, environment, name).outcome;
    gates.set(name, known);
    return known;
  };
  return new Walk(outcomeOf).of(outcome, NONE, 0);
}

/** A walk through the rules of specs, and of the gates that these need, each of which is looked at once per state. */
class Walk {
  /** @param {(gate: string) => Outcome} outcomeOf */
  constructor(outcomeOf) {
    this.outcomeOf = outcomeOf;
    /** @type {Map<string, Rate>} */
    this.known = new Map();
  }

  /**
   * @param {Outcome} outcome
   * @param {Rate} before what was known when the spec was looked at
   * @param {number} depth
   * @returns {Rate}
   */
  of(outcome, before, depth) {
    const { rule, ruleID, samplingRate, spec } = outcome;
    const isUnsupported = rule === null && ruleID === '';
    if (spec === null || isUnsupported || depth > DEEPEST || !spec.definition.enabled) return { ...NONE, rate: samplingRate };
    const key = `${spec.place} ${before.rate} ${before.isForAll}`;
    const known = this.known.get(key) ?? this.through(spec, rule, before, depth);
    this.known.set(key, known);
    return rule === null ? known : { ...known, rate: samplingRate };
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {number | null} decided the rule that decided; null: none did
   * @param {Rate} before
   * @param {number} depth
   */
  through({ bench, definition }, decided, before, depth) {
    let known = before;
    const rules = decided === null ? definition.rules : definition.rules.slice(0, decided + 1);
    for (const rule of rules) {
      known = { ...known, rate: rule.samplingRate ?? undefined };
      for (const condition of bench.conditionsOf(rule)) {
        if (!GATE_CONDITIONS.has(String(condition?.type).toLowerCase())) continue;
        const { targetValue } = condition;
        known = this.of(this.outcomeOf(String(targetValue)), known, depth + 1);
        if (!known.rate && typeof targetValue === 'string' && !targetValue.startsWith(SEGMENT)) known = { ...known, isForAll: true };
      }
    }
    return known;
  }
}

exports.rateOf = rateOf;
