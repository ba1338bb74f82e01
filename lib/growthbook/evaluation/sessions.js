'use strict';

const binding = require('../../../binding.js');
const { Recent } = require('./recent.js');

/** The session of those who have nothing but attributes. */
const NO_SESSION = 0;

/** So many are kept for the next instance that needs the same. */
const KEPT = 256;

/** So long are the texts of all that are kept. */
const KEPT_LENGTH = 2 ** 20;

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

exports.NO_SESSION = NO_SESSION;
exports.sessionOf = sessionOf;
