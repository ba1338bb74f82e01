'use strict';

/** The setting type of values that come without one. */
const UNKNOWN_TYPE = -1;

/**
 * A setting without rules that always has the given value.
 *
 * @param {any} value A boolean, string or number. Any other value is reported when the setting is evaluated.
 */
function createSettingFromValue(value) {
  return { t: UNKNOWN_TYPE, v: value };
}

module.exports = { UNKNOWN_TYPE, createSettingFromValue };
