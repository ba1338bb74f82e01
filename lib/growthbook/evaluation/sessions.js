'use strict';

const binding = require('../../../binding.js');

/** So many are kept for the next instance that needs the same. */
const KEPT = 64;

/** By their texts, the one used last at the end. Who uses a session holds it: what falls out here goes on working for them. @type {Map<string, any>} */
const sessions = new Map();

/**
 * What native code keeps of an instance besides its attributes.
 *
 * @param {string} text JSON
 * @returns {{ number: number }}
 */
function sessionOf(text) {
  let session = sessions.get(text);
  if (session === undefined) {
    session = binding.growthbookSession(text);
    if (sessions.size >= KEPT) sessions.delete(/** @type {string} */ (sessions.keys().next().value));
  } else {
    sessions.delete(text);
  }
  sessions.set(text, session);
  return session;
}

exports.sessionOf = sessionOf;
