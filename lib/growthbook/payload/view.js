'use strict';

const { LastAnswer } = require('../evaluation/last-answer.js');
const { Slot } = require('../evaluation/attributes.js');
const { reachOf } = require('../evaluation/reach.js');
const { SettledFeatures } = require('../evaluation/settled.js');
const { tuning } = require('../evaluation/tuning.js');
const { RuleTrial, Trial } = require('../evaluation/trial.js');

/** What an outcome is; the others are a circle of prerequisites, and one that was a gate. */
const DEFAULT = 0;
const FORCE = 3;
const EXPERIMENT = 4;

/** What results call them. */
const SOURCES = ['defaultValue', 'cyclicPrerequisite', 'prerequisite', 'force', 'experiment'];

/** An inline experiment that was run so recently needs no compiling. */
const INLINE_KEPT = 256;

/** So many features of a payload have a place. */
const PLACES = 2 ** 21;
const NO_PLACE = -1;

/** Values per outcome in what native code tells of outcomes. */
const OUTCOME_WIDTH = 3;

/** So many names of features that the payload does not have are remembered. */
const UNKNOWN_KEPT = 1_000;

/**
 * @typedef {import('../../../binding.js').NativePayload} NativePayload
 *
 * @typedef {object} Source Where the JSON of a payload is found, piece by piece.
 * @property {(key: string, index: number) => any} feature
 * @property {(index: number) => any} experiment
 * @property {() => any} contextualBandits
 */

/** What JavaScript keeps of one feature: which attributes it reads, and every value it can have. */
class FeatureView {
  /**
   * @param {PayloadView} view
   * @param {string} key
   * @param {number} index
   */
  constructor(view, key, index) {
    const [constant, readsSession, plan, outcomes] = view.native.describe(index);
    this.view = view;
    this.key = key;
    this.index = index;
    /** What evaluators know it as. (No payload of a server has the two million features before one that has no place.) */
    this.place = index < PLACES ? view.native.base + index : NO_PLACE;
    /** The only outcome it can have unless something is forced, or -1. */
    this.constant = constant;
    this.readsSession = readsSession === 1;
    this.slots = view.slotsFor(plan);
    this.definition = view.source.feature(key, index);
    /** @type {any[]} */
    this.values = [];
    /** @type {number[]} */
    this.kinds = [];
    /** The rule and the variation of each outcome; -1: none. @type {number[]} */
    this.rules = [];
    /** @type {number[]} */
    this.variations = [];
    /** What results say of each outcome: where it comes from, and the id of its rule. @type {{ source: string, ruleId: string }[]} */
    this.reasons = [];
    for (let at = 0; at < outcomes.length; at += OUTCOME_WIDTH) {
      const [kind, rule, variation] = [outcomes[at], outcomes[at + 1], outcomes[at + 2]];
      this.kinds.push(kind);
      this.rules.push(rule);
      this.variations.push(variation);
      this.reasons.push({ source: SOURCES[kind], ruleId: (kind === FORCE || kind === EXPERIMENT ? this.rule(rule)?.id : '') || '' });
      this.values.push(valueOf(kind, this.definition, rule, variation));
    }
    /** @type {(RuleTrial | undefined)[]} */
    this.trials = [];
    this.isFailureTold = false;
    this.last = new LastAnswer();
    /** Only of what is left of a feature is it known whether that is buckets. @type {null} */
    this.bucketRules = null;
    this.evaluations = 0;
    /**
     * What is decided by a few attributes; null: nothing. Undefined: it was not evaluated often enough to be worth the look.
     *
     * @type {import('../evaluation/settled.js').Settled | null | undefined}
     */
    this.settled = undefined;
    /** @type {import('../evaluation/reach.js').Reach | null | undefined} */
    this.lazyReach = undefined;
  }

  /** To be called when it is evaluated, until something is `settled`. */
  settle() {
    this.evaluations += 1;
    if (this.evaluations < tuning.settledAfter) return null;
    return (this.settled = this.view.settled.of(this));
  }

  /** What of a session it can look at; null: all of it. */
  get reach() {
    return this.lazyReach === undefined ? (this.lazyReach = reachOf(this)) : this.lazyReach;
  }

  /** @param {number} rule */
  rule(rule) {
    return this.definition?.rules?.[rule];
  }

  /** @param {number} rule */
  trial(rule) {
    return (this.trials[rule] ??= new RuleTrial(this.key, this.rule(rule) ?? {}, this.view.source.contextualBandits));
  }
}

/**
 * @param {number} kind
 * @param {any} definition
 * @param {number} rule
 * @param {number} variation
 */
function valueOf(kind, definition, rule, variation) {
  switch (kind) {
    case DEFAULT:
      return definition?.defaultValue ?? null;
    case FORCE:
      return definition?.rules?.[rule]?.force;
    case EXPERIMENT: {
      const { contextualVariations, variations } = definition?.rules?.[rule] ?? {};
      return (contextualVariations ?? variations)?.[variation];
    }
    default:
      return null;
  }
}

/** A compiled payload as JavaScript sees it; what is known of each feature is fetched when the feature is first used. */
class PayloadView {
  /**
   * @param {NativePayload} native
   * @param {Source} source
   */
  constructor(native, source) {
    this.native = native;
    this.number = native.number;
    this.source = source;
    /** Null: there is no such feature. @type {Map<string, FeatureView | null>} */
    this.features = new Map();
    this.unknown = 0;
    /** @type {string[] | null} */
    this.keyList = null;
    /** Most features read the same few attributes. @type {Map<string, Slot[]>} */
    this.slotLists = new Map();
    /** @type {AutoExperiment[] | null} */
    this.autoList = null;
    /** @type {Map<string, { native: any, slots: Slot[] }>} */
    this.inlines = new Map();
    this.areProblemsTold = false;
    this.settled = new SettledFeatures();
  }

  /**
   * @param {string} key
   * @returns {FeatureView | null}
   */
  feature(key) {
    const feature = this.features.get(key);
    return feature === undefined ? this.#load(key) : feature;
  }

  /** @param {string} key */
  #load(key) {
    // JavaScript takes any key for a property's name. Only texts are remembered: of other keys there is no end.
    if (typeof key !== 'string') return typeof key === 'symbol' ? null : this.feature(String(key));
    const index = this.native.find(key);
    if (index < 0) {
      if (this.unknown < UNKNOWN_KEPT) {
        this.unknown += 1;
        this.features.set(key, null);
      }
      return null;
    }
    const feature = new FeatureView(this, key, index);
    this.features.set(key, feature);
    return feature;
  }

  /** @param {number} index */
  featureAt(index) {
    return /** @type {FeatureView} */ (this.feature(this.keys[index]));
  }

  get keys() {
    return (this.keyList ??= this.native.keys());
  }

  /** @param {readonly (readonly string[])[]} plan */
  slotsFor(plan) {
    const key = JSON.stringify(plan);
    let slots = this.slotLists.get(key);
    if (slots === undefined) {
      slots = plan.map((description) => new Slot(description));
      this.slotLists.set(key, slots);
    }
    return slots;
  }

  /** What is malformed, for the first one who asks. */
  takeProblems() {
    if (this.areProblemsTold) return [];
    this.areProblemsTold = true;
    return this.native.problems();
  }

  /** The experiments that run by themselves. */
  get autoExperiments() {
    return (this.autoList ??= this.#loadAutoExperiments());
  }

  #loadAutoExperiments() {
    const list = [];
    for (let index = 0; index < this.native.experiments(); index++) list.push(new AutoExperiment(this, index));
    return list;
  }

  /**
   * Compiles an experiment of the application.
   *
   * @param {string} text
   */
  inline(text) {
    let inline = this.inlines.get(text);
    if (inline === undefined) {
      const native = this.native.inline(text);
      inline = { native, slots: this.slotsFor(native.plan) };
      // The one that came first goes first: to know which was used last would cost each run more than compiling costs some.
      if (this.inlines.size >= INLINE_KEPT) this.inlines.delete(/** @type {string} */ (this.inlines.keys().next().value));
      this.inlines.set(text, inline);
    }
    return inline;
  }
}

/** An experiment of the payload's list. */
class AutoExperiment {
  /**
   * @param {PayloadView} view
   * @param {number} index
   */
  constructor(view, index) {
    const [plan, asks] = view.native.describeExperiment(index);
    const definition = view.source.experiment(index) ?? {};
    this.view = view;
    this.definition = definition;
    this.index = index;
    this.asks = asks;
    this.slots = view.slotsFor(plan);
    this.trial = new Trial(definition.key, null, definition, definition.variations ?? []);
  }
}

exports.PayloadView = PayloadView;
exports.FeatureView = FeatureView;
exports.AutoExperiment = AutoExperiment;
exports.EXPERIMENT = EXPERIMENT;
