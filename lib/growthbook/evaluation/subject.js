'use strict';

const { mergeAttributes } = require('./attributes.js');
const { sayableOf } = require('./sayable.js');
const { featuresFor, stickyFor, variationsFor } = require('./session-parts.js');
const { NO_SESSION, isCommon, sessionOf } = require('./sessions.js');

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
 * @property {(message: string, context: Record<string, unknown>) => void} sayOnce The same for what comes up again and again.
 */

/** Who needs more sessions lives longer than a request, and needs the same ones again. */
const TEXTS = 16;

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
    /** The deprecated option of that name, where overrides can ask for it. @type {Record<string, boolean> | null} */
    this.groups = null;
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
    /** How many sessions were given as texts. */
    this.texts = 0;
    /** Keeps the experiment that is being run from being collected. @type {import('./inline.js').Runnable | null} */
    this.running = null;
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

  /** Whether it may have more than attributes. */
  get hasSession() {
    return hasMore(this) || !isPlainly(this) || hasUrlForFeatures(this);
  }

  /**
   * The session to evaluate a feature with: its number or its text.
   *
   * @param {import('./reach.js').Reach | null} reach What the feature can look at.
   */
  sessionFor(reach) {
    return this.#session(hasUrlForFeatures(this), reach, null);
  }

  /**
   * The same for a feature that is forced, as if it were not.
   *
   * @param {import('./reach.js').Reach | null} reach
   * @param {string} key
   */
  sessionWithout(reach, key) {
    return this.#session(hasUrlForFeatures(this), reach, key);
  }

  /** The session to run experiments with. */
  get runSession() {
    return this.#session(this.url !== undefined && this.url !== '', null, null);
  }

  /**
   * @param {import('./reach.js').Reach | null} reach
   * @param {string | null} unforced
   */
  #partsFor(reach, unforced) {
    const { forcedFeatures, forcedVariations, sticky } = this;
    try {
      return {
        forcedFeatures: featuresFor(forcedFeatures, reach, unforced),
        forcedVariations: variationsFor(forcedVariations, reach),
        sticky: sticky === null ? undefined : stickyFor(sticky.docs, reach),
      };
    } catch {
      // Code of the application in one of them. What can be said of them as a whole is found out later.
      return {
        forcedFeatures: featuresFor(forcedFeatures, null, unforced),
        forcedVariations: forcedVariations ?? undefined,
        sticky: sticky === null ? undefined : sticky.docs,
      };
    }
  }

  /**
   * @param {boolean} hasUrl
   * @param {import('./reach.js').Reach | null} reach
   * @param {string | null} unforced A key that counts as not forced.
   */
  #session(hasUrl, reach, unforced) {
    const { enabled, groups, qaMode } = this;
    const isPlain = isPlainly(this) && !hasUrl;
    // What most have, who have nothing of all this.
    if (isPlain && !hasMore(this)) return NO_SESSION;
    const { forcedFeatures, forcedVariations, sticky } = this.#partsFor(reach, unforced);
    if (isPlain && forcedVariations === undefined && forcedFeatures === undefined && sticky === undefined) return NO_SESSION;
    const text = this.#textOf({
      enabled: enabled ? undefined : false,
      qaMode: qaMode ? true : undefined,
      url: hasUrl ? this.url : undefined,
      forcedVariations,
      forcedFeatures,
      groups: groups ?? undefined,
      sticky,
    });
    return this.#held(text);
  }

  /**
   * The number of a session, or its text where it may be needed only once.
   *
   * @param {string} text
   */
  #held(text) {
    const isSame = this.heldText === text;
    if (isSame && this.held !== null) return this.held.number;
    this.heldText = text;
    this.held = null;
    if (!isSame && !isCommon(text) && this.texts < TEXTS) {
      this.texts += 1;
      return text;
    }
    try {
      this.held = sessionOf(text);
      return this.held.number;
    } catch {
      // Nested too deeply: whoever evaluates with it says that this is not possible.
      return text;
    }
  }

  /**
   * The JSON of a session, without what JSON cannot say.
   *
   * @param {Record<string, any>} session
   */
  #textOf(session) {
    try {
      return JSON.stringify(session);
    } catch {
      /** @type {string[]} */
      const leftOut = [];
      const forcedVariations = sayableOf(session.forcedVariations, 'forcedVariations', leftOut);
      const sticky = sayableOf(session.sticky, 'stickyBucketAssignmentDocs', leftOut);
      this.listener.sayOnce('Values that are no JSON are left out', { leftOut });
      return JSON.stringify({ ...session, forcedVariations, sticky });
    }
  }

  /** What callbacks get to know of the user. */
  get user() {
    return { attributes: mergeAttributes(this), url: this.url };
  }
}

/**
 * Whether nothing but what is forced or sticky makes a session. (No private getter: optimised code still asks the runtime for these.)
 *
 * @param {Subject} subject
 */
function isPlainly({ enabled, groups, qaMode }) {
  return enabled && !qaMode && groups === null;
}

/**
 * Whether something may be forced or sticky.
 *
 * @param {Subject} subject
 */
function hasMore({ forcedVariations, forcesFeatures, sticky }) {
  return forcedVariations !== null || sticky !== null || forcesFeatures;
}

/**
 * A URL matters only for what its query string overrides, or overrides look at.
 *
 * @param {Subject} subject
 */
function hasUrlForFeatures({ experimentOverrides, url }) {
  return url !== undefined && url !== '' && (experimentOverrides !== null || url.includes('?'));
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

/**
 * A URL as the application gives it, as the text that evaluation goes by: nothing that it can be may break the evaluation.
 *
 * @param {any} url
 * @returns {string | undefined} Undefined where there is none.
 */
function urlText(url) {
  if (typeof url === 'string' || url === undefined) return url;
  if (url === null) return '';
  try {
    return String(url);
  } catch {
    return '';
  }
}

exports.Subject = Subject;
exports.objectOrNull = objectOrNull;
exports.urlText = urlText;
