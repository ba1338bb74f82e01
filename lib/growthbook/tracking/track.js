'use strict';

const { callSafely } = require('../logging/say.js');

const EVENT_EXPERIMENT_VIEWED = 'Experiment Viewed';
const EVENT_FEATURE_EVALUATED = 'Feature Evaluated';

/**
 * Tells experiments apart that were tracked before: whoever is in the same variation by the same attribute is not tracked again.
 *
 * @param {any} experiment
 * @param {any} result
 */
function trackingKey({ key }, { hashAttribute, hashValue, variationId }) {
  return `${hashAttribute}${textOf(hashValue)}${key}${variationId}`;
}

/**
 * The same without making the objects.
 *
 * @param {import('../evaluation/run.js').Run} run
 */
function keyOfRun({ hashAttribute, hashValue, trial, variation }) {
  return `${textOf(hashAttribute)}${textOf(hashValue)}${trial.key}${variation}`;
}

/**
 * The experiments that a rule tells of, by what tells them apart. What is none is left out.
 *
 * @param {any} tracks
 * @returns {Generator<[key: string, viewed: { experiment: any, result: any }], void>}
 */
function* trackedElsewhere(tracks) {
  if (!Array.isArray(tracks)) return;
  for (const track of tracks) {
    if (track?.experiment && track.result) yield [trackingKey(track.experiment, track.result), track];
  }
}

/** @param {any} value */
function textOf(value) {
  try {
    return String(value);
  } catch {
    // An object without a text.
    return JSON.stringify(value);
  }
}

/**
 * The properties that an event logger gets for an experiment.
 *
 * @param {any} experiment
 * @param {any} result
 */
function viewedProperties(experiment, result) {
  return {
    experimentId: experiment.key,
    variationId: result.key,
    hashAttribute: result.hashAttribute,
    hashValue: result.hashValue,
  };
}

/**
 * The properties that an event logger gets for a feature.
 *
 * @param {string} feature
 * @param {any} result
 */
function evaluatedProperties(feature, { source, value, ruleId, experimentResult }) {
  return {
    feature,
    source,
    value,
    ruleId: source === 'defaultValue' ? '$default' : ruleId || '',
    variationId: experimentResult?.key ?? '',
  };
}

/**
 * An entry of the log that developers' tools read.
 *
 * @param {'experiment' | 'feature' | 'event'} logType
 * @param {object} what
 */
function devLog(logType, what) {
  return { ...what, timestamp: Date.now().toString(), logType };
}

/**
 * @param {any} log
 * @param {string} name
 * @param {Set<(...args: any[]) => any> | null | undefined} subscribers
 * @param {any[]} args
 */
function notify(log, name, subscribers, args) {
  if (!subscribers) return;
  for (const subscriber of [...subscribers]) callSafely(log, name, subscriber, args);
}

exports.EVENT_EXPERIMENT_VIEWED = EVENT_EXPERIMENT_VIEWED;
exports.EVENT_FEATURE_EVALUATED = EVENT_FEATURE_EVALUATED;
exports.trackingKey = trackingKey;
exports.trackedElsewhere = trackedElsewhere;
exports.keyOfRun = keyOfRun;
exports.viewedProperties = viewedProperties;
exports.evaluatedProperties = evaluatedProperties;
exports.devLog = devLog;
exports.notify = notify;
