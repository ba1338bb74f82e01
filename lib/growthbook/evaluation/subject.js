'use strict';

const { mergeAttributes } = require('./attributes.js');
const { featuresFor, stickyFor, variationsFor } = require('./session-parts.js');
const { sessionOf } = require('./sessions.js');

/** The session of those who have nothing but attributes. */
const NO_SESSION = 0;

/**
 * Who listens to evaluations; see `tracking/`.
 *
 * @typedef {object} Listener
 * @property {boolean} hearsUsage
 * @property {(trial: import('./trial.js').Trial) => import('./run.js').Run | undefined} known The last run of an experiment, if
 *   the same once more is nothing to tell.
 * @property {(subject: Subject, run: import('./run.js').Run) => void} ran
 * @property {(subject: Subject, tracks: any) => void} tracked Experiments that were run elsewhere.
 * @property {(subject: Subject, key: string, value: any) => boolean} isNewUsage Whether `used` is to be called.
 * @property {(subject: Subject, key: string, result: any) => void} used
 * @property {(message: string, context: Record<string, unknown>) => void} say
 */

/** For whom features are evaluated, and by which payload. */
class Subject {
  /**
   * @param {import('../payload/definitions.js').AnyDefinitions} definitions
   * @param {Listener} listener
   * @param {string | null} [overrides] JSON of the option of that name.
   */
  constructor(definitions, listener, overrides = null) {
    this.definitions = definitions;
    this.listener = listener;
    this.experimentOverrides = overrides;
    /** @type {import('../payload/view.js').PayloadView | null} */
    this.compiled = null;
    /** What all users have in common. @type {any} */
    this.globals = null;
    /** @type {any} */
    this.attributes = null;
    /** @type {any} */
    this.overrides = null;
    /** Whether attributes are plain; null: nobody has asked. @type {boolean | null} */
    this.isPlain = null;
    /** @type {string | undefined} */
    this.url = undefined;
    this.enabled = true;
    this.qaMode = false;
    /** @type {Record<string, number> | null} */
    this.forcedVariations = null;
    /** @type {Map<string, any> | null} */
    this.forcedFeatures = null;
    /** Null where buckets are not sticky. @type {import('../sticky/documents.js').StickyDocs | null} */
    this.sticky = null;
    /** The user context of a client. @type {any} */
    this.context = null;
    /** What was chosen last, if that was an experiment. @type {import('./run.js').Run | null} */
    this.chosen = null;
    /** Keeps what `sessionFor` or `runSession` returned last from being collected. @type {{ number: number } | null} */
    this.held = null;
    /** What that was made of. */
    this.heldText = '';
  }

  /** The compiled definitions. */
  get view() {
    return this.compiled ?? this.#compile();
  }

  #compile() {
    const { definitions, experimentOverrides: overrides, listener } = this;
    const view = overrides === null ? definitions.view : definitions.viewWith(overrides);
    this.compiled = view;
    for (const problem of view.takeProblems()) listener.say(problem, {});
    return view;
  }

  /** @param {import('../payload/definitions.js').AnyDefinitions} definitions */
  use(definitions) {
    this.definitions = definitions;
    this.compiled = null;
  }

  /**
   * @param {any} attributes
   * @param {any} overrides
   */
  setAttributes(attributes, overrides) {
    this.attributes = objectOrNull(attributes);
    this.overrides = objectOrNull(overrides);
    this.isPlain = null;
  }

  hasPlainAttributes() {
    return this.isPlain ?? this.#lookAtAttributes();
  }

  #lookAtAttributes() {
    this.isPlain = this.overrides === null && this.attributes !== null && isPlain(this.attributes);
    return this.isPlain;
  }

  /** Whether features have values that the payload does not say. */
  get forcesFeatures() {
    return this.forcedFeatures !== null && this.forcedFeatures.size > 0;
  }

  /**
   * The number of the session to evaluate a feature with. A URL matters only for what its query string overrides, or overrides look at.
   *
   * @param {import('./reach.js').Reach | null} reach What the feature can look at.
   */
  sessionFor(reach) {
    const { experimentOverrides, url } = this;
    return this.#session(url !== undefined && (experimentOverrides === null ? url.includes('?') : url !== ''), reach);
  }

  /** The number of the session to run experiments with. */
  get runSession() {
    return this.#session(this.url !== undefined && this.url !== '', null);
  }

  /**
   * @param {boolean} hasUrl
   * @param {import('./reach.js').Reach | null} reach
   */
  #session(hasUrl, reach) {
    const { enabled, qaMode, sticky } = this;
    const forcedVariations = variationsFor(this.forcedVariations, reach);
    const forcedFeatures = featuresFor(this.forcedFeatures, reach);
    if (enabled && !qaMode && !hasUrl && forcedVariations === undefined && forcedFeatures === undefined && sticky === null) return NO_SESSION;
    const text = JSON.stringify({
      enabled: enabled ? undefined : false,
      qaMode: qaMode ? true : undefined,
      url: hasUrl ? this.url : undefined,
      forcedVariations,
      forcedFeatures,
      sticky: sticky === null ? undefined : stickyFor(sticky.docs, reach),
    });
    if (this.held === null || this.heldText !== text) {
      this.held = sessionOf(text);
      this.heldText = text;
    }
    return this.held.number;
  }

  /** What callbacks get to know of the user. */
  get user() {
    return { attributes: mergeAttributes(this), url: this.url };
  }
}

/**
 * Whether an object has no properties but its own and those that all objects have.
 *
 * @param {any} object
 */
function isPlain(object) {
  return object.constructor === Object && Object.getPrototypeOf(object) === Object.prototype;
}

/**
 * An option that should be an object, or null.
 *
 * @param {any} value
 */
function objectOrNull(value) {
  return value !== null && typeof value === 'object' ? value : null;
}

exports.Subject = Subject;
exports.objectOrNull = objectOrNull;
