'use strict';

const { CYCLIC, DEFAULT, EXPERIMENT, FORCE, GATE } = require('../payload/view.js');

/** What results call each kind of outcome. */
const SOURCES = [];
SOURCES[DEFAULT] = 'defaultValue';
SOURCES[CYCLIC] = 'cyclicPrerequisite';
SOURCES[GATE] = 'prerequisite';
SOURCES[FORCE] = 'force';
SOURCES[EXPERIMENT] = 'experiment';

/**
 * @param {any} value
 * @param {string} source
 * @param {string} ruleId
 */
function resultOf(value, source, ruleId) {
  const on = Boolean(value);
  return { value, on, off: !on, source, ruleId };
}

/**
 * The result of a feature.
 *
 * @param {import('../payload/view.js').FeatureView} feature
 * @param {number} outcome
 * @param {import('./run.js').Run | null} run The run that chose the outcome, if that is an experiment.
 */
function featureResult(feature, outcome, run) {
  const kind = feature.kinds[outcome];
  const ruleIndex = kind === FORCE || kind === EXPERIMENT ? feature.ruleIndices[outcome] : -1;
  const ruleId = ruleIndex < 0 ? '' : feature.rule(ruleIndex)?.id || '';
  /** @type {any} */
  const result = resultOf(feature.values[outcome], SOURCES[kind], ruleId);
  if (kind === EXPERIMENT) run?.fill(result);
  return result;
}

function unknownResult() {
  return resultOf(null, 'unknownFeature', '');
}

/** @param {any} value */
function overrideResult(value) {
  return resultOf(value, 'override', '');
}

exports.featureResult = featureResult;
exports.unknownResult = unknownResult;
exports.overrideResult = overrideResult;
