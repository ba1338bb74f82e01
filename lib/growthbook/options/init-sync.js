'use strict';

const { isEncrypted } = require('../payload/decrypt.js');

/**
 * The payload that `initSync` was given; throws where it has to be waited for.
 *
 * @param {any} options
 * @returns {any}
 */
function syncPayload(options) {
  const payload = options?.payload;
  if (payload === null || typeof payload !== 'object') throw new Error('initSync requires a payload');
  if (isEncrypted(payload)) throw new Error('initSync does not support encrypted payloads');
  return payload;
}

exports.syncPayload = syncPayload;
