'use strict';

const binding = require('../../../binding.js');
const { encode, read, readAll } = require('./attributes.js');
const { LogLevel } = require('../enums.js');
const { errorFromFailure } = require('../errors.js');
const { toStringSafe } = require('../strings.js');
const { getUserAttributes } = require('./user.js');

const evaluate = binding.configcatEvaluator();

/** Set in the result of a native evaluation that has warnings to tell. */
const WARNED = 0x40000000;

/** Stands for the outcome of a flag whose evaluation failed. */
const FAILED = 0xffffffff;

const NO_LOG = 0;
const CURRENT_LOG = 1;
const LEGACY_LOG = 2;

const DEFAULT_KINDS = new Map([
  ['boolean', 1],
  ['string', 2],
  ['number', 3],
]);

const UNREADABLE_FAILURE = 3;

/**
 * @typedef {import('./view.js').SnapshotView} SnapshotView
 * @typedef {import('./view.js').FlagView} FlagView
 * @typedef {[outcome: number, failureKind: number, failure: any, log: string | null, warnings: any[][]]} Explanation
 */

/** Chooses outcomes of flags, and logs what is to be logged of the choice. */
class Evaluator {
  /**
   * @param {import('../logging/logger.js').LoggerWrapper} log
   * @param {import('../logging/messages.js').Messages} messages
   * @param {boolean} legacy The callback API: default values of any type, and the evaluation log of its time.
   */
  constructor(log, messages, legacy) {
    this.log = log;
    this.messages = messages;
    this.legacy = legacy;
  }

  /**
   * The outcome of a flag for a user: an index into the flag's values. Throws where the evaluation fails.
   *
   * @param {SnapshotView} view
   * @param {FlagView} flag
   * @param {any} defaultValue
   * @param {any} user
   * @returns {number}
   */
  choose(view, flag, defaultValue, user) {
    const { level } = this.log;
    if (level >= LogLevel.Info || !this.#accepts(flag, defaultValue)) return this.#logged(view, flag, defaultValue, user);
    if (flag.constant >= 0) return flag.constant;
    if (!user) return this.#withoutUser(view, flag);

    const { place, slots, byText } = flag;
    switch (slots.length) {
      case 1: {
        const a = read(user, slots[0]);
        if (byText !== null) {
          const outcome = byText.ofOne(a);
          if (outcome >= 0) return outcome;
        }
        const code = evaluate(place, a);
        if (flag.mayGoByText || code >= WARNED) return this.#chosen(view, flag, code, level, defaultValue, [a]);
        return code;
      }
      case 2: {
        const a = read(user, slots[0]);
        const b = read(user, slots[1]);
        if (byText !== null) {
          const outcome = byText.ofTwo(a, b);
          if (outcome >= 0) return outcome;
        }
        const code = evaluate(place, a, b);
        if (flag.mayGoByText || code >= WARNED) return this.#chosen(view, flag, code, level, defaultValue, [a, b]);
        return code;
      }
      case 3: {
        const a = read(user, slots[0]);
        const b = read(user, slots[1]);
        const c = read(user, slots[2]);
        if (byText !== null) {
          const outcome = byText.of([a, b, c]);
          if (outcome >= 0) return outcome;
        }
        const code = evaluate(place, a, b, c);
        if (flag.mayGoByText || code >= WARNED) return this.#chosen(view, flag, code, level, defaultValue, [a, b, c]);
        return code;
      }
      default: {
        const values = readAll(user, slots);
        if (byText !== null) {
          const outcome = byText.of(values);
          if (outcome >= 0) return outcome;
        }
        return this.#chosen(view, flag, evaluate(place, ...values), level, defaultValue, values);
      }
    }
  }

  /**
   * What a native evaluation chose, where that is to be remembered or is more than an outcome.
   *
   * @param {SnapshotView} view
   * @param {FlagView} flag
   * @param {number} code
   * @param {number} level
   * @param {any} defaultValue
   * @param {any[]} values
   */
  #chosen(view, flag, code, level, defaultValue, values) {
    if (code >= WARNED) return this.#unusual(view, flag, code, level, defaultValue, values);
    if (flag.mayGoByText) view.learn(flag, values, code);
    return code;
  }

  /**
   * The outcomes of all flags for a user, in the order of the config. One that fails is `FAILED`, and `onError` is told.
   *
   * @param {SnapshotView} view
   * @param {any} user
   * @param {(flag: number, err: unknown) => void} onError
   * @returns {Uint32Array} To be given back to the view.
   */
  chooseAll(view, user, onError) {
    const all = view.allFlags;
    const outcomes = all.takeCodes();
    if (this.log.level >= LogLevel.Info || !user) {
      for (let index = 0; index < outcomes.length; index++) {
        outcomes[index] = orFailed(() => this.choose(view, all.flag(index), null, user), index, onError);
      }
      return outcomes;
    }
    const values = readAll(user, all.slots);
    const unusual = view.native.evaluateAll(values, outcomes);
    for (let index = 0; unusual > 0 && index < outcomes.length; index++) {
      const code = outcomes[index];
      if (code < WARNED) continue;
      const { level } = this.log;
      const choose = () => {
        const flag = all.flag(index);
        return this.#unusual(view, flag, code, level, null, all.pick(values, flag.slots));
      };
      outcomes[index] = orFailed(choose, index, onError);
    }
    return outcomes;
  }

  /**
   * Whether the default value needs no look from the engine, which knows the error text.
   *
   * @param {FlagView} flag
   * @param {any} defaultValue
   */
  #accepts(flag, defaultValue) {
    return defaultValue === null || defaultValue === undefined || typeof defaultValue === flag.valueType || this.legacy;
  }

  /**
   * @param {SnapshotView} view
   * @param {FlagView} flag
   * @param {number} code
   * @param {number} level
   * @param {any} defaultValue
   * @param {any[]} values The attributes already read: they are not read again.
   */
  #unusual(view, flag, code, level, defaultValue, values) {
    const outcome = code - WARNED;
    if (outcome < WARNED && level < LogLevel.Warn) return outcome;
    return this.#explain(view, flag, defaultValue, values, NO_LOG, null);
  }

  /**
   * @param {SnapshotView} view
   * @param {FlagView} flag
   * @param {any} defaultValue
   * @param {any} user
   */
  #logged(view, flag, defaultValue, user) {
    const format = this.#format();
    const userText = format === NO_LOG ? null : this.#describeUser(user, format);
    const values = user ? readAll(user, flag.slots) : null;
    return this.#explain(view, flag, defaultValue, values, format, userText);
  }

  #format() {
    if (this.log.level < LogLevel.Info) return NO_LOG;
    return this.legacy ? LEGACY_LOG : CURRENT_LOG;
  }

  /**
   * @param {any} user
   * @param {number} format
   * @returns {string | null}
   */
  #describeUser(user, format) {
    if (format === LEGACY_LOG) return JSON.stringify(user) ?? null;
    return user ? (JSON.stringify(getUserAttributes(user)) ?? null) : null;
  }

  /**
   * @param {SnapshotView} view
   * @param {FlagView} flag
   */
  #withoutUser(view, flag) {
    flag.withoutUser ??= view.native.explain(flag.index, false, [], NO_LOG, '\n', null, 0, '', true);
    return this.#conclude(flag.withoutUser, []);
  }

  /**
   * @param {SnapshotView} view
   * @param {FlagView} flag
   * @param {any} defaultValue
   * @param {any[] | null} values Null: there is no user.
   * @param {number} format
   * @param {string | null} userText
   */
  #explain(view, flag, defaultValue, values, format, userText) {
    const { triples, errors } = encode(values ?? []);
    const explanation = view.native.explain(
      flag.index,
      values !== null,
      triples,
      format,
      this.log.eol,
      userText,
      DEFAULT_KINDS.get(typeof defaultValue) ?? 0,
      toStringSafe(defaultValue),
      this.legacy,
    );
    return this.#conclude(explanation, errors);
  }

  /**
   * @param {Explanation} explanation
   * @param {unknown[]} errors
   */
  #conclude([outcome, failureKind, failure, log, warnings], errors) {
    if (warnings.length > 0 && this.log.isEnabled(LogLevel.Warn)) {
      for (const warning of warnings) this.#warn(warning);
    }
    if (log !== null) this.messages.evaluated(log);
    if (failureKind === 0) return outcome;
    throw failureKind === UNREADABLE_FAILURE ? errors[failure] : errorFromFailure(failureKind, failure);
  }

  /** @param {any[]} warning */
  #warn([id, ...args]) {
    switch (id) {
      case 3001:
        return this.messages.userMissing(args[0]);
      case 3003:
        return args[0] === null
          ? this.messages.percentageAttributeMissing(args[1], args[2])
          : this.messages.conditionAttributeMissing(args[0], args[1], args[2]);
      case 3004:
        return this.messages.attributeInvalid(args[0], args[1], args[2], args[3]);
      default:
        return this.messages.attributeConverted(args[0], args[1], args[2], args[3]);
    }
  }
}

/**
 * @param {() => number} choose
 * @param {number} index
 * @param {(flag: number, err: unknown) => void} onError
 */
function orFailed(choose, index, onError) {
  try {
    return choose();
  } catch (err) {
    onError(index, err);
    return FAILED;
  }
}

exports.Evaluator = Evaluator;
exports.FAILED = FAILED;
