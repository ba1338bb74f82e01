'use strict';

const binding = require('../../../binding.js');
const { Recent } = require('./recent.js');

/** The session of those who have nothing but attributes. */
const NO_SESSION = 0;

/** So many are kept for the next instance that needs the same. */
const KEPT = 256;

/** So long are the texts of all that are kept. */
const KEPT_LENGTH = 2 ** 20;

/** So long are the texts of sessions that say no more than a few switches. */
const COMMON_LENGTH = 32;

/** Who uses a session holds it: what falls out here goes on working for them. @type {Recent<{ number: number }>} */
const sessions = new Recent(KEPT, KEPT_LENGTH);

/**
 * What native code keeps of an instance besides its attributes.
 *
 * @param {string} text JSON
 * @returns {{ number: number }}
 */
function sessionOf(text) {
  return sessions.get(text, binding.growthbookSession);
}

/**
 * Whether many instances are likely to need the same: what tells users apart is longer.
 *
 * @param {string} text JSON
 */
function isCommon(text) {
  return text.length <= COMMON_LENGTH;
}

exports.NO_SESSION = NO_SESSION;
exports.isCommon = isCommon;
exports.sessionOf = sessionOf;
