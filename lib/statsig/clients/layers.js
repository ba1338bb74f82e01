'use strict';

const { Layer } = require('../results/layer.js');
const { UNINITIALIZED } = require('../evaluation/evaluation.js');
const { checkCall } = require('./checks.js');
const { detailsOf } = require('../results/details.js');

/** The layers of one server. Whatever fails gives one without parameters. */
class Layers {
  /** @param {import('./gates.js').Parts} parts */
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
   * @param {any} options
   * @param {boolean} isSilent true: reading parameters logs no exposures
   * @param {boolean} isCurrent false: the call has a deprecated name
   * @returns {Layer}
   */
  get(user, name, options, isSilent, isCurrent) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      const evaluation = this.evaluator.layer(user, environment, name, options ?? undefined);
      const details = detailsOf(evaluation, this.service.store, Date.now());
      const isHeard = !isSilent || this.listeners !== null;
      const onRead = isHeard ? (/** @type {Layer} */ layer, /** @type {string} */ parameter) => this.#read(user, environment, layer, parameter, evaluation, isSilent) : null;
      const layer = new Layer(name, evaluation, details, onRead);
      if (this.listeners !== null) this.listeners.layer(layer, user, isCurrent);
      return layer;
    } catch (error) {
      this.service.faults.tell('getLayer', error);
      return new Layer(name, UNINITIALIZED, null, null);
    }
  }

  /**
   * Logs an exposure that the application decides on.
   *
   * @param {any} user
   * @param {string} name
   * @param {string} parameter
   */
  expose(user, name, parameter) {
    checkCall(this.service, user, name);
    try {
      const environment = this.environment.of(user);
      this.recorder.layerParameter(user, environment, name, this.evaluator.layer(user, environment, name), parameter, true);
    } catch (error) {
      this.service.faults.tell('logLayerParameterExposure', error);
    }
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {Layer} layer
   * @param {string} parameter
   * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
   * @param {boolean} isSilent
   */
  #read(user, environment, layer, parameter, evaluation, isSilent) {
    try {
      if (!isSilent) this.recorder.layerParameter(user, environment, layer.name, evaluation, parameter, false);
      this.listeners?.layerParameter(layer, parameter, user, evaluation);
    } catch (error) {
      this.service.faults.tell('getLayer', error);
    }
  }
}

exports.Layers = Layers;
