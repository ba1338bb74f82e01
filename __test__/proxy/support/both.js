'use strict';

const test = require('node:test');
const { HANG_GUARD } = require('./proxy');

/** Options like `http.api.enabled` as they are nested. @param {string} name @param {any} value */
function nested(name, value) {
  return name.split('.').reverse().reduce((inner, part) => ({ [part]: inner }), value);
}

/** The variable of an option. @param {string} name */
const variable = (name) => `CONFIGCAT_${name.replaceAll('.', '_').toUpperCase()}`;

/**
 * Tries something out by an option and by its variable.
 *
 * @param {string} name
 * @param {any} value
 * @param {(t: import('node:test').TestContext, given: { options?: any, env?: Record<string, string> }) => Promise<void>} body
 */
function both(name, value, body) {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  test(`${name}: ${text}`, HANG_GUARD, (t) => body(t, { options: nested(name, value) }));
  test(`${variable(name)}=${text}`, HANG_GUARD, (t) => body(t, { env: { [variable(name)]: text } }));
}

module.exports = { both, variable };
