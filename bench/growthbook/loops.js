'use strict';

// The timed loops. Each counts what it got, so that every result is used.

const { USER_MASK } = require('../support/users.js');
const { makeAttributes } = require('./features.js');

/**
 * @typedef {object} Subject
 * @property {any[]} instances one per user, all with the same payload
 * @property {any} client
 * @property {(attributes: object) => any} makeInstance
 * @property {() => number} takeTracked how many experiments were tracked since this was called last
 */

/** @param {Subject} subject @param {string} key @param {number} count */
function isOn({ instances }, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (instances[index & USER_MASK].isOn(key)) hits += 1;
  }
  return hits;
}

/** @param {Subject} subject @param {string} key @param {number} count */
function value({ instances }, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (instances[index & USER_MASK].getFeatureValue(key, false) === true) hits += 1;
  }
  return hits;
}

/** @param {Subject} subject @param {string} key @param {number} count */
function jsonValue({ instances }, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (instances[index & USER_MASK].getFeatureValue(key, null)?.setting_199 === 199) hits += 1;
  }
  return hits;
}

/** @param {Subject} subject @param {string} key @param {number} count */
function evaluation({ instances }, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    const { on, source } = instances[index & USER_MASK].evalFeature(key);
    if (on && source !== 'unknownFeature') hits += 1;
  }
  return hits;
}

/** What one request asks for. */
function five(gb) {
  let hits = 0;
  if (gb.isOn('defaultValue')) hits += 1;
  if (gb.isOn('force')) hits += 1;
  if (gb.getFeatureValue('experiment', false) === true) hits += 1;
  if (gb.getFeatureValue('threeRules', false) === true) hits += 1;
  if (gb.isOn('tenMissed')) hits += 1;
  return hits;
}

/** @param {Subject} subject @param {string} _ @param {number} count */
function request({ makeInstance, takeTracked }, _, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    const gb = makeInstance(makeAttributes(index & USER_MASK));
    hits += five(gb);
    gb.destroy();
  }
  return hits + takeTracked();
}

/** @param {Subject} subject @param {string} _ @param {number} count */
function scopedRequest({ client, takeTracked }, _, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    hits += five(client.createScopedInstance({ attributes: makeAttributes(index & USER_MASK) }));
  }
  return hits + takeTracked();
}

module.exports = { evaluation, isOn, jsonValue, request, scopedRequest, value };
