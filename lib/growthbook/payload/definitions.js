'use strict';

const binding = require('../../../binding.js');
const { Recent } = require('../evaluation/recent.js');
const { PayloadView } = require('./view.js');

/** The parts of a payload that evaluation goes by. One that a payload does not have stays as it was. */
const PARTS = /** @type {const} */ (['features', 'savedGroups', 'contextualBandits', 'experiments']);

/** So many payloads are kept compiled with overrides, which may be those of single users: each takes as much as the payload alone. */
const OVERRIDDEN_KEPT = 8;

/** Of their texts, which are no matter beside the payloads. */
const OVERRIDDEN_LENGTH = 2 ** 20;

/**
 * The four parts that an instance evaluates by, and what is compiled of them. They are compiled when something is evaluated, and once
 * for all instances that were given the same objects: what is changed inside these objects later is not seen.
 */
class Definitions {
  /**
   * @param {any} features
   * @param {any} savedGroups
   * @param {any} contextualBandits
   * @param {any} experiments
   */
  constructor(features, savedGroups, contextualBandits, experiments) {
    this.features = features;
    this.savedGroups = savedGroups;
    this.contextualBandits = contextualBandits;
    this.experiments = experiments;
    /** @type {PayloadView | null} */
    this.compiled = null;
    /** With the option `overrides`, which is rare: by its text. @type {Recent<PayloadView> | null} */
    this.overridden = null;
  }

  /** Compiled. */
  get view() {
    return (this.compiled ??= this.#compile(undefined));
  }

  /** @param {string} overrides JSON */
  viewWith(overrides) {
    this.overridden ??= new Recent(OVERRIDDEN_KEPT, OVERRIDDEN_LENGTH);
    return this.overridden.get(overrides, (text) => this.#compile(text));
  }

  /** @param {string | undefined} overrides */
  #compile(overrides) {
    return new PayloadView(binding.growthbookPayload(textOf(this), overrides), {
      feature: (key) => this.features[key],
      experiment: (index) => this.experiments[index],
      contextualBandits: () => this.contextualBandits,
    });
  }

  /** @param {PartName} part */
  has(part) {
    return Boolean(this[part]);
  }

  get hasExperiments() {
    return Array.isArray(this.experiments) && this.experiments.length > 0;
  }

  /**
   * @param {any} features
   * @param {any} savedGroups
   * @param {any} contextualBandits
   * @param {any} experiments
   */
  consistOf(features, savedGroups, contextualBandits, experiments) {
    return (
      this.features === features &&
      this.savedGroups === savedGroups &&
      this.contextualBandits === contextualBandits &&
      this.experiments === experiments
    );
  }
}

/** @param {Definitions} definitions */
function textOf({ features, savedGroups, contextualBandits, experiments: given }) {
  const experiments = Array.isArray(given) ? given.map(withoutCode) : given;
  const parts = { features, savedGroups, contextualBandits, experiments };
  try {
    return JSON.stringify(parts);
  } catch {
    // Something in it is no JSON; only that is lost.
    const sound = PARTS.map((name) => [name, soundPart(parts[name])]);
    return JSON.stringify(Object.fromEntries(sound));
  }
}

/**
 * An experiment as JSON can say it: whether it has functions and regular expressions, for which native code asks back.
 *
 * @param {any} experiment
 */
function withoutCode(experiment) {
  if (!experiment?.include && !experiment?.url) return experiment;
  return { ...experiment, include: Boolean(experiment.include), url: Boolean(experiment.url) };
}

/** @param {any} part */
function soundPart(part) {
  if (part === null || typeof part !== 'object') return undefined;
  if (Array.isArray(part)) return part.map((item) => (isJson(item) ? item : null));
  return Object.fromEntries(Object.entries(part).filter(([, item]) => isJson(item)));
}

/** @param {any} value */
function isJson(value) {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** Of an instance that was given nothing. */
const NOTHING = new Definitions(undefined, undefined, undefined, undefined);

/** What there is by the object of its features. @type {WeakMap<object, Definitions[]>} */
const known = new WeakMap();

/** So many combinations with the same features are remembered. */
const COMBINATIONS_KEPT = 8;

/**
 * @param {any} features
 * @param {any} savedGroups
 * @param {any} contextualBandits
 * @param {any} experiments
 * @returns {Definitions}
 */
function definitionsOf(features, savedGroups, contextualBandits, experiments) {
  if (features === null || typeof features !== 'object') {
    if (NOTHING.consistOf(features, savedGroups, contextualBandits, experiments)) return NOTHING;
    return new Definitions(features, savedGroups, contextualBandits, experiments);
  }
  let combinations = known.get(features);
  if (combinations === undefined) {
    combinations = [];
    known.set(features, combinations);
  }
  for (const definitions of combinations) {
    if (definitions.consistOf(features, savedGroups, contextualBandits, experiments)) return definitions;
  }
  const definitions = new Definitions(features, savedGroups, contextualBandits, experiments);
  if (combinations.length >= COMBINATIONS_KEPT) combinations.shift();
  combinations.push(definitions);
  return definitions;
}

/**
 * What holds once a payload has come: its parts, and the former ones where it has none.
 *
 * @param {AnyDefinitions} former
 * @param {any} payload
 * @returns {AnyDefinitions}
 */
function withPayload(former, payload) {
  if (!PARTS.some((part) => payload[part])) return former;
  const features = payload.features || former.features;
  const savedGroups = payload.savedGroups || former.savedGroups;
  const contextualBandits = payload.contextualBandits || former.contextualBandits;
  const experiments = payload.experiments || former.experiments;
  return definitionsOf(features, savedGroups, contextualBandits, experiments);
}

/**
 * A payload that was downloaded, and compiled on the way. Its text is parsed piece by piece, when somebody looks at a piece; all of it
 * only for who wants to see all of it.
 */
class DownloadedDefinitions {
  /** @param {any} native */
  constructor(native) {
    this.native = native;
    /** @type {any} */
    this.parsed = undefined;
    this.view = new PayloadView(native, {
      feature: (_key, index) => JSON.parse(native.definition(index)),
      experiment: (index) => JSON.parse(native.experimentDefinition(index)),
      contextualBandits: () => this.contextualBandits,
    });
  }

  /** The payload as it came. */
  get payload() {
    return (this.parsed ??= JSON.parse(this.native.json()));
  }

  get features() {
    return this.payload.features;
  }

  get savedGroups() {
    return this.payload.savedGroups;
  }

  get contextualBandits() {
    return this.payload.contextualBandits;
  }

  get experiments() {
    return this.payload.experiments;
  }

  get hasExperiments() {
    return this.native.experiments() > 0;
  }

  /**
   * Whether nothing of what was there before would be missed.
   *
   * @param {AnyDefinitions} former
   */
  replaces(former) {
    if (former === NOTHING || former === this) return true;
    return PARTS.every((part) => !former.has(part) || this.has(part));
  }

  /** @param {PartName} part */
  has(part) {
    return (this.native.parts & (1 << PARTS.indexOf(part))) !== 0;
  }

  /** @param {string} overrides JSON */
  viewWith(overrides) {
    return withPayload(NOTHING, this.payload).viewWith(overrides);
  }
}

/**
 * @typedef {Definitions | DownloadedDefinitions} AnyDefinitions
 * @typedef {typeof PARTS[number]} PartName
 */

exports.Definitions = Definitions;
exports.DownloadedDefinitions = DownloadedDefinitions;
exports.NOTHING = NOTHING;
exports.definitionsOf = definitionsOf;
exports.withPayload = withPayload;
