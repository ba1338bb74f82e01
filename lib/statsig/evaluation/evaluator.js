'use strict';

const { CircleError, evaluate, evaluateSpecially } = require('./evaluate.js');
const { UNINITIALIZED, UNRECOGNIZED } = require('./evaluation.js');
const { Kind } = require('../specs/spec.js');
const { evaluateEach } = require('./evaluate-each.js');

/**
 * @typedef {import('./evaluation.js').Evaluation} Evaluation
 * @typedef {import('../sticky/assignments.js').StickyOptions} StickyOptions
 */

/** Evaluates gates, configs and layers for users. */
class Evaluator {
  /**
   * @param {object} options
   * @param {import('../specs/store.js').SpecStore} options.store
   * @param {import('../overrides/overrides.js').Overrides} options.overrides
   * @param {import('../lookups/index.js').Lookups} options.lookups
   * @param {import('../sticky/assignments.js').Assignments} options.assignments
   */
  constructor({ store, overrides, lookups, assignments }) {
    this.store = store;
    this.overrides = overrides;
    this.lookups = lookups;
    this.assignments = assignments;
  }

  /**
   * @param {any} user
   * @param {any} environment of the user
   * @param {string} name
   * @returns {Evaluation}
   */
  gate(user, environment, name) {
    return this.evaluate(Kind.Gate, user, environment, name);
  }

  /**
   * A dynamic config or an experiment.
   *
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {StickyOptions} [options]
   * @returns {Evaluation}
   */
  config(user, environment, name, options) {
    if (!this.assignments.concern(options)) return this.evaluate(Kind.Config, user, environment, name);
    return this.assignments.ofConfig(this, user, environment, name, options);
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {StickyOptions} [options]
   * @returns {Evaluation}
   */
  layer(user, environment, name, options) {
    if (!this.assignments.concern(options)) return this.evaluate(Kind.Layer, user, environment, name);
    return this.assignments.ofLayer(this, user, environment, name, options);
  }

  /**
   * @param {number} kind one of `Kind`
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @returns {Evaluation}
   */
  evaluate(kind, user, environment, name) {
    if (!this.overrides.isEmpty) {
      const overridden = this.overrides.find(kind, user, name);
      if (overridden !== undefined) return overridden;
    }
    return this.evaluateUnforced(kind, user, environment, name, undefined);
  }

  /**
   * The same without a look at overrides of the spec itself.
   *
   * @param {number} kind
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {string | null | undefined} app that asks; undefined: that of the specs
   * @returns {Evaluation}
   */
  evaluateUnforced(kind, user, environment, name, app) {
    const { bench, isInitialized, source } = this.store;
    if (!isInitialized) return UNINITIALIZED;
    const spec = bench === null ? null : bench.find(kind, name);
    if (spec === null) return UNRECOGNIZED;
    const subject = { user, environment, lookups: this.lookups, app };
    if (this.overrides.isEmpty) return evaluate(spec, subject, source);
    const overrides = this.overrides.applicable(user);
    return evaluateSpecially(spec, subject, source, { overrides, onlyTargeting: false });
  }

  /**
   * The same for many specs. One that needs itself is as good as unknown: the others have a value all the same.
   *
   * @param {import('./evaluate-each.js').SpecBatch} batch
   * @param {any} user
   * @param {any} environment
   * @param {string | null | undefined} app
   * @returns {Evaluation[]}
   */
  evaluateEach(batch, user, environment, app) {
    const { isInitialized, source } = this.store;
    if (isInitialized && batch.fitsOneCall && this.overrides.isEmpty) {
      return evaluateEach(batch, { user, environment, lookups: this.lookups, app }, source);
    }
    return batch.specs.map((spec) => this.evaluateUncircled(spec, user, environment, app));
  }

  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {any} user
   * @param {any} environment
   * @param {string | null | undefined} app
   * @returns {Evaluation}
   */
  evaluateUncircled({ kind, name }, user, environment, app) {
    try {
      return this.evaluateUnforced(kind, user, environment, name, app);
    } catch (error) {
      if (error instanceof CircleError) return UNRECOGNIZED;
      throw error;
    }
  }

  /**
   * Whether an experiment, or a layer, targets the user; whoever its rules of targeting do not keep out is.
   *
   * @param {number} kind
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   */
  targets(kind, user, environment, name) {
    const { bench, source } = this.store;
    const spec = bench === null ? null : bench.find(kind, name);
    if (spec === null) return true;
    const subject = { user, environment, lookups: this.lookups, app: undefined };
    const overrides = this.overrides.isEmpty ? null : this.overrides.applicable(user);
    return !evaluateSpecially(spec, subject, source, { overrides, onlyTargeting: true }).outcome.value;
  }
}

exports.Evaluator = Evaluator;
