'use strict';

const { Copier } = require('../results/copier.js');

/** The outcomes that every spec has, as native code numbers them. The others are those of its rules: failed, passed, unsupported, in turns. */
const DISABLED = 0;
const FIRST_OF_RULES = 4;
/** What each rule can do to a spec: the last only to those that others delegate to. */
const PER_RULE = 3;
const PASSED = 1;
const UNSUPPORTED = 2;

/** @type {Readonly<Record<string, never>>} */
const EMPTY = Object.freeze({});

/**
 * What evaluating a spec can end in. Its JSON is the specs' own: it is cloned before the application gets it.
 */
class Outcome {
  /**
   * @param {object} given
   * @param {boolean} given.value
   * @param {string | undefined} given.ruleID
   * @param {string | null} [given.groupName]
   * @param {any} [given.json]
   * @param {string | null} [given.idType]
   * @param {number} [given.version]
   * @param {boolean} [given.isExperimentGroup]
   * @param {string[] | null} [given.explicitParameters]
   * @param {number} [given.samplingRate]
   * @param {boolean} [given.forwardsAll]
   * @param {import('./spec.js').Spec} [given.spec]
   * @param {number | null} [given.rule]
   */
  constructor({ value, ruleID, groupName, json, idType, version, isExperimentGroup, explicitParameters, samplingRate, forwardsAll, spec, rule }) {
    this.value = value;
    this.ruleID = ruleID ?? '';
    this.groupName = groupName ?? null;
    this.json = isRecord(json) ? json : EMPTY;
    this.idType = idType ?? null;
    /** @type {number | undefined} */
    this.version = version;
    this.isExperimentGroup = isExperimentGroup ?? false;
    this.explicitParameters = explicitParameters ?? null;
    /** Of events about it, one in so many is sent. @type {number | undefined} */
    this.samplingRate = samplingRate;
    /** Whether all of them are sent. */
    this.forwardsAll = forwardsAll ?? false;
    /** Whose it is; null: nobody's of the specs. */
    this.spec = spec ?? null;
    /** The index of the rule that decided; null: none did. */
    this.rule = rule ?? null;
    /** How exposures of it begin, for whom that was last written. @type {{ name: string, text: string } | null} */
    this.head = null;
    /** @type {Copier | null} */
    this.copier = null;
  }

  /** A copy of its JSON, for the application. */
  copyJson() {
    return (this.copier ??= new Copier(this.json)).copy();
  }
}

/** @param {any} value */
function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

/**
 * @param {import('./spec.js').Spec} spec
 * @param {number} number
 */
function outcomeOf(spec, number) {
  const { bench, definition } = spec;
  // The gates of the second version have the values that their rules return.
  const { isKeyed } = bench;
  const { defaultValue, explicitParameters, forwardAllExposures, idType, rules, version } = definition;
  const rule = number < FIRST_OF_RULES ? null : Math.floor((number - FIRST_OF_RULES) / PER_RULE);
  const common = { spec, rule, idType, version, explicitParameters, forwardsAll: forwardAllExposures === true };
  const failed = { ...common, value: isKeyed && defaultValue === true, json: defaultValue };
  if (number === DISABLED) return new Outcome({ ...failed, ruleID: 'disabled', explicitParameters: null });
  if (number < FIRST_OF_RULES) return new Outcome({ ...failed, ruleID: 'default' });
  const { groupName, id, isExperimentGroup, returnValue, samplingRate } = rules[Number(rule)] ?? {};
  const manner = (number - FIRST_OF_RULES) % PER_RULE;
  if (manner === UNSUPPORTED) return new Outcome({ value: false, ruleID: '', version, spec, forwardsAll: common.forwardsAll, samplingRate: samplingRate ?? undefined });
  const ofRule = { groupName, ruleID: id, isExperimentGroup: isExperimentGroup === true, samplingRate: samplingRate ?? undefined };
  if (manner !== PASSED) return new Outcome({ ...failed, ...ofRule });
  return new Outcome({ ...common, ...ofRule, value: !(isKeyed && returnValue === false), json: returnValue });
}

/** @param {number} number */
function isUnsupported(number) {
  return number >= FIRST_OF_RULES && (number - FIRST_OF_RULES) % PER_RULE === UNSUPPORTED;
}

/** @param {number} rule that is to blame */
function unsupportedBy(rule) {
  return FIRST_OF_RULES + rule * PER_RULE + UNSUPPORTED;
}

exports.Outcome = Outcome;
exports.outcomeOf = outcomeOf;
exports.EMPTY = EMPTY;
exports.isUnsupported = isUnsupported;
exports.unsupportedBy = unsupportedBy;
