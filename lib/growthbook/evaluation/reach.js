'use strict';

/**
 * @typedef {import('../payload/view.js').FeatureView} FeatureView
 *
 * @typedef {object} Reach What of a session an evaluation can look at.
 * @property {string[]} experiments Keys of its experiments, and of those of its prerequisites.
 * @property {string[]} prefixes What the names of their sticky assignments begin with.
 * @property {string[]} parents Keys of the features that it may depend on.
 */

/** Who reaches further gets all there is: picking would cost more. */
const MOST = 32;

/**
 * What of a session a feature can look at; null: all of it.
 *
 * @param {FeatureView} feature
 * @returns {Reach | null}
 */
function reachOf(feature) {
  try {
    return collect(feature);
  } catch {
    // Its definition is so odd that it cannot be read: native code may see more in it.
    return null;
  }
}

/** @param {FeatureView} feature */
function collect(feature) {
  /** @type {Set<string>} */
  const experiments = new Set();
  /** @type {Set<string>} */
  const parents = new Set();
  collectOf(feature, experiments, parents);
  // What is added meanwhile is visited, too.
  for (const key of parents) {
    const parent = feature.view.feature(key);
    if (parent !== null) collectOf(parent, experiments, parents);
    if (parents.size > MOST || experiments.size > MOST) return null;
  }
  return { experiments: [...experiments], prefixes: Array.from(experiments, (key) => `${key}__`), parents: [...parents] };
}

/**
 * @param {FeatureView} feature
 * @param {Set<string>} experiments
 * @param {Set<string>} parents
 */
function collectOf({ definition, key }, experiments, parents) {
  const rules = definition?.rules;
  if (!Array.isArray(rules)) return;
  for (const rule of rules) {
    if (rule?.variations || rule?.contextualVariations) experiments.add(rule.key ? String(rule.key) : key);
    const conditions = rule?.parentConditions;
    // Of a text each character counts as a prerequisite, which has no `id`.
    for (const parent of typeof conditions === 'string' ? [conditions] : arrayOf(conditions)) parents.add(String(parent?.id));
  }
}

/**
 * @param {any} value
 * @returns {any[]}
 */
function arrayOf(value) {
  return Array.isArray(value) ? value : [];
}

exports.reachOf = reachOf;
