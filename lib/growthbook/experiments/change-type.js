'use strict';

const REDIRECT = 'redirect';
const VISUAL = 'visual';
const UNKNOWN = 'unknown';

/**
 * What an experiment of the payload's list does to a page.
 *
 * @param {any} experiment
 */
function getAutoExperimentChangeType(experiment) {
  const variations = Array.isArray(experiment?.variations) ? experiment.variations : [];
  if (experiment?.urlPatterns && variations.some(hasRedirect)) return REDIRECT;
  return variations.some(hasMutations) ? VISUAL : UNKNOWN;
}

/** @param {any} variation */
function hasRedirect(variation) {
  return isObject(variation) && 'urlRedirect' in variation;
}

/** @param {any} variation */
function hasMutations(variation) {
  return isObject(variation) && Boolean(variation.domMutations || 'js' in variation || 'css' in variation);
}

/** @param {any} value */
function isObject(value) {
  return value !== null && typeof value === 'object';
}

exports.getAutoExperimentChangeType = getAutoExperimentChangeType;
exports.REDIRECT = REDIRECT;
exports.VISUAL = VISUAL;
