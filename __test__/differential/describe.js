'use strict';

/**
 * A text that is the same for two values exactly when nobody can tell them apart, prototypes and private members
 * (names that begin with `_`) aside. The order of properties counts.
 *
 * @param {any} value
 * @param {any} [user] an object to name instead of describing it
 * @returns {string}
 */
function describe(value, user) {
  if (value !== null && value === user) {
    return typeof value === 'object' ? '<the user>' : String(value);
  }
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      return value === null ? 'null' : describeObject(value, user);
    case 'function':
      return '<function>';
    default:
      return String(value);
  }
}

function describeObject(value, user) {
  if (Array.isArray(value)) {
    return `[${value.map((item) => describe(item, user)).join(', ')}]`;
  }
  if (value instanceof Error) {
    const inner = 'errors' in value ? ` [${value.errors.map((error) => describe(error, user)).join(', ')}]` : '';
    return `${value.name}(${describe(value.message)})${inner}`;
  }
  if (value instanceof Date) {
    return '<date>';
  }
  const names = Object.keys(value).filter((name) => !name.startsWith('_'));
  return `{ ${names.map((name) => `${name}: ${describe(value[name], user)}`).join(', ')} }`;
}

module.exports = { describe };
