'use strict';

const { typeName } = require('./clone.js');

/** @typedef {import('./details.js').EvaluationDetails} EvaluationDetails */

/**
 * Called where a default value is of another type than the value.
 *
 * @typedef {(parameter: string, defaultValueType: string, valueType: string) => void} OnMismatch
 */

/** The value of a dynamic config or an experiment for a user. */
class DynamicConfig {
  #outcome;
  #gates;
  #details;
  #onMismatch;
  /** The application's own, once it was asked for. @type {Record<string, unknown> | null} */
  #value = null;

  /**
   * @param {string} name
   * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
   * @param {EvaluationDetails | null} details
   * @param {OnMismatch | null} onMismatch
   */
  constructor(name, { gates, outcome }, details, onMismatch) {
    this.name = name;
    this.#outcome = outcome;
    this.#gates = gates;
    this.#details = details;
    this.#onMismatch = onMismatch;
  }

  /** All parameters. The object is the caller's to change. */
  get value() {
    return (this.#value ??= this.#outcome.copyJson());
  }

  /**
   * A parameter, or the default where it is missing, `null` or of another type than the default.
   *
   * @template T
   * @param {string} key
   * @param {T} [defaultValue]
   * @param {((value: unknown) => value is T) | null} [typeGuard] decides in place of the types
   * @returns {any}
   */
  get(key, defaultValue, typeGuard = null) {
    const fallback = defaultValue === undefined ? null : defaultValue;
    const value = this.#read(key) ?? fallback;
    if (value === null) return fallback;
    if (typeGuard ? typeGuard(value) : fallback === null || typeName(value) === typeName(fallback)) return value;
    this.#onMismatch?.(key, typeName(fallback), typeName(value));
    return fallback;
  }

  /**
   * A parameter whatever its type; without a key all of them.
   *
   * @param {string | null} [key]
   * @param {any} [defaultValue]
   * @returns {any}
   */
  getValue(key, defaultValue) {
    if (key === undefined || key === null) return this.value;
    return this.#read(key) ?? defaultValue ?? null;
  }

  getRuleID() {
    return this.#outcome.ruleID;
  }

  getGroupName() {
    return this.#outcome.groupName;
  }

  getIDType() {
    return this.#outcome.idType;
  }

  getEvaluationDetails() {
    return this.#details;
  }

  _getSecondaryExposures() {
    return this.#gates.map((gate) => gate.copy());
  }

  toJSON() {
    return { name: this.name, value: this.value, ruleID: this.getRuleID(), groupName: this.getGroupName(), idType: this.getIDType() };
  }

  /** @param {string} key */
  #read(key) {
    if (key === undefined || key === null) return this.value;
    const source = this.#value ?? this.#outcome.json;
    const value = source[key];
    // What is no object needs no copy.
    return typeof value === 'object' && value !== null ? this.value[key] : value;
  }
}

exports.DynamicConfig = DynamicConfig;
