'use strict';

const { Slot, readTop } = require('./attributes.js');
const { HASH_USED, IN_EXPERIMENT, STICKY_BUCKET_USED } = require('./flags.js');

const DEFAULT_HASH_ATTRIBUTE = 'id';

/** What a run has as its variation where the user is not in. */
const NO_VARIATION = 0;

const NO_BANDIT = -2;
const NO_CONTEXT = -1;

/** @type {any} */
const NO_META = Object.freeze({});

/** What an experiment takes over from a feature's rule, in the order in which it shows. The key stands between the first two. */
const RULE_FIELDS = [
  'coverage',
  'weights',
  'hashAttribute',
  'fallbackAttribute',
  'disableStickyBucketing',
  'bucketVersion',
  'minBucketVersion',
  'namespace',
  'meta',
  'ranges',
  'name',
  'phase',
  'seed',
  'hashVersion',
  'filters',
  'condition',
];

/**
 * A property as its name is written, dots and all.
 *
 * @param {any} name
 */
function topSlot(name) {
  return new Slot(['t', String(name)]);
}

/** An experiment that can be run, wherever it is defined: in a rule of a feature, in the payload's list, or by the application. */
class Trial {
  /**
   * @param {string} key
   * @param {string | null} featureId
   * @param {any} definition
   * @param {ArrayLike<any>} variations
   */
  constructor(key, featureId, definition, variations) {
    this.key = key;
    this.featureId = featureId;
    this.definition = definition;
    this.variations = variations;
    /** @type {string} */
    this.hashAttribute = definition.hashAttribute || DEFAULT_HASH_ATTRIBUTE;
    /** Where it is read. @type {Slot | null} */
    this.hashSlot = null;
    /** @type {Slot | null} */
    this.fallbackSlot = null;
  }

  /**
   * The value of the attribute that is hashed. One that cannot be read is not there.
   *
   * @param {import('./attributes.js').Sources} sources
   * @param {boolean} isFallback
   */
  hashValueOf(sources, isFallback) {
    try {
      const slot = isFallback
        ? (this.fallbackSlot ??= topSlot(this.definition.fallbackAttribute))
        : (this.hashSlot ??= topSlot(this.hashAttribute));
      return readTop(sources, slot) || '';
    } catch {
      return '';
    }
  }

  /** @param {boolean} isFallback */
  hashAttributeOf(isFallback) {
    return isFallback ? this.definition.fallbackAttribute : this.hashAttribute;
  }

  /** @param {number} variation */
  metaOf(variation) {
    return this.definition.meta?.[variation] ?? NO_META;
  }

  /**
   * The name of a variation, for tracking and for sticky buckets.
   *
   * @param {number} variation
   * @returns {string}
   */
  keyOf(variation) {
    return this.metaOf(variation).key || String(variation);
  }

  /**
   * @param {import('./run.js').Run} _run
   * @returns {any}
   */
  experimentOf(_run) {
    return this.definition;
  }

  /**
   * What a bandit had to say to a run.
   *
   * @param {import('./run.js').Run} _run
   * @returns {any}
   */
  banditOf(_run) {
    return null;
  }

  /** @param {import('./run.js').Run} run */
  resultOf(run) {
    const meta = this.metaOf(run.variation);
    const { bucket } = run;
    // NaN: it was not hashed.
    const isHashed = bucket === bucket;
    if (isHashed && !meta.name && !meta.passthrough && run.leaf === NO_BANDIT) return this.#plainResult(run, meta.key, bucket);
    const result = this.#result(run, meta.key);
    if (meta.name) result.name = meta.name;
    if (isHashed) result.bucket = bucket;
    if (meta.passthrough) result.passthrough = meta.passthrough;
    const bandit = this.banditOf(run);
    if (bandit !== null) {
      result.leafId = bandit.leafId;
      result.variationWeights = bandit.variationWeights;
      if (bandit.banditVersion !== undefined) result.banditVersion = bandit.banditVersion;
    }
    return result;
  }

  /**
   * @param {import('./run.js').Run} run
   * @param {string | undefined} key
   * @returns {any}
   */
  #result(run, key) {
    const { flags, hashAttribute, hashValue, variation } = run;
    return {
      key: key || String(variation),
      featureId: this.featureId,
      inExperiment: (flags & IN_EXPERIMENT) !== 0,
      hashUsed: (flags & HASH_USED) !== 0,
      variationId: variation,
      value: this.variations[variation],
      hashAttribute,
      hashValue,
      stickyBucketUsed: (flags & STICKY_BUCKET_USED) !== 0,
    };
  }

  /**
   * The same for what most results are, made at once: properties that are added later take their time.
   *
   * @param {import('./run.js').Run} run
   * @param {string | undefined} key
   * @param {number} bucket
   */
  #plainResult(run, key, bucket) {
    const { flags, hashAttribute, hashValue, variation } = run;
    return {
      key: key || String(variation),
      featureId: this.featureId,
      inExperiment: (flags & IN_EXPERIMENT) !== 0,
      hashUsed: (flags & HASH_USED) !== 0,
      variationId: variation,
      value: this.variations[variation],
      hashAttribute,
      hashValue,
      stickyBucketUsed: (flags & STICKY_BUCKET_USED) !== 0,
      bucket,
    };
  }
}

/** The experiment of a feature's rule. */
class RuleTrial extends Trial {
  /**
   * @param {string} featureId
   * @param {any} rule
   * @param {() => any} bandits The bandits of the payload.
   */
  constructor(featureId, rule, bandits) {
    super(rule.key || featureId, featureId, rule, rule.contextualVariations ?? rule.variations ?? []);
    this.bandits = bandits;
    /** @type {any} */
    this.template = null;
  }

  #makeTemplate() {
    /** @type {any} */
    const template = { variations: this.variations, key: this.key };
    for (const field of RULE_FIELDS) {
      if (isSet(field, this.definition[field])) template[field] = this.definition[field];
    }
    return template;
  }

  /** @param {import('./run.js').Run} run */
  experimentOf(run) {
    this.template ??= this.#makeTemplate();
    const experiment = { ...this.template };
    const context = this.#contextOf(run);
    if (context !== null && run.leaf !== NO_CONTEXT) experiment.weights = context.variationWeights;
    if (context !== null && run.hashUsed && run.inExperiment) experiment.contextualBandit = context;
    return experiment;
  }

  /** @param {import('./run.js').Run} run */
  banditOf(run) {
    return run.hashUsed && run.inExperiment ? this.#contextOf(run) : null;
  }

  /** @param {import('./run.js').Run} run */
  #contextOf({ leaf }) {
    if (leaf === NO_BANDIT) return null;
    const bandit = this.bandits()?.[this.definition.contextualBanditRef];
    const found = leaf === NO_CONTEXT ? undefined : bandit?.contexts?.[leaf];
    const banditVersion = bandit?.banditVersion;
    if (found !== undefined) return { leafId: found.leafId, variationWeights: found.weights, banditVersion };
    return { leafId: NO_CONTEXT, variationWeights: this.definition.weights || equalWeights(this.variations.length), banditVersion };
  }
}

/** Here 0 says something; in the other fields only what is truthy counts. */
const NUMBERS = new Set(['coverage', 'bucketVersion', 'minBucketVersion']);

/**
 * @param {string} field
 * @param {any} value
 */
function isSet(field, value) {
  return NUMBERS.has(field) ? value !== undefined : Boolean(value);
}

/** @param {number} count */
function equalWeights(count) {
  return new Array(count).fill(1 / count);
}

exports.NO_BANDIT = NO_BANDIT;
exports.NO_VARIATION = NO_VARIATION;
exports.Trial = Trial;
exports.RuleTrial = RuleTrial;
