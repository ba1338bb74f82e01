'use strict';

const { clone } = require('../results/clone.js');
const { CircleError } = require('../evaluation/evaluate.js');
const { Kind } = require('../specs/spec.js');
const { UNRECOGNIZED } = require('../evaluation/evaluation.js');
const { FilteredSpecs } = require('./filtered-specs.js');
const { hasherOf } = require('./hasher.js');
const { sessionReplayOf } = require('./session-replay.js');
const { ResponseOverrides } = require('./response-overrides.js');

/**
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 * @typedef {import('../specs/spec.js').Spec} Spec
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
   * @param {any} user a copy that belongs to the response
   * @param {any} environment of the user
   * @param {string | undefined} clientKey
   * @param {ResponseOptions} options
   */
  constructor(evaluator, user, environment, clientKey, options) {
    const { root } = evaluator.store;
    this.evaluator = evaluator;
    this.bench = /** @type {import('../specs/bench.js').Bench} */ (evaluator.store.bench);
    this.user = user;
    this.environment = environment;
    this.specs = new FilteredSpecs(this.bench, root, clientKey);
    this.hashName = options.hash ?? 'djb2';
    this.hash = hasherOf(this.hashName);
    this.overrides = new ResponseOverrides(options, evaluator.overrides, user);
    /** An experiment is asked for by itself, and by the layer that it is in. @type {Map<Spec, Evaluation>} */
    this.known = new Map();
  }

  /**
   * @param {Spec} spec
   * @returns {Evaluation}
   */
  evaluate(spec) {
    const evaluation = this.known.get(spec) ?? this.evaluateFor(spec, this.specs.askingApp);
    this.known.set(spec, evaluation);
    return evaluation;
  }

  /**
   * @param {Spec} spec
   * @param {string | null | undefined} app that asks
   * @returns {Evaluation}
   */
  evaluateFor({ kind, name }, app) {
    try {
      return this.evaluator.evaluateUnforced(kind, this.user, this.environment, name, app);
    } catch (error) {
      // The others have a value all the same.
      if (error instanceof CircleError) return UNRECOGNIZED;
      throw error;
    }
  }

  /**
   * Its hidden name. One that is not hidden is undefined where a spec has none.
   *
   * @param {Spec} spec
   */
  nameOf({ bench, definition, name }) {
    return this.hashName !== 'none' || bench.isKeyed || definition.name !== undefined ? this.hash(name) : undefined;
  }

  /** @param {Evaluation['gates']} gates */
  hidden(gates) {
    return gates.map(({ gate, gateValue, ruleID }) => ({ gate: this.hash(gate), gateValue, ruleID }));
  }

  gates() {
    /** @type {Record<string, any>} */
    const gates = {};
    for (const spec of this.specs.of(Kind.Gate)) {
      const { gates: looked, outcome } = this.overrides.gate(spec, this.evaluate(spec));
      const name = this.nameOf(spec);
      gates[String(name)] = { name, value: outcome.value, rule_id: outcome.ruleID, secondary_exposures: this.hidden(looked), id_type: spec.definition.idType };
    }
    return gates;
  }

  configs() {
    /** @type {Record<string, any>} */
    const configs = {};
    for (const spec of this.specs.of(Kind.Config)) {
      const config = this.config(spec);
      configs[String(config.name)] = config;
    }
    return configs;
  }

  /** @param {Spec} spec */
  config(spec) {
    const evaluation = this.overrides.config(spec, this.evaluate(spec));
    const { groupName, explicitParameters } = evaluation.outcome;
    const config = this.configOf(spec, evaluation);
    if (groupName !== null) config.group_name = groupName;
    if (explicitParameters && config.explicit_parameters === undefined) config.explicit_parameters = clone(explicitParameters);
    return config;
  }

  /**
   * What it has for certain. Each kind is made at a place of its own: V8 is slow where properties are added to objects of many shapes.
   *
   * @param {Spec} spec
   * @param {Evaluation} evaluation
   * @returns {any}
   */
  configOf(spec, { gates, outcome }) {
    const { entity, hasSharedParams, idType } = spec.definition;
    const name = this.nameOf(spec);
    const value = clone(outcome.json);
    const { ruleID } = outcome;
    const isDeviceBased = isOfDevices(idType);
    const secondary = this.hidden(gates);
    const type = idType ?? null;
    if (entity === 'dynamic_config') {
      const passed = outcome.value === true;
      return { name, value, group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type, passed };
    }
    if (entity === 'autotune') {
      return { name, value, group: ruleID, rule_id: ruleID, is_device_based: isDeviceBased, secondary_exposures: secondary, id_type: type };
    }
    const experiment = {
      name,
      value: hasSharedParams ? this.withDefaultsOfLayer(spec, value) : value,
      group: ruleID,
      rule_id: ruleID,
      is_device_based: isDeviceBased,
      secondary_exposures: secondary,
      id_type: type,
      is_user_in_experiment: this.isInExperiment(spec),
      is_experiment_active: spec.definition.isActive === true,
    };
    return hasSharedParams ? { ...experiment, is_in_layer: true, explicit_parameters: clone(spec.definition.explicitParameters ?? []) } : experiment;
  }

  /**
   * @param {Spec} spec of an experiment
   * @param {Record<string, unknown>} value
   */
  withDefaultsOfLayer({ name }, value) {
    const layer = this.evaluator.store.layerOf(name);
    const defaults = layer === null ? null : this.bench.find(Kind.Layer, layer);
    return defaults === null ? value : { ...clone(defaults.definition.defaultValue), ...value };
  }

  layers() {
    /** @type {Record<string, any>} */
    const layers = {};
    for (const spec of this.specs.of(Kind.Layer)) {
      const evaluation = this.overrides.layer(spec, this.evaluate(spec));
      const { delegate, outcome } = evaluation;
      const experiment = delegate ? this.bench.find(Kind.Config, delegate) : null;
      const layer = experiment === null ? this.layerOf(spec, evaluation) : this.delegatedLayerOf(spec, evaluation, experiment);
      const groupName = (experiment && this.evaluate(experiment).outcome.groupName) || outcome.groupName;
      if (groupName !== null) layer.group_name = groupName;
      layers[String(layer.name)] = layer;
    }
    return layers;
  }

  /**
   * @param {Spec} spec
   * @param {Evaluation} evaluation
   * @returns {any}
   */
  layerOf(spec, { gates, outcome, undelegated }) {
    return {
      name: this.nameOf(spec),
      value: clone(outcome.json),
      group: outcome.ruleID,
      rule_id: outcome.ruleID,
      is_device_based: isOfDevices(spec.definition.idType),
      secondary_exposures: this.hidden(gates),
      explicit_parameters: clone(spec.definition.explicitParameters ?? []),
      undelegated_secondary_exposures: this.hidden(undelegated),
    };
  }

  /**
   * @param {Spec} spec
   * @param {Evaluation} evaluation
   * @param {Spec} experiment that decided
   * @returns {any}
   */
  delegatedLayerOf(spec, evaluation, experiment) {
    const { definition, name } = experiment;
    return {
      ...this.layerOf(spec, evaluation),
      allocated_experiment_name: this.hash(name),
      is_experiment_active: definition.isActive === true,
      is_user_in_experiment: this.isInExperiment(experiment),
      explicit_parameters: clone(definition.explicitParameters ?? []),
    };
  }

  /**
   * Whether the user is in a group of the experiment: asked as if the client's app were unknown.
   *
   * @param {Spec} spec
   */
  isInExperiment(spec) {
    const evaluation = this.specs.askingApp === undefined ? this.evaluate(spec) : this.evaluateFor(spec, null);
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
  const response = new ClientResponse(evaluator, user, user.statsigEnvironment, clientKey, options);
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
    hash_used: response.hashName,
    user: withoutPrivate(user),
    ...sessionReplayOf(store.root.session_replay_info, gates, response.hash),
  };
}

/** @param {any} idType */
function isOfDevices(idType) {
  return typeof idType === 'string' && idType.toLowerCase() === 'stableid';
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
