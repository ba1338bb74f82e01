'use strict';

const { typeName } = require('./clone.js');

/**
 * Called where a parameter was read.
 *
 * @typedef {(layer: Layer, parameter: string) => void} OnRead
 */

/** The values of a layer for a user. Each parameter that is read counts as an exposure. */
class Layer {
  #evaluation;
  #details;
  #onRead;
  /** @type {Record<string, unknown> | null} */
  #value = null;

  /**
   * @param {string} name
   * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
   * @param {import('./details.js').EvaluationDetails | null} details
   * @param {OnRead | null} onRead
   */
  constructor(name, evaluation, details, onRead) {
    this.name = name;
    this.#evaluation = evaluation;
    this.#details = details;
    this.#onRead = onRead;
  }

  /**
   * A parameter, or the default where it is missing, `null` or of another type than the default: then nothing counts as an exposure.
   *
   * @template T
   * @param {string} key
   * @param {T} [defaultValue]
   * @param {((value: unknown) => value is T) | null} [typeGuard] decides in place of the types
   * @returns {any}
   */
  get(key, defaultValue, typeGuard = null) {
    const fallback = defaultValue === undefined ? null : defaultValue;
    const value = this.#read(key);
    if (value === undefined || value === null) return fallback;
    if (!(typeGuard ? typeGuard(value) : fallback === null || typeName(value) === typeName(fallback))) return fallback;
    this.#onRead?.(this, key);
    return value;
  }

  /**
   * A parameter whatever its type.
   *
   * @param {string} key
   * @param {any} [defaultValue]
   * @returns {any}
   */
  getValue(key, defaultValue) {
    const fallback = defaultValue === undefined ? null : defaultValue;
    if (key === undefined || key === null) return fallback;
    const value = this.#read(key);
    if (value === undefined || value === null) return fallback;
    this.#onRead?.(this, key);
    return value;
  }

  getRuleID() {
    return this.#evaluation.outcome.ruleID;
  }

  getGroupName() {
    return this.#evaluation.outcome.groupName;
  }

  getIDType() {
    return this.#evaluation.outcome.idType;
  }

  /** The experiment that decided, or `null`. */
  getAllocatedExperimentName() {
    return this.#evaluation.delegate;
  }

  getEvaluationDetails() {
    return this.#details;
  }

  /** @param {string} key */
  #read(key) {
    const source = this.#value ?? this.#evaluation.outcome.json;
    const value = source[key];
    if (typeof value !== 'object' || value === null) return value;
    return (this.#value ??= this.#evaluation.outcome.copyJson())[key];
  }
}

exports.Layer = Layer;
