'use strict';

const config = require('../results/dynamic-config.js');
const layer = require('../results/layer.js');
const { Evaluation, NO_GATES } = require('../evaluation/evaluation.js');
const { GateExposure } = require('../specs/gate-exposure.js');
const { Outcome } = require('../specs/outcome.js');

// The classes as applications know them, who make objects of them in tests. What a server gives is an instance of them, too.

/**
 * @param {any} value
 * @param {string} ruleID
 * @param {string | null} groupName
 * @param {string | null} idType
 */
function outcomeOf(value, ruleID, groupName, idType) {
  return new Outcome({ value: true, json: value, ruleID, groupName, idType });
}

class DynamicConfig extends config.DynamicConfig {
  /**
   * @param {string} configName
   * @param {Record<string, unknown>} [value]
   * @param {string} [ruleID]
   * @param {string | null} [groupName]
   * @param {string | null} [idType]
   * @param {{ gate: string, gateValue: string, ruleID: string }[]} [secondaryExposures]
   * @param {((config: DynamicConfig, parameter: string, defaultValueType: string, valueType: string) => void) | null} [onDefaultValueFallback]
   * @param {import('../results/details.js').EvaluationDetails | null} [evaluationDetails]
   */
  constructor(configName, value = {}, ruleID = '', groupName = null, idType = null, secondaryExposures = [], onDefaultValueFallback = null, evaluationDetails = null) {
    const gates = secondaryExposures.map(({ gate, gateValue, ruleID }) => new GateExposure(gate, gateValue === 'true', ruleID));
    const outcome = outcomeOf(value, ruleID, groupName, idType);
    const onMismatch =
      onDefaultValueFallback === null
        ? null
        : (/** @type {string} */ parameter, /** @type {string} */ defaultValueType, /** @type {string} */ valueType) =>
            onDefaultValueFallback(this, parameter, defaultValueType, valueType);
    super(configName, new Evaluation(outcome, '', gates, NO_GATES, null, null), evaluationDetails, onMismatch);
  }

  /** @param {unknown} value */
  static [Symbol.hasInstance](value) {
    return value instanceof config.DynamicConfig;
  }
}

class Layer extends layer.Layer {
  /**
   * @param {string} layerName
   * @param {Record<string, unknown>} [value]
   * @param {string} [ruleID]
   * @param {string | null} [groupName]
   * @param {string | null} [allocatedExperimentName]
   * @param {((layer: Layer, parameter: string) => void) | null} [logExposure]
   * @param {import('../results/details.js').EvaluationDetails | null} [evaluationDetails]
   * @param {string | null} [idType]
   */
  constructor(layerName, value = {}, ruleID = '', groupName = null, allocatedExperimentName = null, logExposure = null, evaluationDetails = null, idType = null) {
    const outcome = outcomeOf(value, ruleID, groupName, idType);
    super(layerName, new Evaluation(outcome, '', NO_GATES, NO_GATES, allocatedExperimentName, null), evaluationDetails, logExposure);
  }

  /** @param {unknown} value */
  static [Symbol.hasInstance](value) {
    return value instanceof layer.Layer;
  }
}

exports.DynamicConfig = DynamicConfig;
exports.Layer = Layer;
