'use strict';

const { djb2 } = require('../specs/hashes.js');
const { Kind } = require('../specs/spec.js');

/** Gates that are of no use to clients. */
const HIDDEN = new Set(['segment', 'holdout']);

/** The specs that a client may know. */
class FilteredSpecs {
  /**
   * @param {import('../specs/bench.js').Bench} bench
   * @param {any} root of the specs
   * @param {string | undefined} clientKey undefined: all
   */
  constructor(bench, root, clientKey) {
    this.bench = bench;
    const keyHash = clientKey === undefined ? null : djb2(clientKey);
    /** The client's app; undefined: nobody knows. @type {string | undefined} */
    this.app = keyHash === null ? undefined : (own(root.hashed_sdk_keys_to_app_ids, keyHash) ?? own(root.sdk_keys_to_app_ids, String(clientKey)));
    /** The same as evaluations take it: undefined where nobody asks, null where it is unknown. @type {string | null | undefined} */
    this.askingApp = keyHash === null ? undefined : (this.app ?? null);
    /** @type {{ gates?: string[], configs?: string[] } | undefined} */
    this.entities = keyHash === null ? undefined : own(root.hashed_sdk_keys_to_entities, keyHash);
  }

  /**
   * @param {number} kind
   * @returns {import('../specs/spec.js').Spec[]}
   */
  of(kind) {
    const listed = this.listed(kind);
    const specs = [];
    for (const name of this.bench.names(kind)) {
      const spec = this.bench.find(kind, name);
      if (spec === null || (kind === Kind.Gate && HIDDEN.has(spec.definition.entity))) continue;
      if (this.app !== undefined && !(spec.definition.targetAppIDs ?? []).includes(this.app)) continue;
      if (listed === undefined || listed.has(name)) specs.push(spec);
    }
    return specs;
  }

  /** @param {number} kind */
  listed(kind) {
    if (this.entities === undefined || kind === Kind.Layer) return undefined;
    return new Set((kind === Kind.Gate ? this.entities.gates : this.entities.configs) ?? []);
  }
}

/**
 * @param {any} object
 * @param {string} key
 */
function own(object, key) {
  return object && Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

exports.FilteredSpecs = FilteredSpecs;
