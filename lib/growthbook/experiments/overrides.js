'use strict';

/**
 * An experiment with what the deprecated option `overrides` says of it.
 *
 * @param {any} experiment
 * @param {any} overrides
 * @returns {any}
 */
function withOverrides(experiment, overrides) {
  const key = experiment?.key;
  if (!overrides || !Object.hasOwn(overrides, key)) return experiment;
  const merged = { ...experiment, ...overrides[key] };
  if (typeof merged.url === 'string') merged.url = patternOf(merged.url);
  return merged;
}

/** @param {string} pattern */
function patternOf(pattern) {
  try {
    return new RegExp(pattern);
  } catch {
    // As if it said nothing of URLs.
    return undefined;
  }
}

exports.withOverrides = withOverrides;
