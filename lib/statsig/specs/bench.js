'use strict';

const { Reader } = require('../evaluation/reader.js');
const { GateExposure } = require('./gate-exposure.js');
const { Kind, Spec } = require('./spec.js');

/** So many names that are none of specs are remembered. */
const UNKNOWN_KEPT = 1_000;

/** Values per input in what native code tells of inputs. */
const INPUT_WIDTH = 3;

/** More than there are texts in specs of 64 MiB: what two numbers are joined by. */
const TEXTS = 2 ** 26;

/** Compiled specs as JavaScript sees them; what is known of each spec is fetched when it is first used. */
class Bench {
  /**
   * @param {import('../../../binding.js').NativeBench} native
   * @param {() => string} json the text of all
   */
  constructor(native, json) {
    this.native = native;
    this.json = json;
    /** Of specs of the second version, once they were asked for. @type {any} */
    this.conditionMap = null;
    /** Whether they are of the second version. */
    this.isKeyed = native.isKeyed;
    this.readers = readersOf(native.inputs());
    /** By kind and name. Null: there is none. @type {Map<string, Spec | null>[]} */
    this.specs = [new Map(), new Map(), new Map()];
    this.unknown = 0;
    /** @type {(string[] | undefined)[]} */
    this.nameLists = [];
    /** By the numbers of gate, value and rule. @type {Map<number, GateExposure>} */
    this.gateExposures = new Map();
    /** What responses for clients with the same key have in common. @type {import('../responses/template.js').ResponseTemplate[]} */
    this.responseTemplates = [];
  }

  /**
   * @param {number} kind
   * @param {string} name
   * @returns {Spec | null}
   */
  find(kind, name) {
    const spec = this.specs[kind].get(name);
    return spec === undefined ? this.load(kind, name) : spec;
  }

  /**
   * @param {number} kind
   * @param {string} name
   */
  load(kind, name) {
    const at = this.native.find(kind, name);
    const spec = at < 0 ? null : new Spec(this, kind, name, at);
    if (spec !== null || this.unknown < UNKNOWN_KEPT) {
      if (spec === null) this.unknown += 1;
      this.specs[kind].set(name, spec);
    }
    return spec;
  }

  /** Forgets what is known of specs. */
  forget() {
    for (const specs of this.specs) specs.clear();
    this.unknown = 0;
    this.responseTemplates = [];
  }

  /**
   * The conditions of a rule. Those of the second version stand elsewhere.
   *
   * @param {any} rule
   * @returns {any[]}
   */
  conditionsOf(rule) {
    const conditions = rule?.conditions ?? [];
    return this.isKeyed ? conditions.map((/** @type {any} */ name) => (typeof name === 'string' ? this.condition(name) : name)) : conditions;
  }

  /** @param {string} name */
  condition(name) {
    this.conditionMap ??= JSON.parse(this.json()).condition_map ?? {};
    return this.conditionMap[name];
  }

  /** @param {number} at the number of a config */
  configAt(at) {
    return /** @type {Spec} */ (this.find(Kind.Config, this.names(Kind.Config)[at]));
  }

  /** @param {number} kind */
  names(kind) {
    return (this.nameLists[kind] ??= this.native.names(kind));
  }

  /**
   * @param {number} gate the number of its name
   * @param {number} value 0 or 1
   * @param {number} rule the number of its rule's id
   */
  gateExposure(gate, value, rule) {
    // Beyond 2^53 the numbers of two gates could be one: there are no texts with such numbers.
    const key = (gate * 2 + value) * TEXTS + rule;
    let exposure = this.gateExposures.get(key);
    if (exposure === undefined) {
      exposure = new GateExposure(this.native.text(gate), value === 1, this.native.text(rule));
      this.gateExposures.set(key, exposure);
    }
    return exposure;
  }
}

/** @param {(string | number | null)[]} flat */
function readersOf(flat) {
  const readers = [];
  for (let at = 0; at < flat.length; at += INPUT_WIDTH) {
    readers.push(new Reader(Number(flat[at]), /** @type {string | null} */ (flat[at + 1]), Number(flat[at + 2])));
  }
  return readers;
}

exports.Bench = Bench;
