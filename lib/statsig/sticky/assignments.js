'use strict';

const { Kind } = require('../specs/spec.js');
const { propertyOfAnyCase } = require('../user/any-case.js');
const { toEvaluation, toStickyValues } = require('./sticky-values.js');

/**
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 * @typedef {import('../evaluation/evaluator.js').Evaluator} Evaluator
 * @typedef {import('../specs/spec.js').Spec} Spec
 * @typedef {import('./sticky-values.js').StickyValues} StickyValues
 *
 * @typedef {object} StickyOptions
 * @property {Record<string, StickyValues> | null} [userPersistedValues] what the storage had for the user
 * @property {{ enforceTargeting?: boolean } | null} [persistentAssignmentOptions]
 */

/**
 * A storage of the application. All of it is synchronous.
 *
 * @typedef {object} Storage
 * @property {(key: string) => any} load
 * @property {(key: string, configName: string, data: StickyValues) => void} save
 * @property {(key: string, configName: string) => void} delete
 */

/** Keeps users in the group of an experiment that they were once given. */
class Assignments {
  /**
   * @param {Storage | null} storage
   * @param {(what: string, error: any) => void} warn
   */
  constructor(storage, warn) {
    this.storage = storage;
    this.warn = warn;
  }

  /** @param {StickyOptions | undefined} options */
  concern(options) {
    return this.storage !== null || (options?.userPersistedValues ?? null) !== null;
  }

  /**
   * @param {any} user
   * @param {string} idType
   * @returns {Record<string, StickyValues>}
   */
  load(user, idType) {
    if (this.storage === null) return {};
    try {
      return this.storage.load(keyOf(user, idType)) ?? {};
    } catch (error) {
      this.warn('load', error);
      return {};
    }
  }

  /**
   * @param {Evaluator} evaluator
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {StickyOptions} [options]
   * @returns {Evaluation}
   */
  ofConfig(evaluator, user, environment, name, options) {
    const evaluate = () => evaluator.evaluate(Kind.Config, user, environment, name);
    const spec = specFor(evaluator, Kind.Config, user, name);
    if (spec === null) return evaluate();
    const values = options?.userPersistedValues ?? null;
    if (values === null || !isActive(spec)) {
      this.delete(user, spec);
      return evaluate();
    }
    const sticky = ownValue(values, name);
    if (sticky !== undefined) {
      const isTargeted = !enforcesTargeting(options) || evaluator.targets(Kind.Config, user, environment, name);
      return isTargeted ? toEvaluation(sticky) : evaluate();
    }
    const evaluation = evaluate();
    if (evaluation.outcome.isExperimentGroup) this.save(user, spec, evaluation, evaluator.store.time);
    return evaluation;
  }

  /**
   * @param {Evaluator} evaluator
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {StickyOptions} [options]
   * @returns {Evaluation}
   */
  ofLayer(evaluator, user, environment, name, options) {
    const evaluate = () => evaluator.evaluate(Kind.Layer, user, environment, name);
    const spec = specFor(evaluator, Kind.Layer, user, name);
    if (spec === null) return evaluate();
    const values = options?.userPersistedValues ?? null;
    if (values === null) {
      this.delete(user, spec);
      return evaluate();
    }
    const sticky = ownValue(values, name);
    if (sticky !== undefined) {
      if (!isDelegateActive(spec, sticky.config_delegate)) {
        this.delete(user, spec);
        return evaluate();
      }
      const isTargeted = !enforcesTargeting(options) || evaluator.targets(Kind.Config, user, environment, String(sticky.config_delegate));
      return isTargeted ? toEvaluation(sticky) : evaluate();
    }
    const evaluation = evaluate();
    if (!isDelegateActive(spec, evaluation.delegate)) this.delete(user, spec);
    else if (evaluation.outcome.isExperimentGroup) this.save(user, spec, evaluation, evaluator.store.time);
    return evaluation;
  }

  /**
   * @param {any} user
   * @param {Spec} spec
   * @param {Evaluation} evaluation
   * @param {number} time of the specs
   */
  save(user, { definition, name }, evaluation, time) {
    if (this.storage === null) return;
    try {
      this.storage.save(keyOf(user, definition.idType), name, toStickyValues(evaluation, time));
    } catch (error) {
      this.warn('save', error);
    }
  }

  /**
   * @param {any} user
   * @param {Spec} spec
   */
  delete(user, { definition, name }) {
    if (this.storage === null) return;
    try {
      this.storage.delete(keyOf(user, definition.idType), name);
    } catch (error) {
      this.warn('delete', error);
    }
  }
}

/**
 * The spec that decides for the user; null where there is none, or the application overrides it.
 *
 * @param {Evaluator} evaluator
 * @param {number} kind
 * @param {any} user
 * @param {string} name
 */
function specFor({ overrides, store }, kind, user, name) {
  if (overrides.find(kind, user, name) !== undefined || !store.isInitialized || store.bench === null) return null;
  return store.bench.find(kind, name);
}

/** @param {Spec} spec */
function isActive({ definition }) {
  return Boolean(definition.isActive);
}

/**
 * @param {Spec} layer
 * @param {any} name of the experiment
 */
function isDelegateActive({ bench }, name) {
  const delegate = typeof name === 'string' ? bench.find(Kind.Config, name) : null;
  return delegate !== null && isActive(delegate);
}

/** @param {StickyOptions | undefined} options */
function enforcesTargeting(options) {
  return options?.persistentAssignmentOptions?.enforceTargeting === true;
}

/**
 * @param {Record<string, StickyValues>} values
 * @param {string} name
 */
function ownValue(values, name) {
  return Object.hasOwn(values, name) ? (values[name] ?? undefined) : undefined;
}

/**
 * What a storage knows a user by.
 *
 * @param {any} user
 * @param {any} idType
 */
function keyOf(user, idType) {
  return `${unitOf(user, idType) ?? ''}:${idType}`;
}

/**
 * @param {any} user
 * @param {any} idType
 */
function unitOf({ customIDs, userID }, idType) {
  if (typeof idType !== 'string' || idType.toLowerCase() === 'userid') return userID;
  return propertyOfAnyCase(customIDs, idType);
}

exports.Assignments = Assignments;
