'use strict';

const { Outcome } = require('../specs/outcome.js');

/** Why a value is what it is, where that is not where the specs come from. */
const Reason = Object.freeze({
  LocalOverride: 'LocalOverride',
  Persisted: 'Persisted',
  Uninitialized: 'Uninitialized',
  Unrecognized: 'Unrecognized',
  Unsupported: 'Unsupported',
});

/** @type {readonly import('../specs/gate-exposure.js').GateExposure[]} */
const NO_GATES = Object.freeze([]);

/** What evaluating a spec for a user gives. It may be that of many users: nobody changes it. */
class Evaluation {
  /**
   * @param {Outcome} outcome
   * @param {string} reason
   * @param {readonly import('../specs/gate-exposure.js').GateExposure[]} gates what was looked at on the way
   * @param {readonly import('../specs/gate-exposure.js').GateExposure[]} undelegated those of them from before the spec delegated
   * @param {string | null} delegate the experiment that decided
   * @param {string[] | null | undefined} explicitParameters of a layer: those that belong to the experiment
   * @param {number | null} time of the specs that it is from; null: of those of now
   */
  constructor(outcome, reason, gates, undelegated, delegate, explicitParameters, time = null) {
    this.outcome = outcome;
    this.reason = reason;
    this.gates = gates;
    this.undelegated = undelegated;
    this.delegate = delegate;
    this.explicitParameters = explicitParameters;
    this.time = time;
  }
}

const NOTHING = new Outcome({ value: false, ruleID: '' });

/** @param {string} reason */
const nothing = (reason) => new Evaluation(NOTHING, reason, NO_GATES, NO_GATES, null, null);

const UNINITIALIZED = nothing(Reason.Uninitialized);
const UNRECOGNIZED = nothing(Reason.Unrecognized);

exports.Evaluation = Evaluation;
exports.Reason = Reason;
exports.NO_GATES = NO_GATES;
exports.UNINITIALIZED = UNINITIALIZED;
exports.UNRECOGNIZED = UNRECOGNIZED;
