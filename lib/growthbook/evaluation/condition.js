'use strict';

const binding = require('../../../binding.js');
const { Slot, readAll } = require('./attributes.js');
const { encode } = require('../../values/encode.js');
const { Recent } = require('./recent.js');

/** So many compiled conditions are remembered, */
const KEPT = 256;

/** whose texts are so long, with the saved groups that they name. */
const KEPT_LENGTH = 2 ** 20;

/** @typedef {{ holds: (...attributes: any[]) => boolean, slots: Slot[] }} Compiled */

/** @type {Recent<Compiled | null>} */
const conditions = new Recent(KEPT, KEPT_LENGTH);

/**
 * Saved groups, and what tells them from others.
 *
 * @typedef {{ text: string, number: number }} Groups
 */

/** @type {Groups} */
const NO_GROUPS = { text: '{}', number: 0 };

/** So many different saved groups are remembered, of this length altogether. */
const GROUPS_KEPT = 8;

/** By their texts. @type {Recent<Groups>} */
const groupsByText = new Recent(GROUPS_KEPT, KEPT_LENGTH);

/** What is in an object is read once. @type {WeakMap<object, Groups>} */
const groupsByObject = new WeakMap();

let lastNumber = 0;

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
  const text = jsonOf(condition, 'null');
  const groups = groupsFor(text, savedGroups);
  const compiled = conditions.get(`${groups.number} ${text}`, () => make(text, groups.text), text.length + groups.text.length);
  if (compiled === null) return false;
  const sources = { overrides: null, attributes: isObject(attributes) ? attributes : null, globals: null, hasPlainAttributes: () => false };
  return compiled.holds(...readAll(sources, compiled.slots));
}

/** Who names a group names it by a property of one of these names. */
const NAMES_GROUPS = /"\$(?:inGroup|notInGroup|savedGroup)"/;

/**
 * The saved groups, where a condition can look at them: most name none, and groups may be large.
 *
 * @param {string} text
 * @param {any} savedGroups
 */
function groupsFor(text, savedGroups) {
  if (!isObject(savedGroups) || !NAMES_GROUPS.test(text)) return NO_GROUPS;
  let groups = groupsByObject.get(savedGroups);
  if (groups === undefined) {
    groups = groupsByText.get(jsonOf(savedGroups, '{}'), (json) => ({ text: json, number: ++lastNumber }));
    groupsByObject.set(savedGroups, groups);
  }
  return groups;
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
