'use strict';

const test = require('node:test');
const { OWN } = require('../../support/sdk');

/** No test here measures time: this only stops a run that hangs. */
const HANG_GUARD_MS = 30_000;

/**
 * Whom the behaviour tests run against: this package and, where it is installed, the official one of that API generation.
 * The official package proves that a test states a fact. `VEXIL_TEST_SDK=official` or `=vexil` picks one of the two, `=package`
 * the one that users get of this.
 */
function loadSubjects(officialPackage) {
  const wanted = process.env.VEXIL_TEST_SDK;
  const list = [];
  if (wanted !== 'official') {
    list.push({ name: 'vexil', official: false, sdk: require(OWN) });
  }
  if (wanted !== 'vexil' && wanted !== 'package') {
    const sdk = loadOfficial(officialPackage);
    if (sdk) {
      list.push({ name: officialPackage, official: true, sdk });
    }
  }
  return list;
}

function loadOfficial(name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') {
      return null;
    }
    throw error;
  }
}

function defineTests(officialPackage) {
  const subjects = loadSubjects(officialPackage);
  return {
    /** One test per subject: behaviour that both packages share. */
    shared(title, body) {
      for (const subject of subjects) {
        test(`${title} [${subject.name}]`, { timeout: HANG_GUARD_MS }, (t) => body(t, subject.sdk, subject));
      }
    },

    /** A test of this package alone: behaviour where it deliberately differs from the official package. */
    own(title, body) {
      for (const subject of subjects.filter((candidate) => !candidate.official)) {
        test(title, { timeout: HANG_GUARD_MS }, (t) => body(t, subject.sdk, subject));
      }
    },
  };
}

const { own, shared } = defineTests('@configcat/sdk');
const { own: legacyOwn, shared: legacyShared } = defineTests('configcat-node');

module.exports = { HANG_GUARD_MS, legacyOwn, legacyShared, own, shared };
