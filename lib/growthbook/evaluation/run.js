'use strict';

/** Flags of a run, as the journal has them. */
const IN_EXPERIMENT = 1;
const HASH_USED = 2;
const FALLBACK_USED = 4;
const STICKY_BUCKET_USED = 8;
const STICKY_ACTIVE = 16;

/** An experiment that was run for somebody: which variation came out, and how. Its objects are made when somebody asks for them. */
class Run {
  /**
   * @param {import('./trial.js').Trial} trial
   * @param {number} variation
   * @param {number} flags
   * @param {number} bucket NaN: not hashed.
   * @param {number} leaf Which context of a bandit: -2 it is none, -1 no context matched.
   * @param {any} hashValue
   */
  constructor(trial, variation, flags, bucket, leaf, hashValue) {
    this.trial = trial;
    this.variation = variation;
    this.flags = flags;
    this.bucket = bucket;
    this.leaf = leaf;
    this.hashValue = hashValue;
    /** @type {any} */
    this.experimentObject = null;
    /** @type {any} */
    this.resultObject = null;
    this.isHandedOut = false;
  }

  get inExperiment() {
    return (this.flags & IN_EXPERIMENT) !== 0;
  }

  get hashUsed() {
    return (this.flags & HASH_USED) !== 0;
  }

  get stickyBucketUsed() {
    return (this.flags & STICKY_BUCKET_USED) !== 0;
  }

  /** Whether the variation is to be remembered for the next time. */
  get isSticky() {
    return (this.flags & (STICKY_ACTIVE | HASH_USED)) === (STICKY_ACTIVE | HASH_USED);
  }

  get hashAttribute() {
    return this.trial.hashAttributeOf((this.flags & FALLBACK_USED) !== 0);
  }

  /** The experiment as callbacks and results have it. */
  get experiment() {
    return (this.experimentObject ??= this.trial.experimentOf(this));
  }

  get result() {
    return (this.resultObject ??= this.trial.resultOf(this));
  }

  /**
   * Puts its objects into the result of a feature. Each result gets objects of its own: what somebody does to those of the last time is
   * not to be seen.
   *
   * @param {any} featureResult
   */
  fill(featureResult) {
    const isFirst = !this.isHandedOut;
    this.isHandedOut = true;
    featureResult.experiment = isFirst ? this.experiment : this.trial.experimentOf(this);
    featureResult.experimentResult = isFirst ? this.result : this.trial.resultOf(this);
  }
}

exports.Run = Run;
exports.FALLBACK_USED = FALLBACK_USED;
