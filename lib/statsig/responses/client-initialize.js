'use strict';

const { clone } = require('../results/clone.js');
const { responseOverridesOf } = require('./response-overrides.js');
const { sessionReplayOf } = require('./session-replay.js');
const { templateOf } = require('./template.js');

/**
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 * @typedef {import('./template.js').ResponseTemplate} ResponseTemplate
 * @typedef {import('./template.js').SpecInResponse} SpecInResponse
 *
 * @typedef {object} ResponseOptions
 * @property {'djb2' | 'sha256' | 'none'} [hash] how names are hidden; `djb2` unless said
 * @property {boolean} [includeLocalOverrides]
 * @property {import('./response-overrides.js').GivenOverrides} [overrides]
 */

/** What one response is made of. */
class ClientResponse {
  /**
   * @param {import('../evaluation/evaluator.js').Evaluator} evaluator
   * @param {ResponseTemplate} template
   * @param {any} user a copy that belongs to the response
   * @param {any} environment of the user
   * @param {import('./response-overrides.js').ResponseOverrides | null} overrides
   */
  constructor(evaluator, template, user, environment, overrides) {
    this.evaluator = evaluator;
    this.template = template;
    this.user = user;
    this.environment = environment;
    this.overrides = overrides;
    this.evaluations = this.evaluateEach(template.askingApp);
    /** The same as if the client's app were unknown. @type {Evaluation[] | null} */
    this.evaluationsWithoutApp = template.askingApp === undefined ? this.evaluations : null;
  }

  /** @param {string | null | undefined} app that asks */
  evaluateEach(app) {
    return this.evaluator.evaluateEach(this.template.batch, this.user, this.environment, app);
  }

  /**
   * @param {SpecInResponse} shown
   * @returns {Evaluation}
   */
  evaluate({ at }) {
    return this.evaluations[at];
  }

  /** @param {Evaluation['gates']} gates */
  hidden(gates) {
    if (gates.length === 0) return [];
    return gates.map(({ gate, gateValue, ruleID }) => ({ gate: this.template.hash(gate), gateValue, ruleID }));
  }

  gates() {
    /** @type {Record<string, any>} */
    const gates = {};
    for (const shown of this.template.gates) {
      const evaluation = this.evaluate(shown);
      const { gates: looked, outcome } = this.overrides === null ? evaluation : this.overrides.gate(shown.spec, evaluation);
      gates[shown.key] = { name: shown.name, value: outcome.value, rule_id: outcome.ruleID, secondary_exposures: this.hidden(looked), id_type: shown.idType };
    }
    return gates;
  }

  configs() {
    /** @type {Record<string, any>} */
    const configs = {};
    for (const shown of this.template.configs) configs[shown.key] = this.config(shown);
    return configs;
  }

  /** @param {SpecInResponse} shown */
  config(shown) {
    const own = this.evaluate(shown);
    const evaluation = this.overrides === null ? own : this.overrides.config(shown.spec, own);
    const { groupName, explicitParameters } = evaluation.outcome;
    const config = this.configOf(shown, evaluation);
    if (groupName !== null) config.group_name = groupName;
    if (explicitParameters && config.explicit_parameters === undefined) config.explicit_parameters = clone(explicitParameters);
    return config;
  }

  /**
   * What it has for certain. Each kind is made at a place of its own: V8 is slow where properties are added to objects of many shapes.
   *
   * @param {SpecInResponse} shown
   * @param {Evaluation} evaluation
   * @returns {any}
   */
  configOf(shown, { gates, outcome }) {
    const { entity, hasSharedParams, isDeviceBased, name } = shown;
    const type = shown.idType ?? null;
    const { ruleID } = outcome;
    const secondary = this.hidden(gates);
    if (entity === 'dynamic_config') {
      const passed = outcome.value === true;
      return { name, value: outcome.copyJson(), group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type, passed };
    }
    if (entity === 'autotune') {
      return { name, value: outcome.copyJson(), group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type };
    }
    const isInExperiment = this.isInExperiment(shown);
    if (!hasSharedParams) {
      return {
        name,
        value: outcome.copyJson(),
        group: ruleID,
        rule_id: ruleID,
        is_device_based: isDeviceBased,
        secondary_exposures: secondary,
        id_type: type,
        is_user_in_experiment: isInExperiment,
        is_experiment_active: shown.isActive,
      };
    }
    return {
      name,
      value: this.template.joinedWithLayer(shown, outcome),
      group: ruleID,
      rule_id: ruleID,
      is_device_based: isDeviceBased,
      secondary_exposures: secondary,
      id_type: type,
      is_user_in_experiment: isInExperiment,
      is_experiment_active: shown.isActive,
      is_in_layer: true,
      explicit_parameters: shown.explicitParameters.copy(),
    };
  }

  layers() {
    /** @type {Record<string, any>} */
    const layers = {};
    for (const shown of this.template.layers) {
      const own = this.evaluate(shown);
      const evaluation = this.overrides === null ? own : this.overrides.layer(shown.spec, own);
      const { delegate, outcome } = evaluation;
      const experiment = delegate ? this.template.experiments.get(delegate) : undefined;
      const layer = experiment === undefined ? this.layerOf(shown, evaluation) : this.delegatedLayerOf(shown, evaluation, experiment);
      const groupName = (experiment && this.evaluate(experiment).outcome.groupName) || outcome.groupName;
      if (groupName !== null) layer.group_name = groupName;
      layers[shown.key] = layer;
    }
    return layers;
  }

  /**
   * @param {SpecInResponse} shown
   * @param {Evaluation} evaluation
   * @returns {any}
   */
  layerOf({ explicitParameters, isDeviceBased, name }, { gates, outcome, undelegated }) {
    return {
      name,
      value: outcome.copyJson(),
      group: outcome.ruleID,
      rule_id: outcome.ruleID,
      is_device_based: isDeviceBased,
      secondary_exposures: this.hidden(gates),
      explicit_parameters: explicitParameters.copy(),
      undelegated_secondary_exposures: this.hidden(undelegated),
    };
  }

  /**
   * @param {SpecInResponse} shown
   * @param {Evaluation} evaluation
   * @param {SpecInResponse} experiment that decided
   * @returns {any}
   */
  delegatedLayerOf({ isDeviceBased, name }, { gates, outcome, undelegated }, experiment) {
    return {
      name,
      value: outcome.copyJson(),
      group: outcome.ruleID,
      rule_id: outcome.ruleID,
      is_device_based: isDeviceBased,
      secondary_exposures: this.hidden(gates),
      explicit_parameters: experiment.explicitParameters.copy(),
      undelegated_secondary_exposures: this.hidden(undelegated),
      allocated_experiment_name: this.template.hash(experiment.spec.name),
      is_experiment_active: experiment.isActive,
      is_user_in_experiment: this.isInExperiment(experiment),
    };
  }

  /**
   * Whether the user is in a group of the experiment: asked as if the client's app were unknown.
   *
   * @param {SpecInResponse} experiment
   */
  isInExperiment({ at }) {
    this.evaluationsWithoutApp ??= this.evaluateEach(null);
    return this.evaluationsWithoutApp[at].outcome.isExperimentGroup;
  }
}

/**
 * What a client SDK needs to start without a request of its own; null where there are no specs.
 *
 * @param {import('../evaluation/evaluator.js').Evaluator} evaluator
 * @param {any} givenUser
 * @param {any} defaultEnvironment of users who have none
 * @param {string | undefined} clientKey
 * @param {ResponseOptions} options
 * @param {{ sdkType: string, sdkVersion: string }} sdk
 */
function clientInitializeResponse(evaluator, givenUser, defaultEnvironment, clientKey, options, sdk) {
  const { store } = evaluator;
  const hashName = options.hash ?? 'djb2';
  const user = JSON.parse(JSON.stringify(givenUser));
  const overrides = responseOverridesOf(options, evaluator.overrides, user);
  // From here on nothing of the application is called.
  if (store.time === 0 || store.bench === null) return null;
  if (user.statsigEnvironment === undefined || user.statsigEnvironment === null) {
    if (defaultEnvironment === undefined || defaultEnvironment === null) delete user.statsigEnvironment;
    else user.statsigEnvironment = clone(defaultEnvironment);
  }
  const template = templateOf(store, clientKey, hashName);
  const response = new ClientResponse(evaluator, template, user, user.statsigEnvironment, overrides);
  const gates = response.gates();
  return {
    feature_gates: gates,
    dynamic_configs: response.configs(),
    layer_configs: response.layers(),
    sdkParams: {},
    has_updates: true,
    generator: 'statsig-node-sdk',
    sdkInfo: { ...sdk },
    time: store.time,
    evaluated_keys: evaluatedKeys(user),
    hash_used: hashName,
    user: withoutPrivate(user),
    ...sessionReplayOf(store.root.session_replay_info, gates, template.hash),
  };
}

/** @param {any} user */
function withoutPrivate(user) {
  const shown = { ...user };
  delete shown.privateAttributes;
  return shown;
}

/** @param {any} user */
function evaluatedKeys({ customIDs, userID }) {
  return {
    ...(userID ? { userID } : {}),
    ...(customIDs && Object.keys(customIDs).length > 0 ? { customIDs } : {}),
  };
}

exports.clientInitializeResponse = clientInitializeResponse;
