'use strict';

/** Where a setting remembers the config it came from: rules need that config's salt and segments. */
const CONTEXT = Symbol('configContext');

/**
 * @param {any} setting
 * @param {{ salt: any, segments: any }} context
 * @param {boolean} isCopied Whether a spread of the setting takes the context along.
 */
function attachContext(setting, context, isCopied) {
  if (typeof setting !== 'object' || setting === null || !Object.isExtensible(setting)) return;
  Object.defineProperty(setting, CONTEXT, { value: context, enumerable: isCopied, writable: true, configurable: true });
}

/**
 * @param {any} setting
 * @returns {{ salt: any, segments: any } | undefined}
 */
function contextOf(setting) {
  return setting[CONTEXT];
}

module.exports = { attachContext, contextOf };
