'use strict';

const { types } = require('node:util');

/**
 * A text that is the same for two values exactly when a program has no reason to tell them apart: the order of properties and those
 * that are undefined do not count.
 *
 * @param {any} value
 * @returns {string}
 */
function tell(value) {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return '<function>';
    case 'object':
      return value === null ? 'null' : tellObject(value);
    default:
      return String(value);
  }
}

function tellObject(value) {
  if (Array.isArray(value)) return `[${value.map(tell).join(', ')}]`;
  if (value instanceof Error) return `${value.name}(${tell(value.message)})`;
  if (types.isDate(value)) return `<date ${value.getTime()}>`;
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{ ${names.map((name) => `${JSON.stringify(name)}: ${tell(value[name])}`).join(', ')} }`;
}

module.exports = { tell };
