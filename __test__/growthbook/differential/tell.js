'use strict';

const { types } = require('node:util');

/**
 * A text that is the same for two values exactly when a user of the package cannot tell them apart. The order of properties
 * counts, because results are written as JSON; a property that is undefined counts as one.
 *
 * @param {any} value
 * @param {Set<object>} [open] the objects that this value is in
 * @returns {string}
 */
function tell(value, open = new Set()) {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `<${value.name || 'function'}>`;
    case 'object':
      return value === null ? 'null' : tellObject(value, open);
    default:
      return String(value);
  }
}

function tellObject(value, open) {
  if (open.has(value)) return '<circular>';
  open.add(value);
  const text = tellParts(value, (part) => tell(part, open));
  open.delete(value);
  return text;
}

function tellParts(value, part) {
  if (Array.isArray(value)) return `[${value.map(part).join(', ')}]`;
  if (value instanceof Error) return `${value.name}(${part(value.message)})`;
  if (types.isDate(value)) return `<date ${value.getTime()}>`;
  if (types.isRegExp(value)) return String(value);
  if (types.isMap(value)) return `Map{ ${[...value].map(([key, item]) => `${part(key)} => ${part(item)}`).join(', ')} }`;
  if (types.isSet(value)) return `Set{ ${[...value].map(part).join(', ')} }`;
  if (types.isBoxedPrimitive(value)) return `<boxed ${part(value.valueOf())}>`;
  return `{ ${Object.keys(value).map((name) => `${JSON.stringify(name)}: ${part(value[name])}`).join(', ')} }`;
}

module.exports = { tell };
