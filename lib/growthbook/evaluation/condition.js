'use strict';

const binding = require('../../../binding.js');
const { Slot, readAll } = require('./attributes.js');
const { encode } = require('./encode.js');

/** So many compiled conditions are remembered. */
const KEPT = 256;

/** By their texts, the one used last at the end. @type {Map<string, { holds: (...attributes: any[]) => boolean, slots: Slot[] } | null>} */
const conditions = new Map();

/** @param {string} text @param {string} groups */
function compile(text, groups) {
  const key = `${text}\n${groups}`;
  let condition = conditions.get(key);
  if (condition === undefined) {
    condition = make(text, groups);
    if (conditions.size >= KEPT) conditions.delete(/** @type {string} */ (conditions.keys().next().value));
  } else {
    conditions.delete(key);
  }
  conditions.set(key, condition);
  return condition;
}

/**
 * @param {string} text
 * @param {string} groups
 */
function make(text, groups) {
  try {
    const { holds, plan } = binding.growthbookCondition(text, groups);
    return { holds, slots: plan.map((description) => new Slot(description)) };
  } catch {
    return null;
  }
}

/**
 * Whether a targeting condition holds for attributes. One that is malformed does not.
 *
 * @param {any} attributes
 * @param {any} condition
 * @param {any} [savedGroups]
 * @returns {boolean}
 */
function evalCondition(attributes, condition, savedGroups) {
  const compiled = compile(jsonOf(condition, 'null'), jsonOf(savedGroups, '{}'));
  if (compiled === null) return false;
  const sources = { overrides: null, attributes: isObject(attributes) ? attributes : null, globals: null, hasPlainAttributes: () => false };
  return compiled.holds(...readAll(sources, compiled.slots));
}

/**
 * @param {any} value
 * @param {string} fallback
 */
function jsonOf(value, fallback) {
  try {
    return JSON.stringify(value) ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {any} value */
function isObject(value) {
  return value !== null && typeof value === 'object';
}

/**
 * Whether a URL is one of those that an experiment is for.
 *
 * @param {string} url
 * @param {any} targets
 * @returns {boolean}
 */
function isURLTargeted(url, targets) {
  return Array.isArray(targets) && binding.growthbookIsUrlTargeted(String(url), jsonOf(targets, '[]'));
}

/**
 * The text by which versions are compared.
 *
 * @param {any} version
 * @returns {string}
 */
function paddedVersionString(version) {
  return binding.growthbookPaddedVersion(encode(version));
}

exports.evalCondition = evalCondition;
exports.isURLTargeted = isURLTargeted;
exports.paddedVersionString = paddedVersionString;
