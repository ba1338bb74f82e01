'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PROJECT_ROOT = path.resolve(__dirname, '..', '..', '..');
const ROOT = process.env.VEXIL_CONFORMANCE
  ? path.resolve(process.env.VEXIL_CONFORMANCE)
  : path.resolve(PROJECT_ROOT, '..', 'shared', 'conformance');
const FOLDER = path.join(ROOT, 'statsig');

/** `false` when Statsig's data is there, else the reason to skip, for the `skip` option of a test. */
const skip = fs.existsSync(path.join(FOLDER, 'oracle'))
  ? false
  : `no conformance data: ${path.relative(PROJECT_ROOT, FOLDER)} is missing (VEXIL_CONFORMANCE names another folder)`;

/** @param {string} name path of a file below the data folder */
const readText = (name) => fs.readFileSync(path.join(FOLDER, ...name.split('/')), 'utf8');

/** @param {string} name path of a JSON file below the data folder */
const readJson = (name) => JSON.parse(readText(name));

/** The lines of a file that has a JSON text in each. */
const readLines = (name) => readText(name).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));

module.exports = { skip, readJson, readLines, readText };
