'use strict';

// Builders of config_v6 documents.

const { createHash } = require('node:crypto');

const COMPARATORS = {
  isOneOf: 0,
  containsAnyOf: 2,
  semverGreaterOrEqual: 9,
  hashedIsOneOf: 16,
};

/** The salt of every config here; hashed comparisons need one. */
const SALT = 'qUyx4cH/8a0vHYhpGbKkLGJ9DMv1d4Vw2PbHkRZKc6s=';

/** @typedef {boolean | string} Value */

const SETTING_TYPES = { boolean: 0, string: 1 };

/** @param {Value} value */
const wrapped = (value) => (typeof value === 'boolean' ? { b: value } : { s: value });

/**
 * One comparison of a user attribute.
 *
 * @param {string} attribute
 * @param {number} comparator
 * @param {string | string[]} against
 */
const condition = (attribute, comparator, against) => ({
  u: { a: attribute, c: comparator, ...(Array.isArray(against) ? { l: against } : { s: against }) },
});

/**
 * A comparison with hashed items, as ConfigCat hashes them for the flag `key`.
 *
 * @param {string} key
 * @param {string} attribute
 * @param {string[]} items
 */
const hashedCondition = (key, attribute, items) =>
  condition(attribute, COMPARATORS.hashedIsOneOf, items.map((item) => sha256(item + SALT + key)));

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * A targeting rule: all conditions met, and the value is this one.
 *
 * @param {object[]} conditions
 * @param {Value} value
 * @param {string} variationId
 */
const rule = (conditions, value, variationId) => ({ c: conditions, s: { v: wrapped(value), i: variationId } });

/**
 * @param {number} percentage
 * @param {Value} value
 * @param {string} variationId
 */
const option = (percentage, value, variationId) => ({ p: percentage, v: wrapped(value), i: variationId });

/**
 * A flag.
 *
 * @param {Value} value what it is where no rule and no option decides
 * @param {{ rules?: object[], options?: object[] }} [targeting]
 */
const flag = (value, { rules, options } = {}) => ({
  t: SETTING_TYPES[typeof value],
  v: wrapped(value),
  i: 'v-default',
  ...(rules && { r: rules }),
  ...(options && { p: options }),
});

/**
 * The whole document.
 *
 * @param {Record<string, object>} flags
 */
const config = (flags) => ({ p: { u: 'https://cdn-global.configcat.com', r: 0, s: SALT }, f: flags });

module.exports = { COMPARATORS, SALT, condition, config, flag, hashedCondition, option, rule };
