'use strict';

const { checkCall } = require('./checks.js');
const { detailsOf } = require('../results/details.js');

/**
 * What the classes that evaluate have in common.
 *
 * @typedef {object} Parts
 * @property {import('./service.js').Service} service
 * @property {import('../evaluation/evaluator.js').Evaluator} evaluator
 * @property {import('../exposures/recorder.js').Recorder} recorder
 * @property {import('../user/environment.js').Environment} environment
 * @property {import('./listeners.js').Listeners | null} listeners null: nobody listens
 */

/** The gates of one server. Its methods throw for calls that are wrong; whatever else fails gives a gate that is off. */
class Gates {
  /** @param {Parts} parts */
  constructor({ service, evaluator, recorder, environment, listeners }) {
    this.service = service;
    this.evaluator = evaluator;
    this.recorder = recorder;
    this.environment = environment;
    this.listeners = listeners;
  }

  /**
   * @param {any} user
   * @param {string} name
   * @param {boolean} isSilent true: no exposure is logged
   * @param {boolean} isCurrent false: the call has a deprecated name
   * @returns {boolean}
   */
  check(user, name, isSilent, isCurrent) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      const evaluation = this.evaluator.gate(user, environment, name);
      if (!isSilent) this.recorder.gate(user, environment, name, evaluation, false);
      if (this.listeners !== null) this.listeners.gate(this.#gateOf(name, evaluation), user, evaluation, isCurrent);
      return evaluation.outcome.value;
    } catch (error) {
      this.service.faults.tell('checkGate', error);
      return false;
    }
  }

  /**
   * @param {any} user
   * @param {string} name
   * @param {boolean} isSilent
   * @param {boolean} isCurrent
   */
  get(user, name, isSilent, isCurrent) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      const evaluation = this.evaluator.gate(user, environment, name);
      const gate = this.#gateOf(name, evaluation);
      if (!isSilent) this.recorder.gate(user, environment, name, evaluation, false);
      if (this.listeners !== null) this.listeners.gate(gate, user, evaluation, isCurrent);
      return gate;
    } catch (error) {
      this.service.faults.tell('getFeatureGate', error);
      return { name, ruleID: '', value: false, groupName: null, idType: null, evaluationDetails: null };
    }
  }

  /**
   * Logs an exposure that the application decides on.
   *
   * @param {any} user
   * @param {string} name
   */
  expose(user, name) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      this.recorder.gate(user, environment, name, this.evaluator.gate(user, environment, name), true);
    } catch (error) {
      this.service.faults.tell('logGateExposure', error);
    }
  }

  /**
   * @param {string} name
   * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
   */
  #gateOf(name, evaluation) {
    const { groupName, idType, ruleID, value } = evaluation.outcome;
    return { name, ruleID, value, groupName, idType, evaluationDetails: detailsOf(evaluation, this.service.store, Date.now()) };
  }
}

exports.Gates = Gates;
