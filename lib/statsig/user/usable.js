'use strict';

/**
 * Whether users can be told apart by it: it has a user id, which may be empty, or at least one custom id. The object is only looked at, never
 * changed: the environment goes beside it.
 *
 * @param {any} user
 * @returns {boolean}
 */
function isUsable(user) {
  if (typeof user !== 'object' || user === null) return false;
  try {
    const { userID } = user;
    return typeof userID === 'string' || typeof userID === 'number' || hasKeys(user.customIDs);
  } catch {
    // A getter, or a proxy, of the application.
    return false;
  }
}

/** @param {any} object */
function hasKeys(object) {
  return typeof object === 'object' && object !== null && Object.keys(object).length > 0;
}

exports.isUsable = isUsable;
