'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PROJECT_ROOT = path.resolve(__dirname, '..', '..');
const ROOT = process.env.VEXIL_CONFORMANCE
  ? path.resolve(process.env.VEXIL_CONFORMANCE)
  : path.resolve(PROJECT_ROOT, '..', 'shared', 'conformance');
const FOLDER = path.join(ROOT, 'configcat');

/** `false` when the conformance data is there, else the reason to skip, for the `skip` option of a test. */
const skip = fs.existsSync(path.join(FOLDER, 'derived', 'unit_vectors.json'))
  ? false
  : `no conformance data: ${path.relative(PROJECT_ROOT, FOLDER)} is missing (VEXIL_CONFORMANCE names another folder)`;

/** @param {string} name path of a file below the data folder */
const readText = (name) => fs.readFileSync(path.join(FOLDER, ...name.split('/')), 'utf8');

/** @param {string} name path of a JSON file below the data folder */
const readJson = (name) => JSON.parse(readText(name));

/** @param {string} name path of a folder below the data folder */
const list = (name) => fs.readdirSync(path.join(FOLDER, ...name.split('/')));

const SPECIAL_VALUES = {
  $date: (text) => new Date(text),
  $number: (text) => Number(text),
  $undefined: () => undefined,
};

/**
 * Replaces what JSON cannot say, `{"$date": …}`, `{"$number": …}` and `{"$undefined": true}`, by the JavaScript value.
 *
 * @param {any} value
 * @returns {any}
 */
function revive(value) {
  if (Array.isArray(value)) {
    return value.map(revive);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const entries = Object.entries(value);
  const [name, payload] = entries[0] ?? [];
  if (entries.length === 1 && name && Object.hasOwn(SPECIAL_VALUES, name)) {
    return SPECIAL_VALUES[name](payload);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, revive(item)]));
}

module.exports = { skip, readText, readJson, list, revive };
