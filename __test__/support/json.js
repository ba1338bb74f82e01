'use strict';

/**
 * Writes JSON as the config servers could: the numbers that `JSON.stringify` loses (-0 and the infinities, as `1e400`)
 * are kept, lone surrogates are escaped, and undefined properties are left out.
 *
 * @param {any} value
 * @returns {string}
 */
function toJson(value) {
  if (typeof value === 'number') {
    return numberText(value);
  }
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(toJson).join(',')}]`;
  }
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`).join(',')}}`;
}

/** @param {number} value any number but NaN, which JSON cannot say */
function numberText(value) {
  if (Object.is(value, -0)) {
    return '-0';
  }
  return Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}1e400`;
}

module.exports = { toJson, numberText };
