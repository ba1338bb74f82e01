'use strict';

const { native } = require('./journal.js');
const { NO_SESSION } = require('./sessions.js');
const { read, readAll } = require('./attributes.js');

/**
 * @typedef {import('./subject.js').Subject} Subject
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 * @typedef {import('./settled.js').Rest} Rest
 */

/** The answer is that of the last time. */
const AS_BEFORE = -1;

/** So many attributes are compared with those of the last time. */
const COMPARED = 6;

/**
 * Lets native code evaluate a feature. Attributes are read before anything else is looked at: getters are code of the application.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 * @returns {number} What it returned, or `AS_BEFORE`.
 */
function ask(subject, feature) {
  return feature.readsSession && subject.hasSession ? askWithSession(subject, feature) : askPlainly(subject, feature);
}

/**
 * The same for a feature, or what is left of one, of somebody who has no session.
 *
 * @param {Subject} subject
 * @param {FeatureView | Rest} asked
 * @returns {number}
 */
function askPlainly(subject, { last, place, slots }) {
  const { length } = slots;
  if (length === 0 || length > COMPARED) {
    last.isAsked = false;
    // A getter may evaluate something, which may change the function.
    const values = readAll(subject, slots);
    return native.evaluate(place, ...values);
  }
  const a = read(subject, slots[0]);
  if (length === 1) return last.isForOne(a) ? AS_BEFORE : native.evaluate(place, a);
  const b = read(subject, slots[1]);
  if (length === 2) return last.isForTwo(a, b) ? AS_BEFORE : native.evaluate(place, a, b);
  const c = read(subject, slots[2]);
  const d = length > 3 ? read(subject, slots[3]) : undefined;
  // Arguments beyond the attributes are not looked at.
  if (length <= 4) return last.isForFour(a, b, c, d) ? AS_BEFORE : native.evaluate(place, a, b, c, d);
  const e = read(subject, slots[4]);
  const f = length > 5 ? read(subject, slots[5]) : undefined;
  return last.isForSix(a, b, c, d, e, f) ? AS_BEFORE : native.evaluate(place, a, b, c, d, e, f);
}

/**
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function askWithSession(subject, feature) {
  const values = readAll(subject, feature.slots);
  return askIn(feature.readsSession ? subject.sessionFor(feature.reach) : NO_SESSION, feature, values);
}

/**
 * The same as if the value of the feature itself were not forced.
 *
 * @param {Subject} subject
 * @param {FeatureView} feature
 */
function askUnforced(subject, feature) {
  const values = readAll(subject, feature.slots);
  return askIn(subject.sessionWithout(feature.reach, feature.key), feature, values);
}

/**
 * Asks without a look at the last answer, and without keeping this one.
 *
 * @param {number | string} session
 * @param {FeatureView} feature
 * @param {any[]} values
 */
function askIn(session, { last, place }, values) {
  last.isAsked = false;
  return native.evaluateIn(session, place, ...values);
}

exports.ask = ask;
exports.askPlainly = askPlainly;
exports.askUnforced = askUnforced;
exports.AS_BEFORE = AS_BEFORE;
