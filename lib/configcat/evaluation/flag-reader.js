'use strict';

const { EvaluationErrorCode } = require('../enums.js');
const { errorFromFailure, evaluationErrorCode } = require('../errors.js');
const { failureDetails, successDetails } = require('./details.js');
const { Evaluator } = require('./evaluate.js');
const { errorToString } = require('../strings.js');

/**
 * @typedef {import('../config/entry.js').Entry} Entry
 * @typedef {import('./view.js').SnapshotView} SnapshotView
 * @typedef {import('./view.js').FlagView} FlagView
 */

const INVALID_MODEL = 1;

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
        if (this.#hooks.has('flagEvaluated')) this.#announce(successDetails(entry, flag, outcome, user));
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
          : this.#messages.keyMissing(key, defaultValue, () => view.keys);
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
    const items = this.#all(method, entry, user);
    if (this.#hooks.has('flagEvaluated')) {
      for (const item of items) this.#announce(this.#detailsOf(entry, item, user));
    }
    return items.map(({ flag, outcome }) => ({
      settingKey: flag.key,
      settingValue: outcome < 0 ? null : flag.values[outcome],
    }));
  }

  /**
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   */
  allDetails(method, entry, user) {
    const all = this.#all(method, entry, user).map((item) => this.#detailsOf(entry, item, user));
    for (const details of all) this.#announce(details);
    return all;
  }

  /**
   * @param {Entry} entry
   * @param {{ flag: FlagView, outcome: number, err: unknown }} item
   * @param {any} user
   */
  #detailsOf(entry, { flag, outcome, err }, user) {
    if (outcome >= 0) return successDetails(entry, flag, outcome, user);
    const code = evaluationErrorCode(err);
    return failureDetails(flag.key, null, entry.fetchTime, user, code, errorToString(err), err);
  }

  /**
   * Evaluates every flag. One that fails has the outcome -1; all failures are logged as one event.
   *
   * @param {string} method
   * @param {Entry} entry
   * @param {any} user
   * @returns {{ flag: FlagView, outcome: number, err: unknown }[]}
   */
  #all(method, { view }, user) {
    const items = this.#guarded(method, 'empty array', view, [], (snapshot) => this.#chooseAll(snapshot, user));
    const errors = items.filter(({ outcome }) => outcome < 0).map(({ err }) => err);
    if (errors.length > 0) this.#messages.evaluationError(method, 'evaluation result', new AggregateError(errors));
    return items;
  }

  /**
   * @param {SnapshotView} view
   * @param {any} user
   */
  #chooseAll(view, user) {
    return view.keys.map((key) => {
      const flag = /** @type {FlagView} */ (view.flag(key));
      try {
        return { flag, outcome: this.#evaluator.choose(view, flag, null, user), err: undefined };
      } catch (err) {
        return { flag, outcome: -1, err };
      }
    });
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
      if (flag !== undefined) return variationIdOf(flag, this.#evaluator.choose(view, flag, null, user));
      this.#messages.keyMissing(key, null, () => view.keys);
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
    return this.#all(method, entry, user).map(({ flag, outcome }) =>
      outcome < 0 ? null : variationIdOf(flag, outcome),
    );
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
 * @param {FlagView} flag
 * @param {number} outcome
 */
function variationIdOf(flag, outcome) {
  return flag.isOverrideValue ? '' : flag.variationIds[outcome];
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
