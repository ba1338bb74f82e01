'use strict';

const { clone } = require('../results/clone.js');
const { castOf } = require('./cast.js');
const { responseOverridesOf } = require('./response-overrides.js');
const { sessionReplayOf } = require('./session-replay.js');

/**
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 * @typedef {import('./cast.js').Cast} Cast
 * @typedef {import('./cast.js').Role} Role
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
   * @param {Cast} cast
   * @param {any} user a copy that belongs to the response
   * @param {any} environment of the user
   * @param {ResponseOptions} options
   */
  constructor(evaluator, cast, user, environment, options) {
    this.evaluator = evaluator;
    this.cast = cast;
    this.user = user;
    this.environment = environment;
    this.overrides = responseOverridesOf(options, evaluator.overrides, user);
    this.evaluations = evaluator.evaluateEach(cast.company, user, environment, cast.askingApp);
  }

  /**
   * @param {Role} role
   * @returns {Evaluation}
   */
  evaluate({ at, spec }) {
    return at < 0 ? this.evaluateFor(spec, this.cast.askingApp) : this.evaluations[at];
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {string | null | undefined} app that asks
   * @returns {Evaluation}
   */
  evaluateFor(spec, app) {
    return this.evaluator.evaluateUncircled(spec, this.user, this.environment, app);
  }

  /** @param {Evaluation['gates']} gates */
  hidden(gates) {
    if (gates.length === 0) return [];
    return gates.map(({ gate, gateValue, ruleID }) => ({ gate: this.cast.hash(gate), gateValue, ruleID }));
  }

  gates() {
    /** @type {Record<string, any>} */
    const gates = {};
    for (const role of this.cast.gates) {
      const evaluation = this.evaluate(role);
      const { gates: looked, outcome } = this.overrides === null ? evaluation : this.overrides.gate(role.spec, evaluation);
      gates[role.key] = { name: role.name, value: outcome.value, rule_id: outcome.ruleID, secondary_exposures: this.hidden(looked), id_type: role.idType };
    }
    return gates;
  }

  configs() {
    /** @type {Record<string, any>} */
    const configs = {};
    for (const role of this.cast.configs) configs[role.key] = this.config(role);
    return configs;
  }

  /** @param {Role} role */
  config(role) {
    const own = this.evaluate(role);
    const evaluation = this.overrides === null ? own : this.overrides.config(role.spec, own);
    const { groupName, explicitParameters } = evaluation.outcome;
    const config = this.configOf(role, evaluation);
    if (groupName !== null) config.group_name = groupName;
    if (explicitParameters && config.explicit_parameters === undefined) config.explicit_parameters = clone(explicitParameters);
    return config;
  }

  /**
   * What it has for certain. Each kind is made at a place of its own: V8 is slow where properties are added to objects of many shapes.
   *
   * @param {Role} role
   * @param {Evaluation} evaluation
   * @returns {any}
   */
  configOf(role, { gates, outcome }) {
    const { entity, hasSharedParams, isDeviceBased, name } = role;
    const type = role.idType ?? null;
    const { ruleID } = outcome;
    const secondary = this.hidden(gates);
    if (entity === 'dynamic_config') {
      const passed = outcome.value === true;
      return { name, value: outcome.copyJson(), group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type, passed };
    }
    if (entity === 'autotune') {
      return { name, value: outcome.copyJson(), group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type };
    }
    const isInExperiment = this.isInExperiment(role);
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
        is_experiment_active: role.isActive,
      };
    }
    return {
      name,
      value: this.cast.joinedWithLayer(role, outcome.json),
      group: ruleID,
      rule_id: ruleID,
      is_device_based: isDeviceBased,
      secondary_exposures: secondary,
      id_type: type,
      is_user_in_experiment: isInExperiment,
      is_experiment_active: role.isActive,
      is_in_layer: true,
      explicit_parameters: role.explicitParameters.copy(),
    };
  }

  layers() {
    /** @type {Record<string, any>} */
    const layers = {};
    for (const role of this.cast.layers) {
      const own = this.evaluate(role);
      const evaluation = this.overrides === null ? own : this.overrides.layer(role.spec, own);
      const { delegate, outcome } = evaluation;
      const experiment = delegate ? this.cast.experiment(delegate) : null;
      const layer = experiment === null ? this.layerOf(role, evaluation) : this.delegatedLayerOf(role, evaluation, experiment);
      const groupName = (experiment && this.evaluate(experiment).outcome.groupName) || outcome.groupName;
      if (groupName !== null) layer.group_name = groupName;
      layers[role.key] = layer;
    }
    return layers;
  }

  /**
   * @param {Role} role
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
   * @param {Role} role
   * @param {Evaluation} evaluation
   * @param {Role} experiment that decided
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
      allocated_experiment_name: this.cast.hash(experiment.spec.name),
      is_experiment_active: experiment.isActive,
      is_user_in_experiment: this.isInExperiment(experiment),
    };
  }

  /**
   * Whether the user is in a group of the experiment: asked as if the client's app were unknown.
   *
   * @param {Role} role
   */
  isInExperiment(role) {
    const evaluation = this.cast.askingApp === undefined ? this.evaluate(role) : this.evaluateFor(role.spec, null);
    return evaluation.outcome.isExperimentGroup;
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
  if (store.time === 0 || store.bench === null) return null;
  const user = JSON.parse(JSON.stringify(givenUser));
  if (user.statsigEnvironment === undefined || user.statsigEnvironment === null) {
    if (defaultEnvironment === undefined || defaultEnvironment === null) delete user.statsigEnvironment;
    else user.statsigEnvironment = clone(defaultEnvironment);
  }
  const cast = castOf(store, clientKey, options.hash ?? 'djb2');
  const response = new ClientResponse(evaluator, cast, user, user.statsigEnvironment, options);
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
    hash_used: cast.hashName,
    user: withoutPrivate(user),
    ...sessionReplayOf(store.root.session_replay_info, gates, cast.hash),
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
