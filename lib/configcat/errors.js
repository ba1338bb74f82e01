'use strict';

const { EvaluationErrorCode } = require('./enums.js');
const { toStringSafe } = require('./strings.js');

/** An evaluation that failed for a known reason. */
class EvaluationError extends Error {
  /**
   * @param {number} errorCode One of `EvaluationErrorCode`.
   * @param {string} message
   */
  constructor(errorCode, message) {
    super(message);
    this.name = 'EvaluationError';
    this.errorCode = errorCode;
  }
}

/** A flag whose part of the config cannot be evaluated. */
class InvalidConfigModelError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'InvalidConfigModelError';
  }
}

/**
 * @param {string} cause
 * @param {any} detail
 */
function fetchErrorText(cause, detail) {
  switch (cause) {
    case 'abort':
      return 'Request was aborted.';
    case 'timeout':
      return `Request timed out. Timeout value: ${detail}ms`;
    case 'failure': {
      const text = 'Request failed due to a network or protocol error.';
      if (!detail) return text;
      return `${text} ${detail instanceof Error ? detail.message : toStringSafe(detail)}`;
    }
    default:
      return undefined;
  }
}

/** The stable code of each cause. @type {Record<string, string | undefined>} */
const FETCH_CODES = Object.freeze({ abort: 'ABORTED', timeout: 'TIMEOUT', failure: 'NETWORK' });

/**
 * Gives an error the stable name that programs tell it by.
 *
 * @template {unknown} T
 * @param {T} err
 * @param {string | undefined} code Undefined: it has none, or keeps its own.
 * @returns {T}
 */
function withCode(err, code) {
  return code === undefined ? err : Object.assign(/** @type {any} */ (err), { code });
}

/**
 * Why a config could not be fetched. Arguments by cause: `abort` takes (rayId?), `timeout` (timeoutMs, rayId?),
 * `failure` (err?, rayId?).
 */
class FetchError extends Error {
  /**
   * @param {'abort' | 'timeout' | 'failure'} cause
   * @param {...any} args
   */
  constructor(cause, ...args) {
    super(fetchErrorText(cause, args[0]));
    this.cause = cause;
    this.name = 'FetchError';
    this.args = args;
    this.rayId = cause === 'abort' ? args[0] : args[1];
    this.code = FETCH_CODES[cause];
  }
}

/**
 * The error for a failure reported by the evaluator.
 *
 * @param {number} kind 1: invalid config model, 2: type mismatch, anything else: unexpected.
 * @param {string} message
 * @returns {Error}
 */
function errorFromFailure(kind, message) {
  if (kind === 1) return new InvalidConfigModelError(message);
  if (kind === 2) return new EvaluationError(EvaluationErrorCode.SettingValueTypeMismatch, message);
  return new Error(message);
}

/**
 * Like `instanceof`, for values that may be anything: even the question can throw, as with a revoked proxy.
 *
 * @param {unknown} err
 * @param {Function} type
 */
function isInstance(err, type) {
  try {
    return err instanceof type;
  } catch {
    return false;
  }
}

/**
 * @param {unknown} err
 * @returns {number} One of `EvaluationErrorCode`.
 */
function evaluationErrorCode(err) {
  if (isInstance(err, EvaluationError)) return /** @type {EvaluationError} */ (err).errorCode;
  if (isInstance(err, InvalidConfigModelError)) return EvaluationErrorCode.InvalidConfigModel;
  return EvaluationErrorCode.UnexpectedError;
}

/**
 * @param {unknown} err
 * @returns {'abort' | 'timeout' | 'failure' | 'too-large' | 'other'} Why a fetch failed that ended with this error.
 */
function fetchFailureCause(err) {
  if (!isInstance(err, FetchError)) return 'other';
  const { cause, code } = /** @type {FetchError} */ (err);
  if (code === 'BODY_TOO_LARGE') return 'too-large';
  return cause === 'timeout' || cause === 'abort' ? cause : 'failure';
}

exports.EvaluationError = EvaluationError;
exports.InvalidConfigModelError = InvalidConfigModelError;
exports.FetchError = FetchError;
exports.withCode = withCode;
exports.errorFromFailure = errorFromFailure;
exports.evaluationErrorCode = evaluationErrorCode;
exports.fetchFailureCause = fetchFailureCause;
exports.isInstance = isInstance;
