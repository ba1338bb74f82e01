'use strict';

const { userText } = require('../exposures/event-text.js');

/**
 * An exposure as callbacks get it: the event that a manual exposure would be.
 *
 * @typedef {object} Exposed
 * @property {string} eventName
 * @property {Record<string, string>} what is exposed: the first part of the metadata
 * @property {readonly import('../specs/gate-exposure.js').GateExposure[]} gates
 * @property {import('../results/details.js').EvaluationDetails} details
 * @property {number | undefined} version of the spec
 */

/** An event, as an object of the application's. */
class LogEvent {
  /**
   * @param {any} user
   * @param {any} environment of the user
   * @param {Exposed} exposed
   */
  constructor(user, environment, { eventName, what, gates, details, version }) {
    this.user = JSON.parse(userText(user, environment));
    this.value = null;
    this.metadata = {
      ...what,
      ...(version === undefined || version === null ? {} : { configVersion: String(version) }),
      isManualExposure: 'true',
      reason: details.reason,
      configSyncTime: details.configSyncTime,
      initTime: details.initTime,
      serverTime: details.serverTime,
    };
    this.secondaryExposures = gates.map((gate) => gate.copy());
    this.statsigMetadata = {};
    this.time = Date.now();
    this.eventName = eventName;
  }

  toObject() {
    const { eventName, metadata, secondaryExposures, statsigMetadata, time, user, value } = this;
    return { eventName, metadata, time, user, value, secondaryExposures, statsigMetadata };
  }
}

/**
 * @param {any} user
 * @param {any} environment
 * @param {string} name
 * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
 * @param {import('../results/details.js').EvaluationDetails} details
 */
function gateEvent(user, environment, name, { gates, outcome }, details) {
  const what = { gate: name, gateValue: String(outcome.value), ruleID: outcome.ruleID };
  return new LogEvent(user, environment, { eventName: 'statsig::gate_exposure', what, gates, details, version: outcome.version });
}

/**
 * @param {any} user
 * @param {any} environment
 * @param {string} name
 * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
 * @param {import('../results/details.js').EvaluationDetails} details
 */
function configEvent(user, environment, name, { gates, outcome }, details) {
  const what = { config: name, ruleID: outcome.ruleID, rulePassed: String(outcome.value) };
  return new LogEvent(user, environment, { eventName: 'statsig::config_exposure', what, gates, details, version: outcome.version });
}

/**
 * @param {any} user
 * @param {any} environment
 * @param {{ name: string, parameter: string }} read
 * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
 * @param {import('../results/details.js').EvaluationDetails} details
 */
function layerEvent(user, environment, { name, parameter }, { delegate, explicitParameters, gates, outcome, undelegated }, details) {
  const isExplicit = explicitParameters?.includes(parameter) ?? false;
  const what = {
    config: name,
    ruleID: outcome.ruleID,
    allocatedExperiment: isExplicit ? (delegate ?? '') : '',
    parameterName: parameter,
    isExplicitParameter: String(isExplicit),
  };
  const exposed = { eventName: 'statsig::layer_exposure', what, gates: isExplicit ? gates : undelegated, details, version: outcome.version };
  return new LogEvent(user, environment, exposed);
}

exports.gateEvent = gateEvent;
exports.configEvent = configEvent;
exports.layerEvent = layerEvent;
