'use strict';

const { Copier } = require('../results/copier.js');
const { SpecBatch } = require('../evaluation/evaluate-each.js');
const { FilteredSpecs } = require('./filtered-specs.js');
const { Kind } = require('../specs/spec.js');
const { hasherOf } = require('./hasher.js');

/** What responses say of one spec, whoever the user is. */
class SpecInResponse {
  /**
   * @param {import('../specs/spec.js').Spec} spec
   * @param {number} at its position among those that are evaluated together
   * @param {string | undefined} name hidden, if names are; undefined: it has none
   */
  constructor(spec, at, name) {
    const { definition } = spec;
    this.spec = spec;
    this.at = at;
    this.name = name;
    this.key = keyOf(String(name));
    this.idType = definition.idType;
    this.isDeviceBased = typeof definition.idType === 'string' && definition.idType.toLowerCase() === 'stableid';
    this.entity = definition.entity;
    this.isActive = definition.isActive === true;
    this.hasSharedParams = Boolean(definition.hasSharedParams);
    this.explicitParameters = new Copier(definition.explicitParameters ?? []);
    /** Of an experiment: its values, after they were joined with the defaults of its layer. @type {WeakMap<import('../specs/outcome.js').Outcome, Copier>} */
    this.joined = new WeakMap();
  }
}

/** What the responses for clients with one key have in common: whatever does not depend on the user. */
class ResponseTemplate {
  /**
   * @param {import('../specs/store.js').SpecStore} store that has specs
   * @param {string | undefined} clientKey
   * @param {string} hashName
   */
  constructor(store, clientKey, hashName) {
    this.bench = /** @type {import('../specs/bench.js').Bench} */ (store.bench);
    this.store = store;
    this.clientKey = clientKey;
    this.hashName = hashName;
    this.hash = hasherOf(hashName);
    const specs = new FilteredSpecs(this.bench, store.root, clientKey);
    this.askingApp = specs.askingApp;
    /** @type {import('../specs/spec.js').Spec[]} */
    const all = [];
    const specsOf = (/** @type {number} */ kind) => specs.of(kind).map((spec) => new SpecInResponse(spec, all.push(spec) - 1, this.nameOf(spec)));
    this.gates = specsOf(Kind.Gate);
    this.configs = specsOf(Kind.Config);
    this.layers = specsOf(Kind.Layer);
    /** By name, and with those that layers delegate to, known or not to the client. @type {Map<string, SpecInResponse>} */
    this.experiments = new Map(this.configs.map((config) => [config.spec.name, config]));
    for (const name of this.layers.flatMap(delegatesOf)) {
      const spec = this.experiments.has(name) ? null : this.bench.find(Kind.Config, name);
      if (spec !== null) this.experiments.set(name, new SpecInResponse(spec, all.push(spec) - 1, this.nameOf(spec)));
    }
    this.batch = new SpecBatch(all);
  }

  /**
   * Its hidden name. One that is not hidden is undefined where a spec has none.
   *
   * @param {import('../specs/spec.js').Spec} spec
   */
  nameOf({ bench, definition, name }) {
    return this.hashName !== 'none' || bench.isKeyed || definition.name !== undefined ? this.hash(name) : undefined;
  }

  /**
   * A copy of the value of an experiment, with what else its layer has by default.
   *
   * @param {SpecInResponse} experiment
   * @param {import('../specs/outcome.js').Outcome} outcome
   */
  joinedWithLayer({ joined, spec }, outcome) {
    const known = joined.get(outcome);
    if (known !== undefined) return known.copy();
    const layer = this.store.layerOf(spec.name);
    const defaults = layer === null ? null : this.bench.find(Kind.Layer, layer);
    const copier = new Copier(defaults === null ? outcome.json : { ...defaults.definition.defaultValue, ...outcome.json });
    joined.set(outcome, copier);
    return copier.copy();
  }
}

/**
 * @param {SpecInResponse} layer
 * @returns {string[]}
 */
function delegatesOf({ spec }) {
  const names = spec.definition.rules.map((/** @type {any} */ rule) => rule?.configDelegate);
  return names.filter((/** @type {any} */ name) => name !== undefined && name !== null).map(String);
}

/**
 * Objects with keys that are numbers get these faster if they come as numbers: as hidden names do.
 *
 * @param {string} name
 * @returns {any}
 */
function keyOf(name) {
  const number = Number(name);
  return String(number) === name ? number : name;
}

/** So many are kept: clients have few keys, but may make up any. */
const TEMPLATES_KEPT = 8;

/**
 * @param {import('../specs/store.js').SpecStore} store that has specs
 * @param {any} clientKey
 * @param {string} hashName
 * @returns {ResponseTemplate}
 */
function templateOf(store, clientKey, hashName) {
  const { responseTemplates: known } = /** @type {import('../specs/bench.js').Bench} */ (store.bench);
  const key = clientKey === undefined || clientKey === null ? undefined : String(clientKey);
  const found = known.find((template) => template.clientKey === key && template.hashName === hashName);
  if (found !== undefined) return found;
  const template = new ResponseTemplate(store, key, hashName);
  if (known.length >= TEMPLATES_KEPT) known.shift();
  known.push(template);
  return template;
}

exports.ResponseTemplate = ResponseTemplate;
exports.SpecInResponse = SpecInResponse;
exports.templateOf = templateOf;
