'use strict';

const { Evaluation, Reason } = require('../evaluation/evaluation.js');
const { clone } = require('../results/clone.js');
const { GateExposure } = require('../specs/gate-exposure.js');
const { Outcome } = require('../specs/outcome.js');

/**
 * What storages keep of a group: the same for the SDKs of all languages.
 *
 * @typedef {object} StickyValues
 * @property {boolean} value
 * @property {Record<string, unknown>} json_value
 * @property {string} rule_id
 * @property {string | null} group_name
 * @property {Record<string, string>[]} secondary_exposures
 * @property {Record<string, string>[]} undelegated_secondary_exposures
 * @property {string | null} config_delegate
 * @property {string[] | null} [explicit_parameters]
 * @property {number} [time]
 * @property {number} [configVersion]
 */

/**
 * @param {Evaluation} evaluation
 * @param {number} time of the specs, in milliseconds
 * @returns {StickyValues}
 */
function toStickyValues({ delegate, explicitParameters, gates, outcome, undelegated }, time) {
  return {
    value: outcome.value,
    json_value: outcome.copyJson(),
    rule_id: outcome.ruleID,
    group_name: outcome.groupName,
    secondary_exposures: gates.map((gate) => gate.copy()),
    undelegated_secondary_exposures: undelegated.map((gate) => gate.copy()),
    config_delegate: delegate,
    ...(explicitParameters === undefined ? {} : { explicit_parameters: clone(explicitParameters) }),
    time,
    ...(outcome.version === undefined ? {} : { configVersion: outcome.version }),
  };
}

/**
 * @param {StickyValues} values
 * @returns {Evaluation}
 */
function toEvaluation(values) {
  const outcome = new Outcome({
    value: values.value,
    ruleID: values.rule_id,
    groupName: values.group_name,
    json: values.json_value,
    isExperimentGroup: true,
    version: values.configVersion,
  });
  const gates = gatesOf(values.secondary_exposures);
  const undelegated = gatesOf(values.undelegated_secondary_exposures);
  return new Evaluation(outcome, Reason.Persisted, gates, undelegated, values.config_delegate ?? null, values.explicit_parameters ?? null, values.time ?? null);
}

/** @param {any} exposures */
function gatesOf(exposures) {
  if (!Array.isArray(exposures)) return [];
  return exposures.map(({ gate, gateValue, ruleID }) => new GateExposure(gate, gateValue === 'true', ruleID));
}

exports.toEvaluation = toEvaluation;
exports.toStickyValues = toStickyValues;
