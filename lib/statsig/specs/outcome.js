'use strict';

/** The outcomes that every spec has, as native code numbers them. The others are those of its rules: failed, passed, in turns. */
const DISABLED = 0;
/** Only of those that others delegate to. */
const UNSUPPORTED = 4;
const FIRST_OF_RULES = 6;

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
  const rule = number < FIRST_OF_RULES ? null : (number - FIRST_OF_RULES) >> 1;
  const common = { spec, rule, idType, version, explicitParameters, forwardsAll: forwardAllExposures === true };
  const failed = { ...common, value: isKeyed && defaultValue === true, json: defaultValue };
  if (number === DISABLED) return new Outcome({ ...failed, ruleID: 'disabled', explicitParameters: null });
  if (number === UNSUPPORTED) return new Outcome({ value: false, ruleID: '', version, spec, forwardsAll: common.forwardsAll });
  if (number < FIRST_OF_RULES) return new Outcome({ ...failed, ruleID: 'default' });
  const { groupName, id, isExperimentGroup, returnValue, samplingRate } = rules[Number(rule)] ?? {};
  const ofRule = { groupName, ruleID: id, isExperimentGroup: isExperimentGroup === true, samplingRate: samplingRate ?? undefined };
  const passes = (number & 1) === 1;
  if (!passes) return new Outcome({ ...failed, ...ofRule });
  return new Outcome({ ...common, ...ofRule, value: !(isKeyed && returnValue === false), json: returnValue });
}

exports.Outcome = Outcome;
exports.outcomeOf = outcomeOf;
exports.EMPTY = EMPTY;
exports.UNSUPPORTED = UNSUPPORTED;
