'use strict';

const { EXPERIMENT } = require('../payload/view.js');

/**
 * The result of a feature.
 *
 * @param {import('../payload/view.js').FeatureView} feature
 * @param {number} outcome
 * @param {import('./run.js').Run | null} run The run that chose the outcome, if that is an experiment.
 * @returns {any}
 */
function featureResult(feature, outcome, run) {
  const value = feature.values[outcome];
  const on = Boolean(value);
  const { source, ruleId } = feature.reasons[outcome];
  if (feature.kinds[outcome] !== EXPERIMENT || run === null) return { value, on, off: !on, source, ruleId };
  const { experiment, result } = run.handOut();
  return { value, on, off: !on, source, ruleId, experiment, experimentResult: result };
}

function unknownResult() {
  return { value: null, on: false, off: true, source: 'unknownFeature', ruleId: '' };
}

/** @param {any} value */
function overrideResult(value) {
  const on = Boolean(value);
  return { value, on, off: !on, source: 'override', ruleId: '' };
}

exports.featureResult = featureResult;
exports.unknownResult = unknownResult;
exports.overrideResult = overrideResult;
