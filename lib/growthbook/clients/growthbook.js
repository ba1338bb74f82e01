'use strict';

const { DONE, Instance } = require('./instance.js');
const { DeferredCalls } = require('../tracking/deferred.js');
const { callSafely, say } = require('../logging/say.js');
const { checkOptions, hostsOf } = require('../options/checks.js');
const { closeAll } = require('./feed.js');
const { decrypt } = require('../payload/decrypt.js');
const { devLog, notify } = require('../tracking/track.js');
const { evaluate, valueOf } = require('../evaluation/evaluate.js');
const { objectOrNull, urlText } = require('../evaluation/subject.js');
const { runInline } = require('../evaluation/inline.js');
const { syncPayload } = require('../options/init-sync.js');
const { version } = require('../../../package.json');

/** @typedef {(...args: any[]) => any} Callback */

/** Feature flags and experiments for one user, such as the one who sent a request. */
class GrowthBook {
  #instance;
  #subject;
  #listener;
  /** @type {any[] | null} */
  #logs = null;
  /** @type {Callback[] | null} */
  #destroyCallbacks = null;
  /** @type {Set<Callback> | null} */
  #eventSubscriptions = null;

  /** @param {any} [options] */
  constructor(options) {
    options ??= {};
    if (options.remoteEval || options.cacheKeyAttributes) checkOptions(options);
    this.debug = Boolean(options.debug);
    this.version = version;
    this.#instance = new Instance(options);
    this.#subject = this.#instance.subject;
    this.#listener = this.#instance.listener;
    if (options.enableDevMode) this.#startDevMode();
    if (options.remoteEval) say(options.log, 'Remote evaluation is not supported: features are evaluated here', {});
    for (const plugin of options.plugins ?? []) callSafely(options.log, 'A plugin', plugin, [this]);
  }

  #startDevMode() {
    this.#listener.devLogs = this.logs;
    this.#listener.noteUsageListeners();
  }

  /** Whether there are features to evaluate. */
  get ready() {
    return this.#instance.ready;
  }

  set ready(ready) {
    this.#instance.ready = ready;
  }

  /** What happened, for developers' tools: filled with `enableDevMode` only. */
  get logs() {
    return (this.#logs ??= []);
  }

  // Payload

  /** @param {any} [options] */
  async init(options) {
    return this.#instance.feed.init(options ?? {});
  }

  /** @param {any} options */
  initSync(options) {
    const payload = syncPayload(options);
    this.#instance.initSync(payload);
    if (options.streaming || options.pollingInterval) this.#instance.feed.subscribe(options);
    return this;
  }

  /** @param {any} [options] */
  async loadFeatures(options) {
    const { autoRefresh, ...rest } = options ?? {};
    const { backgroundSync = true, subscribeToChanges } = this.#instance.options;
    await this.init({ ...rest, streaming: Boolean(backgroundSync && (autoRefresh || subscribeToChanges)) });
  }

  /** @param {any} [options] */
  async refreshFeatures(options) {
    await this.#instance.feed.refresh(options ?? {});
  }

  /** @param {any} payload */
  async setPayload(payload) {
    try {
      await this.#instance.state.set(payload);
    } catch (error) {
      this.#listener.say('The payload cannot be used', { error });
    }
  }

  getPayload() {
    return this.#instance.state.payload;
  }

  getDecryptedPayload() {
    return this.#instance.state.decryptedPayload;
  }

  /** @param {any} features */
  setFeatures(features) {
    this.#instance.state.replace({ features });
    this.#instance.render();
  }

  /**
   * @param {string} encrypted
   * @param {string} [decryptionKey]
   * @param {any} [subtle]
   */
  async setEncryptedFeatures(encrypted, decryptionKey, subtle) {
    this.setFeatures(await this.#decrypted(encrypted, decryptionKey, subtle));
  }

  /** @param {any} experiments */
  setExperiments(experiments) {
    this.#instance.state.replace({ experiments });
  }

  /**
   * @param {string} encrypted
   * @param {string} [decryptionKey]
   * @param {any} [subtle]
   */
  async setEncryptedExperiments(encrypted, decryptionKey, subtle) {
    this.setExperiments(await this.#decrypted(encrypted, decryptionKey, subtle));
  }

  /**
   * @param {string} encrypted
   * @param {string | undefined} key
   * @param {any} subtle
   */
  async #decrypted(encrypted, key, subtle) {
    return JSON.parse(await decrypt(encrypted, key || this.#instance.options.decryptionKey, subtle || undefined));
  }

  getFeatures() {
    return this.#instance.state.features;
  }

  getExperiments() {
    return this.#instance.state.experiments;
  }

  /** @returns {[apiHost: string, clientKey: string]} */
  getApiInfo() {
    return [this.getApiHosts().apiHost, this.getClientKey()];
  }

  getApiHosts() {
    return hostsOf(this.#instance.options);
  }

  getClientKey() {
    return this.#instance.options.clientKey || '';
  }

  isRemoteEval() {
    return Boolean(this.#instance.options.remoteEval);
  }

  getCacheKeyAttributes() {
    return this.#instance.options.cacheKeyAttributes;
  }

  // The user

  getAttributes() {
    return { ...this.#subject.attributes, ...this.#subject.overrides };
  }

  /** @param {any} attributes */
  setAttributes(attributes) {
    this.#subject.setAttributes(attributes, this.#subject.overrides);
    return this.#instance.attributesChanged();
  }

  /** @param {any} attributes */
  updateAttributes(attributes) {
    return this.setAttributes({ ...this.#subject.attributes, ...attributes });
  }

  /** @param {any} overrides */
  setAttributeOverrides(overrides) {
    this.#subject.setAttributes(this.#subject.attributes, overrides);
    return this.#instance.attributesChanged();
  }

  getUrl() {
    return this.#subject.url || '';
  }

  /** @param {string} url */
  async setURL(url) {
    const text = urlText(url) ?? '';
    if (text === this.#subject.url) return;
    this.#subject.url = text;
    if (this.#instance.lazyAuto !== null) this.#instance.lazyAuto.redirectUrl = '';
    this.#instance.updateAuto();
  }

  getForcedVariations() {
    return this.#subject.forcedVariations ?? {};
  }

  /** @param {any} variations */
  setForcedVariations(variations) {
    this.#subject.forcedVariations = objectOrNull(variations);
    this.#instance.render();
    this.#instance.updateAuto();
    return DONE;
  }

  /**
   * @param {string} key
   * @param {number} variation
   */
  forceVariation(key, variation) {
    this.#subject.forcedVariations = { ...this.#subject.forcedVariations, [key]: variation };
    this.#instance.updateAuto();
    this.#instance.render();
  }

  getForcedFeatures() {
    return (this.#subject.forcedFeatures ??= new Map());
  }

  /** @param {Map<string, any>} map */
  setForcedFeatures(map) {
    this.#subject.forcedFeatures = map instanceof Map ? map : null;
    this.#instance.render();
  }

  // Evaluation

  /** @param {string} key */
  isOn(key) {
    return Boolean(valueOf(this.#subject, key));
  }

  /** @param {string} key */
  isOff(key) {
    return !valueOf(this.#subject, key);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   */
  getFeatureValue(key, defaultValue) {
    const value = valueOf(this.#subject, key);
    return value === null ? defaultValue : value;
  }

  /** @param {string} key */
  evalFeature(key) {
    return evaluate(this.#subject, key);
  }

  /** @param {string} key */
  feature(key) {
    return evaluate(this.#subject, key);
  }

  /** @param {any} experiment */
  run(experiment) {
    return runInline(this.#subject, experiment, this.#instance.options).result;
  }

  getAllResults() {
    return this.#listener.results();
  }

  // Experiments that run by themselves

  /** @param {string} key */
  triggerExperiment(key) {
    const { auto, state } = this.#instance;
    const results = auto.trigger(key);
    return state.definitions.experiments ? results : null;
  }

  triggerAutoExperiments() {
    this.#instance.auto.isAllowed = true;
    this.#instance.updateAuto();
  }

  getRedirectUrl() {
    return this.#instance.lazyAuto?.redirectUrl ?? '';
  }

  getCompletedChangeIds() {
    return [...(this.#listener.changeIds ?? [])];
  }

  // Tracking

  /** @param {Callback} callback */
  setTrackingCallback(callback) {
    this.#listener.trackingCallback = callback;
    this.fireDeferredTrackingCalls();
  }

  /** @param {Callback} callback */
  setFeatureUsageCallback(callback) {
    this.#listener.usageCallback = callback;
    this.#listener.noteUsageListeners();
  }

  /** @param {Callback} logger */
  setEventLogger(logger) {
    this.#listener.eventLogger = logger;
    this.#listener.noteUsageListeners();
  }

  /**
   * @param {string} eventName
   * @param {any} [properties]
   */
  async logEvent(eventName, properties) {
    const { eventLogger, log } = this.#listener;
    if (this.#instance.isDestroyed) {
      say(log, 'Cannot log an event: the instance is destroyed', { eventName });
      return;
    }
    if (this.inDevMode()) this.logs.push(devLog('event', { eventName, properties }));
    if (eventLogger) {
      await callSafely(log, 'eventLogger', eventLogger, [eventName, properties || {}, this.#subject.user]);
    } else {
      say(log, 'No event logger configured', { eventName });
    }
    notify(log, 'A subscription', this.#eventSubscriptions, [eventName, properties || {}]);
  }

  getDeferredTrackingCalls() {
    return this.#listener.deferred?.entries.map(([, call]) => call) ?? [];
  }

  /** @param {any} calls */
  setDeferredTrackingCalls(calls) {
    this.#listener.deferred = DeferredCalls.from(calls);
  }

  fireDeferredTrackingCalls() {
    return this.#listener.fireDeferred();
  }

  /** @param {Callback} callback */
  subscribe(callback) {
    return subscribe((this.#listener.subscriptions ??= new Set()), callback);
  }

  /** @param {Callback} callback */
  _subscribeExperimentViewed(callback) {
    return subscribe((this.#listener.viewedSubscriptions ??= new Set()), callback);
  }

  /** @param {Callback} callback */
  _subscribeFeatureUsage(callback) {
    const unsubscribe = subscribe((this.#listener.usageSubscriptions ??= new Set()), callback);
    this.#listener.noteUsageListeners();
    return () => {
      unsubscribe();
      this.#listener.noteUsageListeners();
    };
  }

  /** @param {Callback} callback */
  _subscribeCustomEvents(callback) {
    return subscribe((this.#eventSubscriptions ??= new Set()), callback);
  }

  // Sticky buckets

  getStickyBucketAssignmentDocs() {
    return this.#instance.sticky?.docs ?? this.#instance.options.stickyBucketAssignmentDocs ?? {};
  }

  /** @param {any} [payload] */
  async refreshStickyBuckets(payload) {
    const { state } = this.#instance;
    await this.#instance.loadSticky(payload ? state.preview(payload) : state.definitions);
  }

  /**
   * @param {any} service
   * @param {any} payload
   */
  generateStickyBucketAssignmentDocsSync(service, payload) {
    if (typeof service?.getAllAssignmentsSync !== 'function') {
      this.#listener.say('Sticky buckets can only be had at once from a StickyBucketServiceSync', {});
      return undefined;
    }
    return this.#instance.stickyDocsSync(service, this.#instance.state.preview(payload ?? {}));
  }

  // The instance

  /** @param {any} renderer */
  setRenderer(renderer) {
    this.#instance.renderer = renderer;
  }

  /**
   * @param {string} message
   * @param {any} context
   */
  log(message, context) {
    if (!this.debug) return;
    const { log } = this.#instance.options;
    if (log) log(message, context);
    else console.log(message, context);
  }

  inDevMode() {
    return Boolean(this.#instance.options.enableDevMode);
  }

  /** @param {Callback} callback */
  onDestroy(callback) {
    (this.#destroyCallbacks ??= []).push(callback);
  }

  isDestroyed() {
    return this.#instance.isDestroyed;
  }

  /** @param {{ destroyAllStreams?: boolean }} [options] */
  destroy(options) {
    const callbacks = this.#destroyCallbacks ?? [];
    this.#destroyCallbacks = null;
    for (const callback of callbacks) callSafely(this.#listener.log, 'onDestroy', callback, []);
    this.#eventSubscriptions = null;
    this.#instance.destroy();
    if (options?.destroyAllStreams) closeAll();
  }
}

/**
 * @param {Set<Callback>} subscribers
 * @param {Callback} callback
 */
function subscribe(subscribers, callback) {
  subscribers.add(callback);
  return () => {
    subscribers.delete(callback);
  };
}

exports.GrowthBook = GrowthBook;
