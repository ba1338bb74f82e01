'use strict';

const { fetchError, statusError } = require('./errors.js');
const { helpers } = require('./helpers.js');
const { tuning } = require('./tuning.js');

/**
 * @typedef {object} Found What a server gave.
 * @property {import('./sources.js').PayloadSource} source
 * @property {string} version
 * @property {boolean} hasStream
 */

/**
 * A parsed payload as something that was found.
 *
 * @param {any} object
 * @param {boolean} hasStream
 * @returns {Found}
 */
function foundOf(object, hasStream) {
  if (object === null || typeof object !== 'object' || Array.isArray(object)) throw fetchError('INVALID_FEATURES', 'The response is no JSON object');
  const { dateUpdated } = object;
  return { source: { object }, version: typeof dateUpdated === 'string' ? dateUpdated : '', hasStream };
}

/**
 * Gets a payload by the functions of the application, which are called once: whether to repeat is their affair.
 *
 * @param {import('./channel.js').Consumer} consumer
 * @returns {Promise<Found>}
 */
async function fetchByHost(consumer) {
  const { apiHost, apiHostRequestHeaders: headers, clientKey } = consumer;
  const response = await helpers.fetchFeaturesCall({ host: apiHost, clientKey, headers });
  if (!response.ok) throw statusError(response.status);
  const hasStream = response.headers?.get?.('x-sse-support') === 'enabled';
  return foundOf(await response.json(), hasStream);
}

/**
 * The same, but never without an end: others wait for it.
 *
 * @param {import('./channel.js').Consumer} consumer
 * @returns {Promise<Found>}
 */
function fetchByHostInTime(consumer) {
  return new Promise((resolve, reject) => {
    const late = () => reject(fetchError('TIMEOUT', `Request timed out. Timeout value: ${tuning.fetchMs}ms`));
    const timer = setTimeout(late, tuning.fetchMs);
    timer.unref();
    const inTime = fetchByHost(consumer);
    inTime.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

exports.fetchByHost = fetchByHostInTime;
exports.foundOf = foundOf;
