'use strict';

const { callSafely } = require('../logging/say.js');
const { evaluate, valueOf } = require('../evaluation/evaluate.js');
const { runInline } = require('../evaluation/inline.js');

/** @typedef {(...args: any[]) => any} Callback */

/** A `GrowthBookClient` for one user. What was tracked for the user is noted in the user context. */
class UserScopedGrowthBook {
  #client;
  #context;
  /** @type {import('../evaluation/subject.js').Subject | null} */
  #subject = null;

  /**
   * @param {import('./client.js').GrowthBookClient} client
   * @param {any} context
   * @param {any} [plugins]
   */
  constructor(client, context, plugins) {
    context ??= {};
    this.#client = client;
    this.#context = context;
    this.logs = [];
    context.trackedExperiments ??= new Set();
    context.trackedFeatureUsage ??= {};
    context.experimentViewedSubs ??= new Set();
    context.devLogs = this.logs;
    for (const plugin of plugins ?? []) callSafely(undefined, 'A plugin', plugin, [this]);
  }

  #user() {
    return (this.#subject = this.#client._subjectFor(this.#context, this.#subject));
  }

  /** @param {string} key */
  isOn(key) {
    return Boolean(valueOf(this.#user(), key));
  }

  /** @param {string} key */
  isOff(key) {
    return !valueOf(this.#user(), key);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   */
  getFeatureValue(key, defaultValue) {
    const value = valueOf(this.#user(), key);
    return value === null ? defaultValue : value;
  }

  /** @param {string} key */
  evalFeature(key) {
    return evaluate(this.#user(), key);
  }

  /** @param {any} experiment */
  runInlineExperiment(experiment) {
    return runInline(this.#user(), experiment).result;
  }

  /**
   * @param {string} eventName
   * @param {any} [properties]
   */
  logEvent(eventName, properties) {
    this.#client.logEvent(eventName, properties, this.#context);
  }

  /** @param {Callback} callback */
  setTrackingCallback(callback) {
    this.#context.trackingCallback = callback;
  }

  /** @param {Callback} callback */
  setFeatureUsageCallback(callback) {
    this.#context.onFeatureUsage = callback;
  }

  /** @param {Callback} callback */
  _subscribeExperimentViewed(callback) {
    const subscribers = (this.#context.experimentViewedSubs ??= new Set());
    subscribers.add(callback);
    return () => {
      subscribers.delete(callback);
    };
  }

  /** @param {string} url */
  setURL(url) {
    this.#context.url = url;
  }

  /** @param {any} attributes */
  updateAttributes(attributes) {
    this.#context.attributes = { ...this.#context.attributes, ...attributes };
  }

  /** @param {any} overrides */
  setAttributeOverrides(overrides) {
    this.#context.attributeOverrides = overrides;
  }

  /** @param {any} variations */
  async setForcedVariations(variations) {
    this.#context.forcedVariations = variations || {};
  }

  /** @param {Map<string, any>} map */
  setForcedFeatures(map) {
    this.#context.forcedFeatureValues = map;
  }

  getUserContext() {
    return this.#context;
  }

  getApiInfo() {
    return this.#client.getApiInfo();
  }

  getClientKey() {
    return this.#client.getClientKey();
  }

  getVersion() {
    return this.#client.version;
  }

  getDecryptedPayload() {
    return this.#client.getDecryptedPayload();
  }

  inDevMode() {
    return Boolean(this.#context.enableDevMode);
  }
}

exports.UserScopedGrowthBook = UserScopedGrowthBook;
