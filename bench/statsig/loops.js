'use strict';

// The timed loops, in which each call has a new user. Each counts what it got, so that every result is used.

const { USER_MASK } = require('../support/users.js');
const { makeUser } = require('./users.js');

/**
 * @typedef {object} Subject
 * @property {any} server
 * @property {(user: object) => any} wrap makes what the package takes for a user
 */

const SILENT = { disableExposureLogging: true };

/** So that no exposure is one that was seen before. */
let nextUser = 0;

/** @param {Subject} subject @param {string} name @param {number} count */
function gate({ server, wrap }, name, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (server.checkGate(wrap(makeUser(index & USER_MASK)), name, SILENT)) hits += 1;
  }
  return hits;
}

/** With an exposure each, which is sent in batches meanwhile. @param {Subject} subject @param {string} name @param {number} count */
async function exposedGate({ server, wrap }, name, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (server.checkGate(wrap(makeUser(index & USER_MASK, `user-${(nextUser += 1)}`)), name)) hits += 1;
    // As a server that handles requests, which come in turns.
    if (index % 1_000 === 999) await new Promise(setImmediate);
  }
  await new Promise(setImmediate);
  return hits;
}

/** @param {Subject} subject @param {string} name @param {number} count */
function experiment({ server, wrap }, name, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (server.getExperiment(wrap(makeUser(index & USER_MASK)), name, SILENT).get('a_number', 0) > 0) hits += 1;
  }
  return hits;
}

/** @param {Subject} subject @param {string} name @param {number} count */
function layer({ server, wrap }, name, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (server.getLayer(wrap(makeUser(index & USER_MASK)), name, SILENT).get('a_number', 0) > 0) hits += 1;
  }
  return hits;
}

/** The native SDK gives a text, the others an object. @param {Subject} subject @param {string} _ @param {number} count */
function response({ server, wrap }, _, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    const found = server.getClientInitializeResponse(wrap(makeUser(index & USER_MASK)));
    if (typeof found === 'string' ? found.length > 0 : found.has_updates) hits += 1;
  }
  return hits;
}

module.exports = { experiment, exposedGate, gate, layer, response };
