'use strict';

const { ContextListener } = require('../tracking/context-listener.js');
const { Feed, closeAll } = require('./feed.js');
const { PayloadState } = require('../payload/state.js');
const { StickyDocs } = require('../sticky/documents.js');
const { Subject, objectOrNull, urlText } = require('../evaluation/subject.js');
const { UserScopedGrowthBook } = require('./scoped.js');
const { callSafely, say } = require('../logging/say.js');
const { devLog } = require('../tracking/track.js');
const { evaluate, valueOf } = require('../evaluation/evaluate.js');
const { hostsOf } = require('../options/checks.js');
const { runInline } = require('../evaluation/inline.js');
const { syncPayload } = require('../options/init-sync.js');
const { version } = require('../../../package.json');

/** @typedef {(...args: any[]) => any} Callback */

/** Feature flags and experiments for many users: one client per process, the user comes along with each call. */
class GrowthBookClient {
  #options;
  #state;
  /** @type {Feed | null} */
  #feed = null;
  /** @type {import('../tracking/context-listener.js').ClientCallbacks} */
  #callbacks;
  /** @type {any} */
  #globalAttributes;
  #isDestroyed = false;

  /** @param {any} [options] */
  constructor(options) {
    options ??= {};
    this.#options = options;
    this.debug = Boolean(options.debug);
    this.ready = false;
    this.version = version;
    this.#callbacks = {
      trackingCallback: options.trackingCallback,
      onFeatureUsage: options.onFeatureUsage,
      eventLogger: options.eventLogger,
      log: options.log,
    };
    this.#globalAttributes = objectOrNull(options.globalAttributes);
    this.#state = new PayloadState(options, {
      prepare: () => null,
      changed: () => {
        this.ready = true;
      },
      render: () => {},
    });
    for (const plugin of options.plugins ?? []) callSafely(options.log, 'A plugin', plugin, [this]);
  }

  get #lazyFeed() {
    return (this.#feed ??= new Feed(this.#options, hostsOf(this.#options), this.#state));
  }

  // Payload

  /** @param {any} [options] */
  async init(options) {
    return this.#lazyFeed.init(options ?? {});
  }

  /** @param {any} options */
  initSync(options) {
    this.#state.setSync(syncPayload(options));
    if (options.streaming || options.pollingInterval) this.#lazyFeed.subscribe(options);
    return this;
  }

  /** @param {any} [options] */
  async refreshFeatures(options) {
    await this.#lazyFeed.refresh(options ?? {});
  }

  /** @param {any} payload */
  async setPayload(payload) {
    try {
      await this.#state.set(payload);
    } catch (error) {
      say(this.#callbacks.log, 'The payload cannot be used', { error });
    }
  }

  getPayload() {
    return this.#state.payload;
  }

  getDecryptedPayload() {
    return this.#state.decryptedPayload;
  }

  getFeatures() {
    return this.#state.features;
  }

  /** @returns {[apiHost: string, clientKey: string]} */
  getApiInfo() {
    return [this.getApiHosts().apiHost, this.getClientKey()];
  }

  getApiHosts() {
    return hostsOf(this.#options);
  }

  getClientKey() {
    return this.#options.clientKey || '';
  }

  // Users

  getGlobalAttributes() {
    return this.#globalAttributes ?? {};
  }

  /** @param {any} attributes */
  setGlobalAttributes(attributes) {
    this.#globalAttributes = objectOrNull(attributes);
  }

  /**
   * @param {any} context
   * @param {any} [plugins]
   */
  createScopedInstance(context, plugins) {
    return new UserScopedGrowthBook(this, context, [...(this.#options.plugins ?? []), ...(plugins ?? [])]);
  }

  /**
   * What evaluations for a user go by. Internal: scoped instances keep one.
   *
   * @param {any} context
   * @param {Subject | null} [subject] To be filled anew.
   */
  _subjectFor(context, subject = null) {
    const { enabled, forcedFeatureValues, forcedVariations, qaMode } = this.#options;
    const { definitions } = this.#state;
    if (subject === null) subject = new Subject(definitions, new ContextListener(this.#callbacks, context));
    else if (subject.definitions !== definitions) subject.use(definitions);
    subject.globals = this.#globalAttributes;
    subject.setAttributes(context.attributes, context.attributeOverrides);
    subject.url = urlText(context.url);
    subject.enabled = enabled !== false && context.enabled !== false;
    subject.qaMode = Boolean(qaMode || context.qaMode);
    subject.forcedVariations = merged(forcedVariations, context.forcedVariations);
    subject.forcedFeatures = mergedMaps(forcedFeatureValues, context.forcedFeatureValues);
    subject.sticky = context.saveStickyBucketAssignmentDoc ? this.#stickyOf(context) : null;
    return subject;
  }

  /** @param {any} context */
  #stickyOf(context) {
    context.stickyBucketAssignmentDocs ??= {};
    const { saveStickyBucketAssignmentDoc: store, stickyBucketAssignmentDocs: docs } = context;
    return new StickyDocs(docs, store, this.#callbacks.log);
  }

  /**
   * @param {any} partialContext
   * @param {any} service
   */
  async applyStickyBuckets(partialContext, service) {
    const { log } = this.#callbacks;
    const sticky = new StickyDocs({}, () => undefined, log);
    await sticky.load(service, this._subjectFor({ ...partialContext }), this.#state.definitions);
    return {
      ...partialContext,
      stickyBucketAssignmentDocs: sticky.docs,
      saveStickyBucketAssignmentDoc: (/** @type {any} */ doc) => service.saveAssignments(doc),
    };
  }

  // Evaluation

  /**
   * @param {string} key
   * @param {any} context
   */
  isOn(key, context) {
    return Boolean(valueOf(this._subjectFor(context ?? {}), key));
  }

  /**
   * @param {string} key
   * @param {any} context
   */
  isOff(key, context) {
    return !valueOf(this._subjectFor(context ?? {}), key);
  }

  /**
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} context
   */
  getFeatureValue(key, defaultValue, context) {
    const value = valueOf(this._subjectFor(context ?? {}), key);
    return value === null ? defaultValue : value;
  }

  /**
   * @param {string} key
   * @param {any} context
   */
  evalFeature(key, context) {
    return evaluate(this._subjectFor(context ?? {}), key);
  }

  /**
   * @param {any} experiment
   * @param {any} context
   */
  runInlineExperiment(experiment, context) {
    return runInline(this._subjectFor(context ?? {}), experiment).result;
  }

  // Tracking

  /** @param {Callback} callback */
  setTrackingCallback(callback) {
    this.#callbacks.trackingCallback = callback;
  }

  /** @param {Callback} callback */
  setFeatureUsageCallback(callback) {
    this.#callbacks.onFeatureUsage = callback;
  }

  /** @param {Callback} logger */
  setEventLogger(logger) {
    this.#callbacks.eventLogger = logger;
  }

  /**
   * @param {string} eventName
   * @param {any} properties
   * @param {any} context
   */
  logEvent(eventName, properties, context) {
    const { eventLogger, log } = this.#callbacks;
    const user = context ?? {};
    if (this.#isDestroyed) {
      say(log, 'Cannot log an event: the client is destroyed', { eventName });
      return;
    }
    if (user.enableDevMode) user.devLogs?.push(devLog('event', { eventName, properties }));
    if (eventLogger) {
      callSafely(log, 'eventLogger', eventLogger, [eventName, properties || {}, this._subjectFor(user).user]);
    } else {
      say(log, 'No event logger configured', { eventName });
    }
  }

  // The client

  /**
   * @param {string} message
   * @param {any} context
   */
  log(message, context) {
    if (!this.debug) return;
    const { log } = this.#callbacks;
    if (log) log(message, context);
    else console.log(message, context);
  }

  isDestroyed() {
    return this.#isDestroyed;
  }

  /** @param {{ destroyAllStreams?: boolean }} [options] */
  destroy(options) {
    this.#isDestroyed = true;
    // Scoped instances have this object, too.
    Object.assign(this.#callbacks, { trackingCallback: undefined, onFeatureUsage: undefined, eventLogger: undefined });
    this.#feed?.unsubscribe();
    this.#state.clear();
    if (options?.destroyAllStreams) closeAll();
  }
}

/**
 * @param {any} all
 * @param {any} own
 */
function merged(all, own) {
  if (!all) return objectOrNull(own);
  return own ? { ...all, ...own } : objectOrNull(all);
}

/**
 * @param {any} all
 * @param {any} own
 * @returns {Map<string, any> | null}
 */
function mergedMaps(all, own) {
  const hasOwn = own instanceof Map && own.size > 0;
  if (!(all instanceof Map) || all.size === 0) return hasOwn ? own : null;
  return hasOwn ? new Map([...all, ...own]) : all;
}

exports.GrowthBookClient = GrowthBookClient;
