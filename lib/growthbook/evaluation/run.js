'use strict';

const { FALLBACK_USED, HASH_USED, IN_EXPERIMENT, STICKY_ACTIVE } = require('./flags.js');

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
   * Its objects for the result of a feature. Each result gets objects of its own: what somebody does to those of the last time is not to
   * be seen.
   */
  handOut() {
    if (this.isHandedOut) return { experiment: this.trial.experimentOf(this), result: this.trial.resultOf(this) };
    this.isHandedOut = true;
    return { experiment: this.experiment, result: this.result };
  }
}

exports.Run = Run;
