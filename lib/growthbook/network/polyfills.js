'use strict';

/**
 * @typedef {object} Polyfills
 * @property {any} fetch
 * @property {any} SubtleCrypto
 * @property {any} EventSource
 * @property {{ getItem: (key: string) => any, setItem: (key: string, value: string) => any } | undefined} localStorage
 */

/** What the application has set. @type {Partial<Polyfills>} */
const custom = {};

/**
 * Takes functions of the application in place of those that are built in. What is not named stays as it is.
 *
 * @param {Partial<Polyfills>} overrides
 */
function setPolyfills(overrides) {
  Object.assign(custom, overrides);
}

/** @returns {Polyfills} */
function getPolyfills() {
  return {
    fetch: custom.fetch ?? globalThis.fetch,
    SubtleCrypto: custom.SubtleCrypto ?? globalThis.crypto?.subtle,
    EventSource: customEventSource() ?? /** @type {any} */ (globalThis).EventSource,
    // That of Node.js itself is no cache that anybody has asked for.
    localStorage: custom.localStorage,
  };
}

/** Whether the application has set a `fetch`. */
function hasCustomFetch() {
  return typeof custom.fetch === 'function';
}

/**
 * The constructor that the application has set: given as such, or inside of what `require` gives for a module.
 *
 * @returns {(new (url: string, init?: any) => any) | undefined}
 */
function customEventSource() {
  const given = /** @type {any} */ (custom.EventSource);
  const places = [given, given?.EventSource, given?.default, given?.default?.EventSource];
  return places.find((place) => typeof place === 'function');
}

exports.customEventSource = customEventSource;
exports.getPolyfills = getPolyfills;
exports.hasCustomFetch = hasCustomFetch;
exports.setPolyfills = setPolyfills;
