'use strict';

/**
 * @param {string} name
 * @param {string} reason
 * @param {string} [path] Set when a member of the argument is wrong, such as `.baseUrl`.
 * @param {ErrorConstructor} [ErrorType]
 * @returns {never}
 */
function throwInvalidArg(name, reason, path = '', ErrorType = Error) {
  throw new ErrorType(`Invalid ${path ? 'property' : 'argument'} \`${name}${path}\`. ${reason}`);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {string} expected
 * @param {string} [path]
 * @returns {never}
 */
function throwWrongType(value, name, expected, path) {
  const actual = value === null ? 'null' : typeof value;
  throwInvalidArg(name, `Expected a value of type ${expected}, got ${actual}.`, path, TypeError);
}

/**
 * A revoked proxy counts as an object: what it is a proxy of cannot be known.
 *
 * @param {unknown} value
 */
function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** @param {unknown} value */
function isGiven(value) {
  return value !== null && value !== undefined;
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/**
 * Whether a value is one that a flag can have.
 *
 * @param {unknown} value
 */
function isFlagValue(value) {
  const type = typeof value;
  return type === 'boolean' || type === 'string' || type === 'number';
}

/**
 * @param {any} value
 * @param {string} name
 * @param {string} [path]
 */
function ensureBoolean(value, name, path) {
  if (typeof value !== 'boolean') throwWrongType(value, name, 'boolean', path);
  return value;
}

/**
 * @param {any} value
 * @param {string} name
 * @param {string} range How the range reads in the error text.
 * @param {(value: number) => boolean} isInRange
 * @param {string} [path]
 * @returns {number}
 */
function ensureNumberInRange(value, name, range, isInRange, path) {
  if (typeof value !== 'number') throwWrongType(value, name, 'number', path);
  if (!isInRange(value)) {
    throwInvalidArg(name, `Expected a value ${range}, got ${value}.`, path, /** @type {any} */ (RangeError));
  }
  return value;
}

/**
 * @param {any} value
 * @param {string} name
 * @param {string} enumName
 * @param {Record<number, string>} enumObject
 * @param {string} [path]
 * @returns {any}
 */
function ensureEnum(value, name, enumName, enumObject, path) {
  if (typeof value !== 'number') throwWrongType(value, name, 'number', path);
  if (enumObject[value] === undefined) {
    const reason = `Expected a valid \`${enumName}\` value, got '${value}'.`;
    throwInvalidArg(name, reason, path, /** @type {any} */ (RangeError));
  }
  return value;
}

/**
 * @param {any} value
 * @param {string} name
 * @param {boolean} [nonEmpty]
 * @param {string} [path]
 * @returns {string}
 */
function ensureString(value, name, nonEmpty, path) {
  if (typeof value !== 'string') throwWrongType(value, name, 'string', path);
  if (nonEmpty && value === '') throwInvalidArg(name, 'Expected a non-empty string.', path);
  return value;
}

/**
 * @param {any} value
 * @param {string} name
 * @param {string} [path]
 */
function ensureFunction(value, name, path) {
  if (typeof value !== 'function') throwWrongType(value, name, 'function', path);
  return value;
}

/**
 * @param {any} value
 * @param {string} name
 * @param {string} [path]
 * @param {{ methods?: readonly string[], properties?: readonly string[] }} [required]
 * @returns {any}
 */
function ensureObject(value, name, path, required = {}) {
  if (!isObject(value)) throwWrongType(value, name, 'object', path);
  for (const key of required.methods ?? []) {
    if (typeof value[key] !== 'function') {
      throwInvalidArg(name, `Expected an object with method \`${key}\`.`, path, TypeError);
    }
  }
  for (const key of required.properties ?? []) {
    if (!(key in value)) throwInvalidArg(name, `Expected an object with property \`${key}\`.`, path, TypeError);
  }
  return value;
}

/** @param {unknown} key */
function validateKey(key) {
  if (typeof key !== 'string' || key === '') ensureString(key, 'key', true);
}

/** @param {unknown} value */
function validateDefaultValue(value) {
  if (!isGiven(value) || isFlagValue(value)) return;
  const reason = 'The default value must be boolean, number, string, null or undefined.';
  throwInvalidArg('defaultValue', reason, undefined, TypeError);
}

/** @param {unknown} user */
function validateUser(user) {
  if (user !== null && user !== undefined && !isObject(user)) throwWrongType(user, 'user', 'object');
}

/**
 * The arguments of all methods that evaluate one flag.
 *
 * @param {unknown} key
 * @param {unknown} defaultValue
 * @param {unknown} user
 */
function validateEvaluation(key, defaultValue, user) {
  validateKey(key);
  validateDefaultValue(defaultValue);
  validateUser(user);
}

/** @param {unknown} variationId */
function validateVariationId(variationId) {
  ensureString(variationId, 'variationId', true);
}

const PROXY_PREFIX = 'configcat-proxy/';
const PART_LENGTH = 22;

/**
 * Whether a text has the form of an SDK key: `22/22`, `configcat-sdk-1/22/22`, or, with a base URL of one's own,
 * `configcat-proxy/<name>`.
 *
 * @param {string} sdkKey
 * @param {boolean} baseUrlOverridden
 */
function isValidSdkKey(sdkKey, baseUrlOverridden) {
  if (baseUrlOverridden && sdkKey.length > PROXY_PREFIX.length && sdkKey.startsWith(PROXY_PREFIX)) return true;
  const parts = sdkKey.split('/');
  if (parts.length === 3 && parts[0] === 'configcat-sdk-1') parts.shift();
  return parts.length === 2 && parts.every((part) => part.length === PART_LENGTH);
}

module.exports = {
  throwInvalidArg,
  isFlagValue,
  isGiven,
  isObject,
  ensureBoolean,
  ensureNumberInRange,
  ensureEnum,
  ensureString,
  ensureFunction,
  ensureObject,
  validateKey,
  validateDefaultValue,
  validateUser,
  validateEvaluation,
  validateVariationId,
  isValidSdkKey,
};
