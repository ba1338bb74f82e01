'use strict';

const { AutoExperiments } = require('../experiments/auto.js');
const { Feed } = require('./feed.js');
const { InstanceListener } = require('../tracking/instance-listener.js');
const { PayloadState } = require('../payload/state.js');
const { StickyDocs, stickyAttributes } = require('../sticky/documents.js');
const { Subject, objectOrNull, urlText } = require('../evaluation/subject.js');
const { hostsOf } = require('../options/checks.js');
const { say } = require('../logging/say.js');

/** Where nothing has to be waited for. */
const DONE = Promise.resolve();

/** What a `GrowthBook` instance is made of. What most instances do without is made late. */
class Instance {
  /** @param {any} options */
  constructor(options) {
    this.options = options;
    this.ready = Boolean(options.features || options.experiments);
    this.isDestroyed = false;
    this.listener = new InstanceListener(options);
    this.state = new PayloadState(options, this);
    const subject = new Subject(this.state.definitions, this.listener, options.overrides ? overridesText(options.overrides) : null);
    this.subject = subject;
    // The deprecated option `user` has attributes for hashing.
    subject.globals = objectOrNull(options.user);
    subject.setAttributes(options.attributes, options.attributeOverrides);
    subject.url = urlText(options.url) ?? '';
    subject.groups = options.overrides ? objectOrNull(options.groups) : null;
    subject.enabled = options.enabled !== false;
    subject.qaMode = Boolean(options.qaMode);
    subject.forcedVariations = objectOrNull(options.forcedVariations);
    subject.forcedFeatures = options.forcedFeatureValues instanceof Map ? options.forcedFeatureValues : null;
    /** @type {Feed | null} */
    this.lazyFeed = null;
    /** @type {AutoExperiments | null} */
    this.lazyAuto = null;
    this.renderer = options.renderer;
    /** @type {StickyDocs | null} */
    this.sticky = null;
    if (options.stickyBucketService) this.#startSticky();
    if (this.state.definitions.hasExperiments) this.auto.update();
  }

  get feed() {
    return (this.lazyFeed ??= new Feed(this.options, hostsOf(this.options), this.state));
  }

  get auto() {
    return (this.lazyAuto ??= new AutoExperiments(this.subject, this.options));
  }

  #startSticky() {
    const { log, stickyBucketAssignmentDocs, stickyBucketService: service } = this.options;
    const sticky = new StickyDocs({ ...stickyBucketAssignmentDocs }, (doc) => service.saveAssignments(doc), log);
    this.sticky = sticky;
    this.subject.sticky = sticky;
    for (const doc of Object.values(sticky.docs)) sticky.put(doc);
    if (this.ready) this.loadSticky(this.state.definitions);
  }

  /**
   * @param {import('../payload/definitions.js').AnyDefinitions} definitions
   * @param {number} [deadline] By `performance.now()`; none: the usual limit.
   */
  async loadSticky(definitions, deadline) {
    const limitMs = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
    await this.sticky?.load(this.options.stickyBucketService, this.subject, definitions, limitMs);
  }

  /**
   * What has to be done before definitions take effect.
   *
   * @param {import('../payload/definitions.js').AnyDefinitions} definitions
   * @param {number} [deadline]
   */
  prepare(definitions, deadline) {
    return this.sticky === null ? null : this.loadSticky(definitions, deadline);
  }

  /**
   * @param {import('../payload/definitions.js').AnyDefinitions} definitions
   * @param {boolean} hasExperiments
   */
  changed(definitions, hasExperiments) {
    this.subject.use(definitions);
    this.ready = true;
    if (hasExperiments) this.updateAuto();
  }

  /** @param {any} payload */
  initSync(payload) {
    if (this.isDestroyed) return;
    const { sticky } = this.subject;
    const { stickyBucketAssignmentDocs: docs, stickyBucketService: service } = this.options;
    if (sticky !== null && !docs && typeof service.getAllAssignmentsSync !== 'function') {
      throw new Error('initSync requires you to pass stickyBucketAssignmentDocs into the GrowthBook constructor');
    }
    if (sticky !== null && !docs) {
      sticky.docs = this.stickyDocsSync(service, this.state.preview(payload)) ?? {};
    }
    this.state.setSync(payload);
  }

  /**
   * @param {any} service
   * @param {import('../payload/definitions.js').AnyDefinitions} definitions
   */
  stickyDocsSync(service, definitions) {
    try {
      return service.getAllAssignmentsSync(stickyAttributes(this.subject, definitions));
    } catch (error) {
      say(this.options.log, 'Loading sticky buckets failed', { error });
      return undefined;
    }
  }

  /** To be called when the user's attributes are others. */
  attributesChanged() {
    if (this.subject.sticky === null) {
      this.#afterChange();
      return DONE;
    }
    return this.#reloadSticky();
  }

  async #reloadSticky() {
    await this.loadSticky(this.state.definitions);
    this.#afterChange();
  }

  #afterChange() {
    this.render();
    this.updateAuto();
  }

  updateAuto() {
    if (this.state.definitions.hasExperiments) this.auto.update();
  }

  render() {
    if (!this.renderer) return;
    try {
      this.renderer();
    } catch (error) {
      say(this.options.log, 'Failed to render', { error });
    }
  }

  /** A destroyed instance still evaluates, but nobody hears of it. */
  destroy() {
    this.isDestroyed = true;
    this.listener.clear();
    // Nothing is saved for it any more.
    this.subject.sticky = null;
    this.sticky?.stopLoading();
    this.lazyFeed?.unsubscribe();
    this.state.close();
  }
}

/**
 * The option `overrides` as native code needs it. Of the flags of regular expressions only `i` counts.
 *
 * @param {any} overrides
 */
function overridesText(overrides) {
  return JSON.stringify(overrides, (_key, value) => {
    return value instanceof RegExp ? { source: value.source, ignoreCase: value.ignoreCase } : value;
  });
}

exports.Instance = Instance;
exports.DONE = DONE;
