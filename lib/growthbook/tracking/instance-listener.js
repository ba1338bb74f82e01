'use strict';

const { callSafely, say, sayOnce } = require('../logging/say.js');
const { DeferredCalls } = require('./deferred.js');
const { Few } = require('./few.js');
const {
  EVENT_EXPERIMENT_VIEWED,
  EVENT_FEATURE_EVALUATED,
  devLog,
  evaluatedProperties,
  keyOfRun,
  notify,
  trackedElsewhere,
  viewedProperties,
} = require('./track.js');
const { UsageMemory } = require('./usage.js');
const { withOverrides } = require('../experiments/overrides.js');

/**
 * @typedef {import('../evaluation/subject.js').Subject} Subject
 * @typedef {import('../evaluation/run.js').Run} Run
 * @typedef {import('../evaluation/trial.js').Trial} Trial
 */

/** Who listens to one `GrowthBook` instance, and what was told already. What is empty for most instances is made late. */
class InstanceListener {
  /** @param {any} options */
  constructor(options) {
    /** @type {((...args: any[]) => any) | undefined} */
    this.trackingCallback = options.trackingCallback;
    /** @type {((...args: any[]) => any) | undefined} */
    this.usageCallback = options.onFeatureUsage;
    /** @type {((...args: any[]) => any) | undefined} */
    this.eventLogger = options.eventLogger;
    /** @type {((msg: string, ctx: any) => void) | undefined} */
    this.log = options.log;
    /** The deprecated option: tracking tells what was in force. @type {any} */
    this.overrides = options.overrides;
    /** @type {any[] | null} */
    this.devLogs = null;
    /** @type {Set<(...args: any[]) => any> | null} */
    this.subscriptions = null;
    /** @type {Set<(...args: any[]) => any> | null} */
    this.usageSubscriptions = null;
    /** @type {Set<(...args: any[]) => any> | null} */
    this.viewedSubscriptions = null;
    /** The last run of each experiment, by its key. @type {Few<Run> | null} */
    this.runs = null;
    /** The last run of all. @type {Run | null} */
    this.lastRun = null;
    /** What was tracked. @type {Few<true> | null} */
    this.trackedKeys = null;
    /** @type {DeferredCalls | null} */
    this.deferred = null;
    /** @type {UsageMemory | null} */
    this.usage = null;
    /** The changes of pages that experiments have made. @type {Set<string> | null} */
    this.changeIds = null;
    this.hearsUsage = false;
    this.noteUsageListeners();
  }

  /** To be called whenever one comes or goes. */
  noteUsageListeners() {
    this.hearsUsage = Boolean(
      this.usageCallback || this.eventLogger || this.devLogs !== null || (this.usageSubscriptions?.size ?? 0) > 0,
    );
  }

  /**
   * The run that needs no telling again.
   *
   * @param {Trial} trial
   */
  known(trial) {
    // Of an exposure that waits the last one counts: meanwhile other attributes may have been set.
    if (defers(this)) return undefined;
    // Within a request, and still more in a loop, the same one comes several times in a row.
    const { lastRun } = this;
    if (lastRun !== null && lastRun.trial === trial) return lastRun;
    const run = this.runs?.get(trial.key);
    return run !== undefined && run.trial === trial ? run : undefined;
  }

  /**
   * @param {Subject} subject
   * @param {Run} run
   */
  ran(subject, run) {
    const { key, definition, featureId } = run.trial;
    if (run.hashUsed) {
      const { overrides } = this;
      const viewed = overrides ? { experiment: withOverrides(run.experiment, overrides), result: run.result } : run;
      this.#track(subject, keyOfRun(run), viewed);
      // Whoever was told may have destroyed the instance: then nothing is known of what was tracked.
      if (this.trackedKeys === null) return;
      if (featureId === null && definition.changeId) (this.changeIds ??= new Set()).add(definition.changeId);
    }
    this.runs ??= new Few();
    const last = this.runs.get(key);
    this.runs.set(key, run);
    this.lastRun = run;
    const hasChanged = last === undefined || last.inExperiment !== run.inExperiment || last.variation !== run.variation;
    if (hasChanged && this.subscriptions !== null) {
      notify(this.log, 'A subscription', this.subscriptions, [run.experiment, run.result]);
    }
  }

  /**
   * @param {Subject} subject
   * @param {any} tracks
   */
  tracked(subject, tracks) {
    for (const [key, viewed] of trackedElsewhere(tracks)) this.#track(subject, key, viewed);
  }

  /**
   * @param {Subject} subject
   * @param {string} key
   * @param {{ experiment: any, result: any }} viewed A run makes its objects when they are read.
   */
  #track(subject, key, viewed) {
    const { eventLogger, log, trackingCallback } = this;
    const { user } = subject;
    const isDeferred = defers(this);
    if (isDeferred) {
      this.deferred ??= new DeferredCalls();
      this.deferred.add(key, viewed, user);
    }
    this.trackedKeys ??= new Few();
    if (this.trackedKeys.has(key)) return;
    this.trackedKeys.set(key, true);
    if (isDeferred && this.devLogs === null && this.viewedSubscriptions === null) return;
    const { experiment, result } = viewed;
    this.devLogs?.push(devLog('experiment', { experiment, result }));
    if (trackingCallback) callSafely(log, 'trackingCallback', trackingCallback, [experiment, result, user]);
    if (eventLogger) {
      callSafely(log, 'eventLogger', eventLogger, [EVENT_EXPERIMENT_VIEWED, viewedProperties(experiment, result), user]);
    }
    notify(log, 'A subscription', this.viewedSubscriptions, [experiment, result, user]);
  }

  /**
   * @param {Subject} _subject
   * @param {string} key
   * @param {any} value
   */
  isNewUsage(_subject, key, value) {
    this.usage ??= new UsageMemory();
    return this.usage.isNews(key, value);
  }

  /**
   * @param {Subject} subject
   * @param {string} key
   * @param {any} result
   */
  used(subject, key, result) {
    const { eventLogger, log, usageCallback } = this;
    this.devLogs?.push(devLog('feature', { featureKey: key, result }));
    notify(log, 'A subscription', this.usageSubscriptions, [key, result]);
    if (usageCallback) callSafely(log, 'onFeatureUsage', usageCallback, [key, result]);
    if (eventLogger) {
      callSafely(log, 'eventLogger', eventLogger, [EVENT_FEATURE_EVALUATED, evaluatedProperties(key, result), subject.user]);
    }
  }

  /**
   * @param {string} message
   * @param {Record<string, unknown>} context
   */
  say(message, context) {
    say(this.log, message, context);
  }

  /** All results, by the key of their experiment. */
  results() {
    /** @type {Map<string, { experiment: any, result: any }>} */
    const results = new Map();
    for (const { key, value } of this.runs?.entries() ?? []) results.set(key, { experiment: value.experiment, result: value.result });
    return results;
  }

  /**
   * Hands the calls that wait to the callback that there is now.
   *
   * @returns {Promise<unknown>}
   */
  async fireDeferred() {
    const { deferred, trackingCallback } = this;
    if (!trackingCallback || deferred === null) return;
    this.deferred = null;
    this.trackedKeys ??= new Few();
    for (const [key, { experiment, result, user }] of deferred.entries) {
      this.trackedKeys.set(key, true);
      callSafely(this.log, 'trackingCallback', trackingCallback, [experiment, result, user]);
    }
  }

  /** Forgets everything and everybody, except for the callbacks of the options. */
  clear() {
    this.subscriptions = null;
    this.usageSubscriptions = null;
    this.viewedSubscriptions = null;
    this.runs = null;
    this.lastRun = null;
    this.trackedKeys = null;
    this.deferred = null;
    this.usage = null;
    this.changeIds = null;
    this.noteUsageListeners();
  }

  /**
   * @param {string} message
   * @param {Record<string, unknown>} context
   */
  sayOnce(message, context) {
    sayOnce(this, this.log, message, context);
  }
}

/**
 * Whether exposures wait for somebody to be told. (Optimised code calls the runtime for private getters.)
 *
 * @param {InstanceListener} listener
 */
function defers({ eventLogger, trackingCallback }) {
  return !trackingCallback && !eventLogger;
}

exports.InstanceListener = InstanceListener;
