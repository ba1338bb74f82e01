'use strict';

const { callSafely, say, sayOnce } = require('../logging/say.js');
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
const { jsonOf } = require('./usage.js');

/**
 * @typedef {import('../evaluation/subject.js').Subject} Subject
 * @typedef {import('../evaluation/run.js').Run} Run
 * @typedef {import('../evaluation/trial.js').Trial} Trial
 * @typedef {{ trackingCallback: any, onFeatureUsage: any, eventLogger: any, log: any }} ClientCallbacks
 */

/**
 * Who listens to evaluations of a `GrowthBookClient` for one user context: the client's callbacks and, after them, those of the context.
 * What was told already is remembered in the context, if it has room for that.
 */
class ContextListener {
  /**
   * @param {ClientCallbacks} client
   * @param {any} context
   */
  constructor(client, context) {
    this.client = client;
    this.context = context;
    /** The last run of each experiment; only kept where repetitions are not told. @type {Map<string, Run> | null} */
    this.runs = null;
  }

  get hearsUsage() {
    const { client, context } = this;
    return Boolean(client.onFeatureUsage || client.eventLogger || context.onFeatureUsage || this.areChangesHeard);
  }

  /** Whether somebody hears of usages only where the value is not that of the last time. */
  get areChangesHeard() {
    const { featureUsageSubs, trackedFeatureUsage } = this.context;
    return Boolean(trackedFeatureUsage && (this.#devLogs || featureUsageSubs?.size > 0));
  }

  /** @returns {any[] | undefined} */
  get #devLogs() {
    return this.context.enableDevMode ? this.context.devLogs : undefined;
  }

  /** @param {Trial} trial */
  known(trial) {
    const run = this.runs?.get(trial.key);
    // Who empties the set wants all to be tracked again.
    return run !== undefined && run.trial === trial && this.context.trackedExperiments?.size > 0 ? run : undefined;
  }

  /**
   * @param {Subject} subject
   * @param {Run} run
   */
  ran(subject, run) {
    if (run.hashUsed) this.#track(subject, keyOfRun(run), run);
    if (!this.context.trackedExperiments) return;
    this.runs ??= new Map();
    this.runs.set(run.trial.key, run);
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
   * @param {{ experiment: any, result: any }} viewed
   */
  #track(subject, key, viewed) {
    const { client, context } = this;
    const { experimentViewedSubs, trackedExperiments, trackingCallback } = context;
    if (trackedExperiments) {
      if (trackedExperiments.has(key)) return;
      trackedExperiments.add(key);
    }
    const { eventLogger, log } = client;
    const devLogs = this.#devLogs;
    const isHeard = client.trackingCallback || trackingCallback || eventLogger || devLogs || experimentViewedSubs?.size > 0;
    if (!isHeard) return;
    const { experiment, result } = viewed;
    const { user } = subject;
    devLogs?.push(devLog('experiment', { experiment, result }));
    if (client.trackingCallback) callSafely(log, 'trackingCallback', client.trackingCallback, [experiment, result, user]);
    if (trackingCallback) callSafely(log, 'trackingCallback', trackingCallback, [experiment, result, user]);
    if (eventLogger) {
      callSafely(log, 'eventLogger', eventLogger, [EVENT_EXPERIMENT_VIEWED, viewedProperties(experiment, result), user]);
    }
    notify(log, 'A subscription', experimentViewedSubs, [experiment, result, user]);
  }

  /**
   * @param {Subject} _subject
   * @param {string} key
   * @param {any} value
   */
  isNewUsage(_subject, key, value) {
    const { trackedFeatureUsage } = this.context;
    if (!trackedFeatureUsage) return true;
    const text = jsonOf(value);
    if (Object.hasOwn(trackedFeatureUsage, key) && trackedFeatureUsage[key] === text) return false;
    trackedFeatureUsage[key] = text;
    return true;
  }

  /**
   * @param {Subject} subject
   * @param {string} key
   * @param {any} result
   */
  used(subject, key, result) {
    const { client, context } = this;
    const { eventLogger, log } = client;
    const { user } = subject;
    if (this.areChangesHeard) {
      this.#devLogs?.push(devLog('feature', { featureKey: key, result }));
      notify(log, 'A subscription', context.featureUsageSubs, [key, result]);
    }
    if (client.onFeatureUsage) callSafely(log, 'onFeatureUsage', client.onFeatureUsage, [key, result, user]);
    if (context.onFeatureUsage) callSafely(log, 'onFeatureUsage', context.onFeatureUsage, [key, result]);
    if (eventLogger) {
      callSafely(log, 'eventLogger', eventLogger, [EVENT_FEATURE_EVALUATED, evaluatedProperties(key, result), user]);
    }
  }

  /**
   * @param {string} message
   * @param {Record<string, unknown>} context
   */
  say(message, context) {
    say(this.client.log, message, context);
  }

  /**
   * @param {string} message
   * @param {Record<string, unknown>} context
   */
  sayOnce(message, context) {
    sayOnce(this.client, this.client.log, message, context);
  }
}

exports.ContextListener = ContextListener;
