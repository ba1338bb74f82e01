'use strict';

const { Evaluation, NO_GATES, Reason } = require('../evaluation/evaluation.js');
const { Outcome } = require('../specs/outcome.js');
const { Kind } = require('../specs/spec.js');

/** The id of those who have no override of their own. */
const EVERYBODY = '';

/** What the type of an id is called where an override is for one, of whatever type. */
const OF_USER = 'userID';

/**
 * The overrides that evaluating something for one user can meet on its way.
 *
 * @typedef {object} Applicable
 * @property {Map<string, Evaluation>} configs by name
 * @property {string} text as native code takes them
 */

/**
 * The overrides of one kind.
 *
 * @typedef {Map<string, Map<string, { ofUser: Evaluation, ofAll: Evaluation }>>} Table by the id that they are for, and by name
 */

/** Values that the application puts in the place of those of specs. */
class Overrides {
  constructor() {
    /** By kind. @type {Table[]} */
    this.tables = [new Map(), new Map(), new Map()];
    /** Whether there are none: nearly always. */
    this.isEmpty = true;
  }

  /**
   * @param {number} kind
   * @param {string} name
   * @param {any} value
   * @param {string} id of a user, of any kind; '': for everybody
   */
  set(kind, name, value, id) {
    const table = this.tables[kind];
    const ofId = table.get(id) ?? new Map();
    ofId.set(name, { ofUser: evaluationOf(kind, value, OF_USER), ofAll: evaluationOf(kind, value, EVERYBODY) });
    table.set(id, ofId);
    this.isEmpty = false;
  }

  /** @param {number} kind */
  clear(kind) {
    this.tables[kind].clear();
    this.isEmpty = this.tables.every((table) => table.size === 0);
  }

  /**
   * @param {number} kind
   * @param {any} user
   * @param {string} name
   * @returns {Evaluation | undefined}
   */
  find(kind, user, name) {
    const table = this.tables[kind];
    if (table.size === 0) return undefined;
    for (const id of idsOf(user)) {
      const found = table.get(id)?.get(name);
      if (found !== undefined) return found.ofUser;
    }
    return table.get(EVERYBODY)?.get(name)?.ofAll;
  }

  /**
   * What of the overrides applies to the gates and configs that evaluating something for the user may meet; null: none do.
   *
   * @param {any} user
   * @returns {Applicable | null}
   */
  applicable(user) {
    const gates = this.merged(Kind.Gate, user);
    const configs = this.merged(Kind.Config, user);
    if (gates.size === 0 && configs.size === 0) return null;
    const values = [...gates].map(([name, { outcome }]) => [name, outcome.value]);
    return { configs, text: JSON.stringify({ gates: Object.fromEntries(values), configs: [...configs.keys()] }) };
  }

  /**
   * @param {number} kind
   * @param {any} user
   * @returns {Map<string, Evaluation>}
   */
  merged(kind, user) {
    const table = this.tables[kind];
    const merged = new Map();
    // The first id that has one decides.
    for (const [name, { ofAll }] of table.get(EVERYBODY) ?? []) merged.set(name, ofAll);
    for (const id of idsOf(user).reverse()) for (const [name, { ofUser }] of table.get(id) ?? []) merged.set(name, ofUser);
    return merged;
  }
}

/**
 * The ids of a user that overrides can be for; those that go first count first.
 *
 * @param {any} user
 */
function idsOf(user) {
  const { customIDs, userID } = user;
  const ids = customIDs === undefined || customIDs === null ? [] : Object.values(customIDs);
  return [userID, ...ids].filter((id) => id !== undefined && id !== null).map(String);
}

/**
 * @param {number} kind
 * @param {any} value
 * @param {string} idType
 */
function evaluationOf(kind, value, idType) {
  const given = kind === Kind.Gate ? { value } : { value: true, json: jsonCopy(value), idType };
  const outcome = new Outcome({ ...given, ruleID: 'override' });
  return new Evaluation(outcome, Reason.LocalOverride, NO_GATES, NO_GATES, null, null);
}

/**
 * What JSON keeps of a value: configs are JSON.
 *
 * @param {any} value
 */
function jsonCopy(value) {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    // It contains itself, or a big integer.
    return {};
  }
}

exports.Overrides = Overrides;
