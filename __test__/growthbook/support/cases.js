'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PROJECT_ROOT = path.resolve(__dirname, '..', '..', '..');
const ROOT = process.env.VEXIL_CONFORMANCE
  ? path.resolve(process.env.VEXIL_CONFORMANCE)
  : path.resolve(PROJECT_ROOT, '..', 'shared', 'conformance');
const FILE = path.join(ROOT, 'growthbook', 'cases.json');

/** `false` when GrowthBook's published cases are there, else the reason to skip, for the `skip` option of a test. */
const skip = fs.existsSync(FILE)
  ? false
  : `no conformance data: ${path.relative(PROJECT_ROOT, FILE)} is missing (VEXIL_CONFORMANCE names another folder)`;

/** The cases by section. @returns {Record<string, any[][]>} */
const readCases = () => JSON.parse(fs.readFileSync(FILE, 'utf8'));

module.exports = { skip, readCases };
