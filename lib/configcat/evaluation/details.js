'use strict';

const { EvaluationErrorCode } = require('../enums.js');

/**
 * @typedef {import('./view.js').SnapshotView} SnapshotView
 * @typedef {import('./view.js').FlagView} FlagView
 * @typedef {import('../config/entry.js').Entry} Entry
 */

/** Rules and options that no outcome came from are numbered so. */
const NONE = -1;

/**
 * @param {any} node The JSON of a flag.
 * @param {number} rule
 * @param {number} option
 */
function optionOf(node, rule, option) {
  const owner = rule === NONE ? node : node?.r?.[rule];
  return owner?.p?.[option];
}

/**
 * The details of an evaluation that succeeded.
 *
 * @param {Entry} entry
 * @param {FlagView} flag
 * @param {number} outcome
 * @param {any} user
 */
function successDetails(entry, flag, outcome, user) {
  const view = /** @type {SnapshotView} */ (entry.view);
  const [variationIds, rules, options] = view.placesOf(flag);
  const rule = rules[outcome];
  const option = options[outcome];
  const common = {
    key: flag.key,
    value: flag.values[outcome],
    variationId: variationIds[outcome],
    fetchTime: entry.fetchTime,
    user,
    isDefaultValue: false,
  };
  if (rule === NONE && option === NONE) {
    return {
      ...common,
      matchedTargetingRule: undefined,
      matchedPercentageOption: undefined,
      errorCode: EvaluationErrorCode.None,
    };
  }
  return withMatches(common, view, rule, option);
}

/**
 * The matched parts are the config's own objects, so the config is parsed when somebody looks at them.
 *
 * @param {any} details
 * @param {SnapshotView} view
 * @param {number} rule
 * @param {number} option
 */
function withMatches(details, view, rule, option) {
  const { key } = details;
  view.keepNodes();
  defineLazy(details, 'matchedTargetingRule', () => (rule === NONE ? undefined : view.node(key)?.r?.[rule]));
  defineLazy(details, 'matchedPercentageOption', () =>
    option === NONE ? undefined : optionOf(view.node(key), rule, option),
  );
  details.errorCode = EvaluationErrorCode.None;
  return details;
}

/**
 * @param {any} target
 * @param {string} name
 * @param {() => any} make
 */
function defineLazy(target, name, make) {
  const settle = (/** @type {any} */ value) => {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  Object.defineProperty(target, name, { get: () => settle(make()), set: settle, enumerable: true, configurable: true });
}

/**
 * The details of an evaluation that failed.
 *
 * @param {string} key
 * @param {any} defaultValue
 * @param {Date | undefined} fetchTime
 * @param {any} user
 * @param {number} errorCode One of `EvaluationErrorCode`.
 * @param {string | { toString(): string }} message Formatted when first read.
 * @param {any} [errorException]
 */
function failureDetails(key, defaultValue, fetchTime, user, errorCode, message, errorException) {
  return {
    key,
    value: defaultValue,
    fetchTime,
    user,
    isDefaultValue: true,
    errorCode,
    get errorMessage() {
      return message?.toString();
    },
    errorException,
  };
}

exports.successDetails = successDetails;
exports.failureDetails = failureDetails;
