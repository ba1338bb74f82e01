'use strict';

const { EvaluationErrorCode } = require('../enums.js');
const { errorFromFailure, evaluationErrorCode } = require('../errors.js');
const { failureDetails, successDetails } = require('./details.js');
const { Evaluator, FAILED } = require('./evaluate.js');
const { errorToString } = require('../strings.js');

/**
 * @typedef {import('../config/entry.js').Entry} Entry
 * @typedef {import('./view.js').SnapshotView} SnapshotView
 * @typedef {import('./view.js').FlagView} FlagView
 */

const INVALID_MODEL = 1;

/**
 * All flags with what was chosen for one user; the errors by the index of their flag.
 *
 * @typedef {{ all: import('./all-flags.js').AllFlags, outcomes: Uint32Array, errors: Map<number, unknown> }} Chosen
 */

/**
 * Answers the questions one can ask about flags, out of an entry, with the logging and the events that go with it.
 * `method` is always the name that logs give to the caller.
 */
class FlagReader {
  #hooks;
  #messages;
  #evaluator;
  #legacy;

  /** @param {import('../options/settings.js').Settings} settings */
  constructor({ hooks, log, messages, legacy }) {
    this.#hooks = hooks;
    this.#messages = messages;
    this.#evaluator = new Evaluator(log, messages, legacy);
    this.#legacy = legacy;
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   */
  value(method, entry, key, defaultValue, user) {
    try {
      const { view } = entry;
      const flag = view === null ? undefined : view.flag(key);
      if (flag !== undefined) {
        const outcome = this.#evaluator.choose(/** @type {SnapshotView} */ (view), flag, defaultValue, user);
        if (this.#hooks.hearsEvaluations) this.#announce(successDetails(entry, flag, outcome, user));
        return flag.values[outcome];
      }
    } catch (err) {
      return this.#announce(this.#failed(method, entry.fetchTime, key, defaultValue, user, err)).value;
    }
    return this.#announce(this.#missing(method, entry, key, defaultValue, user)).value;
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   */
  details(method, entry, key, defaultValue, user) {
    return this.#announce(this.#evaluate(method, entry, key, defaultValue, user));
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   */
  #evaluate(method, entry, key, defaultValue, user) {
    try {
      const { view } = entry;
      const flag = view?.flag(key);
      if (flag !== undefined) {
        const outcome = this.#evaluator.choose(/** @type {SnapshotView} */ (view), flag, defaultValue, user);
        return successDetails(entry, flag, outcome, user);
      }
    } catch (err) {
      return this.#failed(method, entry.fetchTime, key, defaultValue, user, err);
    }
    return this.#missing(method, entry, key, defaultValue, user);
  }

  /**
   * The details of an evaluation that could not even begin.
   *
   * @param {string} method
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   * @param {unknown} err
   */
  failure(method, key, defaultValue, user, err) {
    return this.#announce(this.#failed(method, undefined, key, defaultValue, user, err));
  }

  /**
   * @param {string} method
   * @param {Date | undefined} fetchTime
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   * @param {unknown} err
   */
  #failed(method, fetchTime, key, defaultValue, user, err) {
    this.#messages.evaluationErrorSingle(method, key, defaultValue, err);
    return failureDetails(key, defaultValue, fetchTime, user, evaluationErrorCode(err), errorToString(err), err);
  }

  /**
   * There is no config, or no such flag in it.
   *
   * @param {string} method
   * @param {Entry} entry
   * @param {string} key
   * @param {any} defaultValue
   * @param {any} user
   */
  #missing(method, { view, fetchTime }, key, defaultValue, user) {
    try {
      const message =
        view === null
          ? this.#messages.configMissingSingle(key, defaultValue)
          : this.#messages.keyMissing(key, defaultValue, keysOf(view));
      const code =
        view === null ? EvaluationErrorCode.ConfigJsonNotAvailable : EvaluationErrorCode.SettingKeyMissing;
      return failureDetails(key, defaultValue, fetchTime, user, code, message);
    } catch (err) {
      return this.#failed(method, fetchTime, key, defaultValue, user, err);
    }
  }

  /** @param {any} details */
  #announce(details) {
    this.#hooks.emit('flagEvaluated', details);
    return details;
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @returns {string[]}
   */
  keys(method, { view }) {
    return this.#guarded(method, 'empty array', view, [], ({ keys }) => [...keys]);
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   * @returns {{ settingKey: string, settingValue: any }[]}
   */
  allValues(method, entry, user) {
    return this.#all(method, entry, user, [], ({ all, outcomes }, details) => {
      if (this.#hooks.hearsEvaluations) this.#announceAll(details());
      const { keys, values, starts } = all;
      return keys.map((settingKey, index) => {
        const outcome = outcomes[index];
        return { settingKey, settingValue: outcome === FAILED ? null : values[starts[index] + outcome] };
      });
    });
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   */
  allDetails(method, entry, user) {
    return this.#all(method, entry, user, [], (_, details) => this.#announceAll(details()));
  }

  /** @param {any[]} all */
  #announceAll(all) {
    for (const details of all) this.#announce(details);
    return all;
  }

  /**
   * Evaluates every flag; all failures are logged as one event.
   *
   * @template T
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   * @param {T} fallback
   * @param {(chosen: Chosen, details: () => any[]) => T} answer
   * @returns {T}
   */
  #all(method, entry, user, fallback, answer) {
    const chosen = this.#guarded(method, 'empty array', entry.view, null, (view) => this.#chooseAll(view, user));
    if (chosen === null) return fallback;
    const { all, outcomes, errors } = chosen;
    if (errors.size > 0) {
      this.#messages.evaluationError(method, 'evaluation result', new AggregateError(errors.values()));
    }
    const result = answer(chosen, () => detailsOfAll(entry, chosen, user));
    all.giveBack(outcomes);
    return result;
  }

  /**
   * @param {SnapshotView} view
   * @param {any} user
   * @returns {Chosen}
   */
  #chooseAll(view, user) {
    /** @type {Map<number, unknown>} */
    const errors = new Map();
    const outcomes = this.#evaluator.chooseAll(view, user, (index, err) => errors.set(index, err));
    return { all: view.allFlags, outcomes, errors };
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {string} variationId
   * @returns {{ settingKey: string, settingValue: any } | null}
   */
  keyAndValue(method, { view }, variationId) {
    return this.#guarded(method, 'null', view, null, (snapshot) => {
      const found = findVariation(snapshot, variationId) ?? this.#overrideOf(snapshot, variationId);
      if (found === null) {
        this.#messages.variationIdMissing(variationId);
        return null;
      }
      const flag = snapshot.flagAt(found[0]);
      return { settingKey: flag.key, settingValue: flag.values[found[1]] };
    });
  }

  /**
   * The callback API knows the variation ids of overridden flags as empty.
   *
   * @param {SnapshotView} view
   * @param {string} variationId
   * @returns {[flag: number, outcome: number] | null}
   */
  #overrideOf(view, variationId) {
    if (!this.#legacy || variationId !== '') return null;
    for (const key of view.keys) {
      const flag = /** @type {FlagView} */ (view.flag(key));
      if (flag.isOverrideValue && flag.constant >= 0) return [flag.index, flag.constant];
    }
    return null;
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {string} key
   * @param {any} defaultVariationId
   * @param {any} user
   */
  variationId(method, { view }, key, defaultVariationId, user) {
    if (view === null) {
      this.#messages.configMissingVariation(key, defaultVariationId);
      return defaultVariationId;
    }
    try {
      const flag = view.flag(key);
      if (flag !== undefined) return variationIdOf(view, flag, this.#evaluator.choose(view, flag, null, user));
      this.#messages.keyMissing(key, null, keysOf(view));
    } catch (err) {
      this.#messages.evaluationErrorSingle(method, key, defaultVariationId, err);
    }
    return defaultVariationId;
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   * @returns {any[]}
   */
  allVariationIds(method, entry, user) {
    return this.#all(method, entry, user, /** @type {any[]} */ ([]), ({ all, outcomes }) => {
      const view = /** @type {SnapshotView} */ (entry.view);
      const idOf = (/** @type {number} */ outcome, /** @type {number} */ index) =>
        outcome === FAILED ? null : variationIdOf(view, all.flag(index), outcome);
      return Array.from(outcomes, idOf);
    });
  }

  /**
   * Runs a question that is not about a single flag. Without a config, or when it fails, that is logged, and the
   * answer is the fallback.
   *
   * @template T
   * @param {string} method
   * @param {string} returning How logs name the fallback.
   * @param {SnapshotView | null} view
   * @param {T} fallback
   * @param {(view: SnapshotView) => T} answer
   * @returns {T}
   */
  #guarded(method, returning, view, fallback, answer) {
    try {
      if (view !== null) return answer(view);
      this.#messages.configMissing(returning);
    } catch (err) {
      this.#messages.evaluationError(method, returning, err);
    }
    return fallback;
  }

  /**
   * The fallback of a question that could not even begin.
   *
   * @template T
   * @param {string} method
   * @param {string} returning
   * @param {T} fallback
   * @param {unknown} err
   */
  unanswered(method, returning, fallback, err) {
    this.#messages.evaluationError(method, returning, err);
    return fallback;
  }
}

/**
 * The keys for a message, which is formatted when somebody reads it: the config may be gone by then.
 *
 * @param {SnapshotView} view
 */
function keysOf({ keys }) {
  return () => keys;
}

/**
 * @param {Entry} entry
 * @param {Chosen} chosen
 * @param {any} user
 */
function detailsOfAll(entry, { all, outcomes, errors }, user) {
  return Array.from(outcomes, (outcome, index) => {
    if (outcome !== FAILED) return successDetails(entry, all.flag(index), outcome, user);
    const err = errors.get(index);
    const code = evaluationErrorCode(err);
    return failureDetails(all.keys[index], null, entry.fetchTime, user, code, errorToString(err), err);
  });
}

/**
 * @param {SnapshotView} view
 * @param {FlagView} flag
 * @param {number} outcome
 */
function variationIdOf(view, flag, outcome) {
  return flag.isOverrideValue ? '' : view.placesOf(flag)[0][outcome];
}

/**
 * @param {SnapshotView} view
 * @param {string} variationId
 * @returns {[flag: number, outcome: number] | null}
 */
function findVariation(view, variationId) {
  try {
    return view.native.findVariation(variationId);
  } catch (err) {
    if (/** @type {any} */ (err).code !== 'INVALID_MODEL') throw err;
    throw errorFromFailure(INVALID_MODEL, /** @type {Error} */ (err).message);
  }
}

exports.FlagReader = FlagReader;
