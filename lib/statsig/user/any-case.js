'use strict';

/**
 * An own property whatever the case of its name, though that of the very name goes first; undefined where it is null, too.
 *
 * @param {any} object
 * @param {string} name
 */
function propertyOfAnyCase(object, name) {
  if (object === undefined || object === null) return undefined;
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (value !== undefined && value !== null) return value;
  const lower = name.toLowerCase();
  for (const key of Object.keys(object)) if (key.length === name.length && key.toLowerCase() === lower) return object[key] ?? undefined;
  return undefined;
}

exports.propertyOfAnyCase = propertyOfAnyCase;
