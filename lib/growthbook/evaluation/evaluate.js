'use strict';

const { BUCKET, FAULT, FORCED, PREREQUISITE, RAN, RECORDS, RUN, STRIDE, TOO_SMALL, TRACKS, grow, native, takeRecords } = require('./journal.js');
const { featureResult, overrideResult, unknownResult } = require('./results.js');
const { AS_BEFORE, ask, askPlainly, askUnforced } = require('./ask.js');
const { FALLBACK_USED, NO_FLAGS, RUN_FLAGS } = require('./flags.js');
const { NO_BANDIT, NO_VARIATION } = require('./trial.js');
const { NO_RULE } = require('./bucket-rules.js');
const { Run } = require('./run.js');
const { UNKNOWN } = require('./settled.js');
const { EXPERIMENT } = require('../payload/view.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 * @typedef {import('./trial.js').Trial} Trial
 * @typedef {import('./last-answer.js').LastAnswer} LastAnswer
 */

/** Stands for the outcome of a feature whose evaluation failed. */
const FAILED = -1;

/**
 * The value of a feature; null where it has none.
 *
 * @param {Subject} subject
 * @param {string} key
 * @returns {any}
 */
function valueOf(subject, key) {
  if (subject.forcesFeatures) return evaluate(subject, key).value;
  const { listener } = subject;
  const feature = subject.view.feature(key);
  if (feature === null) {
    if (listener.hearsUsage && listener.isNewUsage(subject, key, null)) listener.used(subject, key, unknownResult());
    return null;
  }
  const outcome = feature.constant >= 0 ? feature.constant : choose(subject, feature);
  const value = outcome === FAILED ? null : feature.values[outcome];
  if (listener.hearsUsage && listener.isNewUsage(subject, key, value)) {
    listener.used(subject, key, resultOf(subject, feature, outcome));
  }
  return value;
}

/**
 * The result of a feature, after all that somebody is to be told.
 *
 * @param {Subject} subject
 * @param {string} key
 * @returns {any}
 */
function evaluate(subject, key) {
  const { forcedFeatures, listener } = subject;
  const isForcing = subject.forcesFeatures;
  if (isForcing && /** @type {Map<string, any>} */ (forcedFeatures).has(key)) {
    return overrideResult(/** @type {Map<string, any>} */ (forcedFeatures).get(key));
  }
  const feature = subject.view.feature(key);
  const outcome = feature === null ? FAILED : feature.constant >= 0 && !isForcing ? feature.constant : choose(subject, feature);
  const result = resultOf(subject, feature, outcome);
  if (listener.hearsUsage && listener.isNewUsage(subject, key, result.value)) listener.used(subject, key, result);
  return result;
}

/**
 * @param {Subject} subject
 * @param {FeatureView | null} feature
 * @param {number} outcome
 */
function resultOf(subject, feature, outcome) {
  if (feature === null || outcome === FAILED) return unknownResult();
  return featureResult(feature, outcome, feature.kinds[outcome] === EXPERIMENT ? subject.chosen : null);
}

/**
 * Finds the outcome of a feature that has more than one, and tells whom it concerns what came up.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @returns {number}
 */
function choose(subject, feature) {
  const settled = feature.settled === undefined ? feature.settle() : feature.settled;
  if (settled !== null && !(feature.readsSession && subject.hasSession)) {
    const found = settled.find(subject);
    if (found >= 0) return found;
    if (found !== UNKNOWN) {
      const rest = settled.restOf(found);
      if (rest.bucketRules !== null) {
        const outcome = rest.bucketRules.find(subject);
        if (outcome !== UNKNOWN) return chosenByBucket(subject, feature, rest.bucketRules, outcome);
      }
      return chosen(subject, feature, rest.last, askPlainly(subject, rest));
    }
  }
  const code = ask(subject, feature);
  if (code === FORCED) return chooseUnforced(subject, feature);
  return chosen(subject, feature, feature.last, code);
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @param {LastAnswer} last
 * @param {number} code What native code has returned, or `AS_BEFORE`.
 * @returns {number}
 */
function chosen(subject, feature, last, code) {
  if (code === AS_BEFORE) return chooseAsBefore(subject, feature, last);
  if (code >= RECORDS) return chooseWithRecords(subject, feature, last, code, choose);
  last.keep(code);
  return code;
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @param {import('./bucket-rules.js').BucketRules} rules
 * @param {number} outcome
 */
function chosenByBucket(subject, feature, { bucket, ran }, outcome) {
  if (ran === NO_RULE) return outcome;
  if (Number.isNaN(bucket)) tellOwnRun(subject, feature.trial(ran), NO_VARIATION, NO_FLAGS, bucket, NO_BANDIT);
  else tellRunOf(subject, feature, outcome, bucket);
  return outcome;
}

/**
 * The same for who asks by a key that is no string, such as the number 5 where '5' is forced: values are forced for keys that are the
 * same, and features found by the text of a key.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @returns {number}
 */
function chooseUnforced(subject, feature) {
  const code = askUnforced(subject, feature);
  if (code === FORCED) return FAILED;
  return code >= RECORDS ? chooseWithRecords(subject, feature, feature.last, code, chooseUnforced) : code;
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @param {LastAnswer} last
 */
function chooseAsBefore(subject, feature, { bucket, flags, isRun, leaf, outcome, trial, variation }) {
  if (isRun) tellRunOf(subject, feature, outcome, bucket);
  else if (trial !== null) tellOwnRun(subject, trial, variation, flags, bucket, leaf);
  return outcome;
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @param {LastAnswer} last
 * @param {number} code
 * @param {(subject: Subject, feature: FeatureView) => number} again What to do once there is room for all records.
 * @returns {number}
 */
function chooseWithRecords(subject, feature, last, code, again) {
  if (code === FAULT) {
    if (!feature.isFailureTold) subject.listener.say('A feature cannot be evaluated: it counts as unknown', { id: feature.key });
    feature.isFailureTold = true;
    return FAILED;
  }
  if (code === TOO_SMALL) {
    grow();
    return again(subject, feature);
  }
  const { journal } = native;
  const isRun = (code & RUN) !== 0;
  const outcome = isRun ? code - RECORDS - RUN : code - RECORDS;
  // A variation that lets pass on comes to another outcome.
  if (isRun && feature.kinds[outcome] === EXPERIMENT) {
    const bucket = journal[BUCKET];
    last.keepRun(outcome, bucket);
    tellRunOf(subject, feature, outcome, bucket);
  } else if (journal[0] === 1 && journal[1] === RAN && journal[2] === feature.index) {
    // Whole numbers, which V8 is to know as such.
    const rule = journal[3] | 0;
    const variation = journal[4] | 0;
    const flags = journal[5] | 0;
    const bucket = journal[6];
    const leaf = journal[7] | 0;
    const trial = feature.trial(rule);
    last.keepAnyRun(outcome, trial, variation, flags, bucket, leaf);
    tellOwnRun(subject, trial, variation, flags, bucket, leaf);
  } else {
    tell(subject, feature.view, feature, null, takeRecords());
  }
  return outcome;
}

/**
 * What most experiments come to: the outcome is that of a run, by the hash and nothing else.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @param {number} outcome
 * @param {number} bucket
 */
function tellRunOf(subject, feature, outcome, bucket) {
  tellOwnRun(subject, feature.trial(feature.rules[outcome]), feature.variations[outcome], RUN_FLAGS, bucket, NO_BANDIT);
}

/**
 * There is nothing to tell but a run of the feature itself, and mostly everybody knows of it already.
 *
 * @param {Subject} subject
 * @param {Trial} trial
 * @param {number} variation
 * @param {number} flags
 * @param {number} bucket
 * @param {number} leaf
 */
function tellOwnRun(subject, trial, variation, flags, bucket, leaf) {
  const known = knownRun(subject, trial, variation, flags, leaf);
  if (known === null) tellRun(subject, makeRun(subject, trial, variation, flags, bucket, leaf));
  else subject.chosen = known;
}

/**
 * The run that everybody has been told of already, if this is the same once more; null otherwise.
 *
 * @param {Subject} subject
 * @param {Trial} trial
 * @param {number} variation
 * @param {number} flags
 * @param {number} leaf
 * @returns {Run | null}
 */
function knownRun(subject, trial, variation, flags, leaf) {
  if (subject.sticky !== null) return null;
  const known = subject.listener.known(trial);
  if (known === undefined || known.variation !== variation || known.flags !== flags || known.leaf !== leaf) return null;
  return known.hashValue === trial.hashValueOf(subject, (flags & FALLBACK_USED) !== 0) ? known : null;
}

/**
 * @param {Subject} subject
 * @param {Trial} trial
 * @param {number} variation
 * @param {number} flags
 * @param {number} bucket
 * @param {number} leaf
 */
function makeRun(subject, trial, variation, flags, bucket, leaf) {
  const hashValue = trial.hashValueOf(subject, (flags & FALLBACK_USED) !== 0);
  return new Run(trial, variation, flags, bucket, leaf, hashValue);
}

/**
 * Tells whom it concerns what came up in an evaluation.
 *
 * @param {Subject} subject
 * @param {import('../payload/view.js').PayloadView} view
 * @param {FeatureView | null} feature What was evaluated,
 * @param {Trial | null} inline or which experiment was run.
 * @param {Float64Array} records
 */
function tell(subject, view, feature, inline, records) {
  /** The last run of each feature. @type {Map<number, Run>} */
  const runs = new Map();
  for (let at = 0; at < records.length; at += STRIDE) {
    const index = records[at + 1];
    switch (records[at]) {
      case RAN: {
        const trial = index < 0 ? /** @type {Trial} */ (inline) : view.featureAt(index).trial(records[at + 2]);
        const run = makeRun(subject, trial, records[at + 3], records[at + 4], records[at + 5], records[at + 6]);
        runs.set(index, run);
        tellRun(subject, run);
        break;
      }
      case PREREQUISITE:
        if (subject.listener.hearsUsage) tellPrerequisite(subject, view, inline, records, at, runs);
        break;
      case TRACKS:
        subject.listener.tracked(subject, view.featureAt(index).rule(records[at + 2])?.tracks);
        break;
      default:
    }
  }
  subject.chosen = runs.get(feature === null ? -1 : feature.index) ?? null;
}

/**
 * Tells whom it concerns of a run.
 *
 * @param {Subject} subject
 * @param {Run} run
 */
function tellRun(subject, run) {
  if (run.isSticky) subject.sticky?.save(run);
  subject.listener.ran(subject, run);
  // Whoever was told may have evaluated something else.
  subject.chosen = run;
}

/**
 * @param {Subject} subject
 * @param {import('../payload/view.js').PayloadView} view
 * @param {Trial | null} inline
 * @param {Float64Array} records
 * @param {number} at
 * @param {Map<number, Run>} runs
 */
function tellPrerequisite(subject, view, inline, records, at, runs) {
  const { listener } = subject;
  const [index, outcome, via, rule, position] = records.subarray(at + 1, at + 6);
  if (index >= 0) {
    // Without an outcome its value was forced.
    if (outcome < 0) return;
    const parent = view.featureAt(index);
    if (!listener.isNewUsage(subject, parent.key, parent.values[outcome])) return;
    listener.used(subject, parent.key, featureResult(parent, outcome, runs.get(index) ?? null));
    return;
  }
  const child = via < 0 ? inline?.definition : view.featureAt(via).rule(rule);
  const key = child?.parentConditions?.[position]?.id;
  if (subject.forcedFeatures?.has(key)) return;
  if (listener.isNewUsage(subject, key, null)) listener.used(subject, key, unknownResult());
}

exports.valueOf = valueOf;
exports.evaluate = evaluate;
exports.tell = tell;
exports.makeRun = makeRun;
exports.tellRun = tellRun;
