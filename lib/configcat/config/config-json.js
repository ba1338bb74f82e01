'use strict';

const { inspect } = require('node:util');
const { ensureString, isGiven, isObject } = require('../args.js');
const { attachContext } = require('./config-context.js');
const {
  PrerequisiteFlagComparator,
  RedirectMode,
  SegmentComparator,
  SettingType,
  UserComparator,
} = require('../enums.js');
const { createSettingFromValue } = require('./setting-value.js');

/** The enumerations of the config format. */
const ConfigJson = Object.freeze({
  RedirectMode,
  SettingType,
  UserComparator,
  PrerequisiteFlagComparator,
  SegmentComparator,
});

/**
 * @param {boolean} isRight
 * @param {string} path
 */
function ensureShape(isRight, path) {
  if (!isRight) throw new TypeError(`Invalid config JSON content. Type mismatch at ${path}`);
}

/** @param {any} preferences */
function checkPreferences(preferences) {
  ensureShape(isObject(preferences), '$.p');
  const { r: redirect, u: url, s: salt } = preferences;
  ensureShape(!isGiven(redirect) || Number.isSafeInteger(redirect), '$.p.r');
  ensureShape(!isGiven(url) || typeof url === 'string', '$.p.u');
  ensureShape(!isGiven(salt) || typeof salt === 'string', '$.p.s');
}

/**
 * What lies below a single flag or segment is left to the evaluation of those who use it.
 *
 * @param {any} config
 */
function checkRoot(config) {
  if (!isGiven(config)) throw new TypeError('Invalid config JSON content. Missing required value at $');
  ensureShape(isObject(config), '$');
  if (isGiven(config.p)) checkPreferences(config.p);
  ensureShape(!isGiven(config.s) || Array.isArray(config.s), '$.s');
  ensureShape(!isGiven(config.f) || isObject(config.f), '$.f');
}

/**
 * @param {any} config
 * @param {boolean} isCopied
 */
function connectSettings(config, isCopied) {
  const context = { salt: config.p?.s, segments: config.s };
  for (const setting of Object.values(config.f ?? {})) attachContext(setting, context, isCopied);
}

/**
 * Makes a parsed config usable: checks its outer shape and ties each setting to the config's salt and segments. The
 * same object is returned.
 *
 * @param {any} config
 * @throws {TypeError} The outer shape is wrong.
 */
function prepareConfig(config) {
  checkRoot(config);
  connectSettings(config, true);
  return config;
}

/**
 * @param {any} configJson
 * @throws {SyntaxError | TypeError | Error} Not a config.
 */
function deserializeConfig(configJson) {
  ensureString(configJson, 'configJson', true);
  return prepareConfig(JSON.parse(configJson));
}

const TRAPS = /** @type {const} */ ([
  'get',
  'set',
  'has',
  'deleteProperty',
  'defineProperty',
  'getOwnPropertyDescriptor',
  'ownKeys',
  'getPrototypeOf',
  'setPrototypeOf',
  'isExtensible',
  'preventExtensions',
]);

/**
 * A config object whose text is parsed when it is first looked into.
 *
 * @param {() => string | null} jsonText None: an empty config.
 * @returns {any}
 */
function lazyConfig(jsonText) {
  /** @type {any} */
  const target = {};
  /** @type {any} */
  const handler = {};

  const parse = () => {
    for (const trap of TRAPS) delete handler[trap];
    delete target[inspect.custom];
    const config = JSON.parse(jsonText() ?? '{}');
    connectSettings(config, false);
    return Object.defineProperties(target, Object.getOwnPropertyDescriptors(config));
  };

  for (const trap of TRAPS) {
    handler[trap] = (/** @type {any} */ _target, /** @type {any[]} */ ...args) => {
      parse();
      return /** @type {any} */ (Reflect)[trap](target, ...args);
    };
  }
  // The inspector looks at the target without asking the traps.
  Object.defineProperty(target, inspect.custom, { value: parse, configurable: true });

  return new Proxy(target, handler);
}

module.exports = {
  ConfigJson,
  createSettingFromValue,
  deserializeConfig,
  lazyConfig,
  prepareConfig,
};
