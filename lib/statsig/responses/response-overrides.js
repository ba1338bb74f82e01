'use strict';

const { Evaluation, NO_GATES, Reason } = require('../evaluation/evaluation.js');
const { Outcome } = require('../specs/outcome.js');

/**
 * What the caller of a response puts in the place of values.
 *
 * @typedef {object} GivenOverrides
 * @property {Record<string, boolean>} [featureGates]
 * @property {Record<string, GivenConfig>} [dynamicConfigs]
 * @property {Record<string, GivenConfig>} [layers]
 *
 * @typedef {{ value?: Record<string, unknown>, groupName?: string }} GivenConfig its value, or the group whose value it has
 */

/** What of one response is overridden. */
class ResponseOverrides {
  /**
   * @param {{ includeLocalOverrides?: boolean, overrides?: GivenOverrides }} options
   * @param {import('../overrides/overrides.js').Overrides} local
   * @param {any} user
   */
  constructor({ includeLocalOverrides, overrides }, local, user) {
    this.given = overrides ?? {};
    this.local = includeLocalOverrides === true && !local.isEmpty ? local : null;
    this.user = user;
    this.isEmpty = !overrides && this.local === null;
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {Evaluation} evaluation
   */
  gate(spec, evaluation) {
    const given = own(this.given.featureGates, spec.name);
    if (typeof given === 'boolean') return overridden(spec, evaluation, { value: given });
    return this.local?.find(spec.kind, this.user, spec.name) ?? evaluation;
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {Evaluation} evaluation
   */
  config(spec, evaluation) {
    return this.ofGiven(spec, own(this.given.dynamicConfigs, spec.name), evaluation);
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {Evaluation} evaluation
   */
  layer(spec, evaluation) {
    return this.ofGiven(spec, own(this.given.layers, spec.name), evaluation);
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {GivenConfig | undefined} given
   * @param {Evaluation} evaluation
   */
  ofGiven(spec, given, evaluation) {
    const json = given === undefined ? undefined : (given.value ?? ofGroup(spec, given.groupName));
    if (json !== undefined) return overridden(spec, evaluation, { value: true, json, groupName: given?.groupName });
    return this.local?.find(spec.kind, this.user, spec.name) ?? evaluation;
  }
}

/**
 * @param {import('../specs/spec.js').Spec} spec
 * @param {Evaluation} evaluation
 * @param {{ value: boolean, json?: any, groupName?: string }} given
 */
function overridden({ definition }, { outcome }, { groupName, json, value }) {
  const replaced = new Outcome({ value, ruleID: 'override', json, groupName, idType: outcome.idType ?? definition.idType });
  return new Evaluation(replaced, Reason.LocalOverride, NO_GATES, NO_GATES, null, null);
}

/**
 * @param {import('../specs/spec.js').Spec} spec
 * @param {string | undefined} groupName
 */
function ofGroup({ definition }, groupName) {
  if (groupName === undefined || groupName === null) return undefined;
  return definition.rules.find((/** @type {any} */ rule) => rule?.groupName === groupName)?.returnValue;
}

/**
 * @template T
 * @param {Record<string, T> | undefined} object
 * @param {string} name
 * @returns {T | undefined}
 */
function own(object, name) {
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * @param {{ includeLocalOverrides?: boolean, overrides?: GivenOverrides }} options
 * @param {import('../overrides/overrides.js').Overrides} local
 * @param {any} user
 * @returns {ResponseOverrides | null} null: nothing is overridden
 */
function responseOverridesOf(options, local, user) {
  const overrides = new ResponseOverrides(options, local, user);
  return overrides.isEmpty ? null : overrides;
}

exports.ResponseOverrides = ResponseOverrides;
exports.responseOverridesOf = responseOverridesOf;
