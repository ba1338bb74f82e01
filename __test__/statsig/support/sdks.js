'use strict';

const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { OWN, isOfficial } = require('../../support/sdk');
const { quiet } = require('./quiet');

const OFFICIAL = 'statsig-node';

/** The official package prints by a logger of the whole process, which only its namespace can be given: here it is silent from the start. */
function loadOfficial() {
  const sdk = require(OFFICIAL);
  const { default: logger } = require('statsig-node/dist/OutputLogger');
  logger.resetLogger = () => logger.setLogger(quiet, 'secret-');
  logger.resetLogger();
  return sdk;
}

/** What to require for this package; VEXIL_TEST_SDK=package: as `npm run stage` has written it. */
const OWN_FILE = path.join(OWN, 'statsig.js');

/** A test that hangs ends after this time. */
const HANG_GUARD_MS = 60_000;

/**
 * @typedef {object} Subject a package that is put to the test
 * @property {string} name
 * @property {boolean} isOfficial
 * @property {string} file for `require`, in this process and in others
 * @property {() => any} load
 * @property {string | false} skip a reason, where it is not there
 */

/** @type {Subject} */
const official = { name: 'statsig-node', isOfficial: true, file: require.resolve(OFFICIAL), load: loadOfficial, skip: false };

/** @type {Subject} */
const own = {
  name: 'vexil/statsig',
  isOfficial: false,
  file: OWN_FILE,
  load: () => require(OWN_FILE),
  skip: !fs.existsSync(OWN_FILE) && `${path.basename(OWN_FILE)} is not there yet`,
};

/** The official package shows that a test is right, ours has to pass it. VEXIL_TEST_SDK=official: only the former. */
const subjects = isOfficial ? [official] : [official, own];

/**
 * A test that both packages have to pass.
 *
 * @param {string} name
 * @param {(t: import('node:test').TestContext, subject: Subject) => any} body
 * @param {{ skip?: string | false, officially?: string, timeout?: number }} [options] `officially`: what the official package does
 *   instead, where it is meant to differ; it is not tested then
 */
function both(name, body, { skip = false, officially, timeout = HANG_GUARD_MS } = {}) {
  for (const subject of subjects) {
    if (subject.isOfficial && officially !== undefined) continue;
    test(`${name} (${subject.name})`, { timeout, skip: skip || subject.skip }, (t) => body(t, subject));
  }
}

module.exports = { HANG_GUARD_MS, both, official, own, subjects };
