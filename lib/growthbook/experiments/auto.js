'use strict';

const { callSafely } = require('../logging/say.js');
const { REDIRECT, VISUAL, getAutoExperimentChangeType } = require('./change-type.js');
const { isURLTargeted } = require('../evaluation/condition.js');
const { notIn, runTrial } = require('../evaluation/inline.js');
const { withOverrides } = require('./overrides.js');

/**
 * @typedef {import('../evaluation/subject.js').Subject} Subject
 * @typedef {import('../evaluation/run.js').Run} Run
 * @typedef {import('../payload/view.js').AutoExperiment} AutoExperiment
 */

/**
 * The experiments that run by themselves: whenever the payload, the attributes or the URL change. On a server they do no more than
 * track, and tell where a user is to be redirected to.
 */
class AutoExperiments {
  /**
   * @param {Subject} subject
   * @param {any} options
   */
  constructor(subject, options) {
    this.subject = subject;
    this.options = options;
    this.isAllowed = !options.disableExperimentsOnLoad;
    /** Keys of those that were started by hand. @type {Set<string>} */
    this.triggered = new Set();
    this.redirectUrl = '';
  }

  /** Runs all that are to run, up to the first redirection. */
  update() {
    if (!this.isAllowed) return;
    for (const experiment of this.subject.view.autoExperiments) {
      const run = this.#run(experiment);
      if (run?.inExperiment && getAutoExperimentChangeType(experiment.definition) === REDIRECT) return;
    }
  }

  /**
   * Runs those of one key, also such as are only started by hand, and those that are still to come.
   *
   * @param {string} key
   * @returns {any[]} Their results.
   */
  trigger(key) {
    this.triggered.add(key);
    const experiments = this.subject.view.autoExperiments.filter(({ definition }) => definition.key === key);
    return experiments.map((experiment) => this.#trigger(experiment));
  }

  /** @param {AutoExperiment} experiment */
  #trigger(experiment) {
    const run = this.#run(experiment);
    if (run !== null) return run.result;
    const { trial } = experiment;
    // Blocked: as if for a feature without a name.
    return { ...notIn(this.subject, trial).result, featureId: '' };
  }

  /** @param {AutoExperiment} experiment */
  #run(experiment) {
    const { definition, index, slots, trial, view } = experiment;
    if (definition.manual && !this.triggered.has(definition.key)) return null;
    if (this.#isBlocked(definition)) return null;
    const { groups, overrides } = this.options;
    // Of the payload whose list is gone through: a callback may have set another one.
    const inForce = withOverrides(definition, overrides);
    const run = runTrial(this.subject, { view, native: null, trial, inForce, number: index, slots }, groups);
    if (run.inExperiment) this.#redirect(definition, trial.variations[run.variation]);
    return run;
  }

  /** @param {any} experiment */
  #isBlocked(experiment) {
    const { blockedChangeIds, disableJsInjection, disableUrlRedirectExperiments, disableVisualExperiments } = this.options;
    if (experiment.changeId && arrayOf(blockedChangeIds).includes(experiment.changeId)) return true;
    const variations = arrayOf(experiment.variations);
    switch (getAutoExperimentChangeType(experiment)) {
      case VISUAL:
        return Boolean(disableVisualExperiments || (disableJsInjection && variations.some((variation) => variation?.js)));
      case REDIRECT:
        return Boolean(disableUrlRedirectExperiments) || !this.#canRedirect(variations);
      default:
        return true;
    }
  }

  /** @param {any[]} variations */
  #canRedirect(variations) {
    const targets = variations.map((variation) => variation?.urlRedirect).filter(Boolean);
    const from = parseUrl(this.subject.url);
    const parsed = targets.map((target) => parseUrl(target));
    if (from === null || parsed.includes(null)) return false;
    if (!this.options.disableCrossOriginUrlRedirectExperiments) return true;
    return parsed.every((to) => to?.protocol === from.protocol && to.host === from.host);
  }

  /**
   * @param {any} experiment
   * @param {any} variation
   */
  #redirect(experiment, variation) {
    const target = variation?.urlRedirect;
    if (!target || getAutoExperimentChangeType(experiment) !== REDIRECT) return;
    const url = experiment.persistQueryString ? mergeQueries(/** @type {string} */ (this.subject.url), target) : target;
    // The user is there already.
    if (isURLTargeted(url, experiment.urlPatterns)) return;
    this.redirectUrl = url;
    const { log, navigate } = this.options;
    if (typeof navigate === 'function') callSafely(log, 'navigate', navigate, [url]);
  }
}

/**
 * @param {any} url
 * @returns {URL | null}
 */
function parseUrl(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/**
 * The target with all parameters of the URL that it does not have itself.
 *
 * @param {string} from
 * @param {string} target
 */
function mergeQueries(from, target) {
  const url = new URL(target);
  for (const [name, value] of new URL(from).searchParams) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.toString();
}

/**
 * @param {any} value
 * @returns {any[]}
 */
function arrayOf(value) {
  return Array.isArray(value) ? value : [];
}

exports.AutoExperiments = AutoExperiments;
