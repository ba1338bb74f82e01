'use strict';

const { DynamicConfig } = require('../results/dynamic-config.js');
const { UNINITIALIZED } = require('../evaluation/evaluation.js');
const { checkCall } = require('./checks.js');
const { detailsOf } = require('../results/details.js');

/** The dynamic configs and experiments of one server. Whatever fails gives one without parameters. */
class Configs {
  /** @param {import('./gates.js').Parts} parts */
  constructor({ service, evaluator, recorder, environment, listeners }) {
    this.service = service;
    this.evaluator = evaluator;
    this.recorder = recorder;
    this.environment = environment;
    this.listeners = listeners;
  }

  /**
   * @param {'dynamicConfigCallback' | 'experimentCallback'} callback who is told
   * @param {any} user
   * @param {string} name
   * @param {any} options
   * @param {boolean} isSilent true: no exposure is logged
   * @param {boolean} isCurrent false: the call has a deprecated name
   * @returns {DynamicConfig}
   */
  get(callback, user, name, options, isSilent, isCurrent) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      const evaluation = this.evaluator.config(user, environment, name, options ?? undefined);
      const config = this.#configOf(user, environment, name, evaluation);
      if (!isSilent) this.recorder.config(user, environment, name, evaluation, false);
      if (this.listeners !== null) this.listeners.config(callback, config, user, evaluation, isCurrent);
      return config;
    } catch (error) {
      this.service.faults.tell('getConfig', error);
      return new DynamicConfig(name, UNINITIALIZED, null, null);
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
      this.recorder.config(user, environment, name, this.evaluator.config(user, environment, name), true);
    } catch (error) {
      this.service.faults.tell('logConfigExposure', error);
    }
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
   */
  #configOf(user, environment, name, evaluation) {
    const { ruleID } = evaluation.outcome;
    const details = detailsOf(evaluation, this.service.store, Date.now());
    // Where nothing was found, every default value is right.
    if (ruleID === '') return new DynamicConfig(name, evaluation, details, null);
    return new DynamicConfig(name, evaluation, details, (parameter, defaultValueType, valueType) =>
      this.recorder.mismatch(user, environment, { name, ruleID, parameter, defaultValueType, valueType }),
    );
  }
}

exports.Configs = Configs;
