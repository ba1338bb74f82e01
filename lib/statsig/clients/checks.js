'use strict';

const { StatsigInvalidArgumentError, StatsigUninitializedError } = require('../errors.js');
const { isUsable } = require('../user/usable.js');

const BAD_NAME = 'Lookup key must be a non-empty string';

const BAD_USER =
  'Must pass a valid user with a userID or customID for the server SDK to work. See https://docs.statsig.com/messages/serverRequiredUserID/ for more details.';

/**
 * Throws unless something can be evaluated.
 *
 * @param {import('./service.js').Service} service
 * @param {any} user
 * @param {any} name
 */
function checkCall(service, user, name) {
  if (!service.isReady) throw new StatsigUninitializedError();
  if (typeof name !== 'string' || name === '') throw new StatsigInvalidArgumentError(BAD_NAME);
  if (!isUsable(user)) throw new StatsigInvalidArgumentError(BAD_USER);
  service.noteCall();
}

/** @param {import('./service.js').Service} service */
function checkReady(service) {
  if (!service.isReady) throw new StatsigUninitializedError();
  service.noteCall();
}

/**
 * Whether a call asks for no exposure.
 *
 * @param {any} options
 * @returns {boolean}
 */
function isSilent(options) {
  return options !== undefined && options !== null && Boolean(options.disableExposureLogging);
}

exports.checkCall = checkCall;
exports.checkReady = checkReady;
exports.isSilent = isSilent;
