'use strict';

const { rateOf } = require('./rates.js');
const { signed64 } = require('../specs/hashes.js');

/** What is told first of each rule is told whatever the rate, once in so long. */
const WINDOW_MS = 60_000;

/** Rules that specs have no rate for. */
const SPECIAL_RULES = new Set(['disabled', 'default', '']);

const PRODUCTION = 'production';

/** Modes in which not all exposures are told, or those that would not be are marked. */
const SAMPLING_MODES = new Set(['on', 'shadow']);

/**
 * Whether an exposure is told, and what is said of that.
 *
 * @typedef {{ isTold: boolean, metadata: string }} Sample
 */

/** @type {Sample} */
const ALL = { isTold: true, metadata: '{}' };

/** Tells only some of the exposures, where specs ask for that. */
class Sampling {
  /**
   * @param {import('../evaluation/evaluator.js').Evaluator} evaluator
   * @param {string} tier of the server's environment
   */
  constructor(evaluator, tier) {
    this.evaluator = evaluator;
    this.isProduction = tier === PRODUCTION;
    /** Rules that were told in this window. @type {Set<string>} */
    this.told = new Set();
    this.until = 0;
  }

  /**
   * @param {import('../specs/outcome.js').Outcome} outcome
   * @param {string} name of the gate, config or layer
   * @param {{ user: any, environment: any, keyOf: () => string, now: number }} exposure the key by which it is chosen; the time in milliseconds
   * @returns {Sample}
   */
  sample(outcome, name, { environment, keyOf, now, user }) {
    const configs = this.evaluator.store.root.sdk_configs;
    const mode = configs?.sampling_mode;
    if (typeof mode !== 'string') return ALL;
    const plain = { isTold: true, metadata: JSON.stringify({ samplingMode: mode }) };
    if (!this.isProduction || !SAMPLING_MODES.has(mode)) return plain;
    if (outcome.forwardsAll || this.isFirst(`${name}_${outcome.ruleID}`, now)) return plain;
    const { isForAll, rate: own } = rateOf(this.evaluator, user, environment, outcome);
    const rate = own ?? (SPECIAL_RULES.has(outcome.ruleID) ? wholeOf(configs.special_case_sampling_rate) : null);
    if (isForAll || !Number.isInteger(rate) || rate === 0) return plain;
    const isChosen = signed64(keyOf()) % BigInt(rate) === 0n;
    return {
      isTold: isChosen || mode === 'shadow',
      metadata: JSON.stringify({ samplingRate: rate, shadowLogged: isChosen ? 'logged' : 'dropped', samplingMode: mode }),
    };
  }

  /**
   * @param {string} what
   * @param {number} now
   */
  isFirst(what, now) {
    if (now >= this.until) {
      this.told.clear();
      this.until = now + WINDOW_MS;
    }
    const before = this.told.size;
    this.told.add(what);
    return this.told.size > before;
  }
}

/** @param {any} rate */
function wholeOf(rate) {
  return typeof rate === 'number' ? Math.floor(rate) : null;
}

/**
 * What of a user goes into the keys.
 *
 * @param {any} user
 */
function userKey({ customIDs, userID }) {
  let key = `u:${userID || ''};`;
  for (const [kind, id] of Object.entries(customIDs ?? {})) key += `${kind}:${id};`;
  return key;
}

exports.Sampling = Sampling;
exports.userKey = userKey;
