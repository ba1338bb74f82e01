'use strict';

const { FAULT, TOO_SMALL, grow, native, takeRecords } = require('./journal.js');
const { FALLBACK_USED, NO_FLAGS } = require('./flags.js');
const { Run } = require('./run.js');
const { NO_BANDIT, NO_VARIATION, Trial } = require('./trial.js');
const { readAll } = require('./attributes.js');
const { makeRun, tell, tellRun } = require('./evaluate.js');
const { withOverrides } = require('../experiments/overrides.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 *
 * @typedef {object} Runnable An experiment that native code knows.
 * @property {import('../payload/view.js').PayloadView} view Of the payload that it belongs to, or is run with.
 * @property {any} native What keeps native code from forgetting it, if it is none of the payload's.
 * @property {Trial} trial
 * @property {any} inForce Its definition with all that overrides it.
 * @property {number} number
 * @property {import('./attributes.js').Slot[]} slots
 */

/** What native code asks the host, with the bits of the answer: that there is one, and yes. */
const QUESTIONS = [
  { known: 0, yes: 0, answer: () => false },
  { known: 1, yes: 2, answer: isIncluded },
  { known: 4, yes: 8, answer: isAtUrl },
  { known: 16, yes: 32, answer: isInGroup },
];

/** More questions than there are. */
const MAX_CALLS = 16;

/**
 * Runs an experiment that the application brings along.
 *
 * @param {Subject} subject
 * @param {any} experiment
 * @param {any} [options] Those that are deprecated: `groups` and `overrides`.
 */
function runInline(subject, experiment, options) {
  const definition = experiment ?? {};
  const trial = new Trial(definition.key, null, definition, definition.variations ?? []);
  const inForce = withOverrides(definition, options?.overrides);
  // One payload for all of the run: the experiment brings code along, which may set another one.
  const { view } = subject;
  let inline;
  try {
    inline = view.inline(textOf(inForce));
  } catch (error) {
    subject.listener.say('An experiment cannot be run', { id: definition.key, error });
    return notIn(subject, trial);
  }
  const { native: held, slots } = inline;
  return runTrial(subject, { view, native: held, trial, inForce, number: held.number, slots }, options?.groups);
}

/**
 * The experiment as native code needs it: the values of its variations stay here, and so does what is no data.
 *
 * @param {any} experiment
 */
function textOf(experiment) {
  const { force, groups, include, key, url, variations } = experiment;
  const data = { ...experiment };
  if (typeof key !== 'string') data.key = String(key);
  data.variations = new Array(variations?.length ?? 0).fill(0);
  if (include) data.include = true;
  if (url) data.url = true;
  if (groups) data.groups = true;
  // JSON would leave it out, but it excludes everybody.
  if (force === undefined && 'force' in experiment) data.force = -1;
  return JSON.stringify(data);
}

/**
 * @param {Subject} subject
 * @param {Runnable} runnable
 * @param {any} [groups]
 * @returns {Run}
 */
function runTrial(subject, runnable, groups) {
  // An experiment may run others before it is done.
  const outer = subject.running;
  subject.running = runnable;
  try {
    return runHeld(subject, runnable, groups);
  } finally {
    subject.running = outer;
  }
}

/**
 * @param {Subject} subject
 * @param {Runnable} runnable
 * @param {any} groups
 * @returns {Run}
 */
function runHeld(subject, { view, trial, inForce, number, slots }, groups) {
  const values = readAll(subject, slots);
  let host = 0;
  for (let calls = 0; calls < MAX_CALLS; calls++) {
    const code = native.run(view.number, number, subject.runSession, host, ...values);
    if (code === 0) return told(subject, view, trial);
    if (code === FAULT) break;
    if (code === TOO_SMALL) {
      grow();
    } else {
      const { known, yes, answer } = QUESTIONS[code];
      host |= known | (answer(subject, inForce, groups) ? yes : 0);
    }
  }
  subject.listener.say('Running an experiment failed', { id: trial.key });
  return notIn(subject, trial);
}

/**
 * Tells whom it concerns what came up in a run.
 *
 * @param {Subject} subject
 * @param {import('../payload/view.js').PayloadView} view
 * @param {Trial} trial
 */
function told(subject, view, trial) {
  const { journal } = native;
  // Without prerequisites there is nothing but the run.
  if (journal[0] === 1) {
    const run = makeRun(subject, trial, journal[4] | 0, journal[5] | 0, journal[6], journal[7] | 0);
    tellRun(subject, run);
    return run;
  }
  tell(subject, view, null, trial, takeRecords());
  return subject.chosen ?? notIn(subject, trial);
}

/**
 * @param {Subject} subject
 * @param {Trial} trial
 */
function notIn(subject, trial) {
  const hashValue = trial.hashValueOf(subject, false);
  const { disableStickyBucketing, fallbackAttribute } = trial.definition;
  if (!hashValue && subject.sticky !== null && !disableStickyBucketing && fallbackAttribute) {
    const fallback = trial.hashValueOf(subject, true);
    if (fallback) return new Run(trial, NO_VARIATION, FALLBACK_USED, NaN, NO_BANDIT, fallback);
  }
  return new Run(trial, NO_VARIATION, NO_FLAGS, NaN, NO_BANDIT, hashValue);
}

/**
 * @param {Subject} subject
 * @param {any} experiment
 */
function isIncluded({ listener }, experiment) {
  try {
    return Boolean(experiment.include());
  } catch (error) {
    listener.say('include failed', { id: experiment.key, error });
    return false;
  }
}

/**
 * The deprecated regular expression for URLs.
 *
 * @param {Subject} subject
 * @param {any} experiment
 */
function isAtUrl({ url }, experiment) {
  if (!url || !(experiment.url instanceof RegExp)) return false;
  // `test` would start where a global expression found something the last time.
  return url.search(experiment.url) >= 0 || pathOf(url).search(experiment.url) >= 0;
}

/** @param {string} url */
function pathOf(url) {
  return url.replace(/^https?:\/\//, '').replace(/^[^/]*\//, '/');
}

/**
 * @param {Subject} _subject
 * @param {any} experiment
 * @param {any} groups
 */
function isInGroup(_subject, experiment, groups) {
  return Array.isArray(experiment.groups) && experiment.groups.some((/** @type {string} */ group) => groups?.[group]);
}

exports.notIn = notIn;
exports.runInline = runInline;
exports.runTrial = runTrial;
