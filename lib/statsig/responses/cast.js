'use strict';

const { Copier } = require('../results/copier.js');
const { Company } = require('../evaluation/evaluate-each.js');
const { FilteredSpecs } = require('./filtered-specs.js');
const { Kind } = require('../specs/spec.js');
const { hasherOf } = require('./hasher.js');

/** What responses say of one spec, whoever the user is. */
class Role {
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
    /** Of an experiment: its values, after they were joined with the defaults of its layer. @type {WeakMap<object, Copier>} */
    this.joined = new WeakMap();
  }
}

/** What the responses for clients with one key have in common: whatever does not depend on the user. */
class Cast {
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
    const rolesOf = (/** @type {number} */ kind) => specs.of(kind).map((spec) => new Role(spec, all.push(spec) - 1, this.nameOf(spec)));
    this.gates = rolesOf(Kind.Gate);
    this.configs = rolesOf(Kind.Config);
    this.layers = rolesOf(Kind.Layer);
    this.company = new Company(all);
    /** Those that layers delegate to, known or not to the client. @type {Map<string, Role | null>} */
    this.experiments = new Map(this.configs.map((role) => [role.spec.name, role]));
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
   * @param {string} name of a config
   * @returns {Role | null} at -1 if clients may not know it
   */
  experiment(name) {
    const known = this.experiments.get(name);
    if (known !== undefined) return known;
    const spec = this.bench.find(Kind.Config, name);
    const role = spec === null ? null : new Role(spec, -1, this.nameOf(spec));
    this.experiments.set(name, role);
    return role;
  }

  /**
   * A copy of the value of an experiment, with what else its layer has by default.
   *
   * @param {Role} role
   * @param {any} json
   */
  joinedWithLayer({ joined, spec }, json) {
    const known = joined.get(json);
    if (known !== undefined) return known.copy();
    const layer = this.store.layerOf(spec.name);
    const defaults = layer === null ? null : this.bench.find(Kind.Layer, layer);
    const copier = new Copier(defaults === null ? json : { ...defaults.definition.defaultValue, ...json });
    joined.set(json, copier);
    return copier.copy();
  }
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

/**
 * The one of the last response, if it is for the same.
 *
 * @param {import('../specs/store.js').SpecStore} store that has specs
 * @param {any} clientKey
 * @param {string} hashName
 * @returns {Cast}
 */
function castOf(store, clientKey, hashName) {
  const bench = /** @type {import('../specs/bench.js').Bench} */ (store.bench);
  const key = clientKey === undefined || clientKey === null ? undefined : String(clientKey);
  const last = /** @type {Cast | null} */ (bench.cast);
  if (last !== null && last.clientKey === key && last.hashName === hashName) return last;
  return (bench.cast = new Cast(store, key, hashName));
}

exports.Cast = Cast;
exports.Role = Role;
exports.castOf = castOf;
