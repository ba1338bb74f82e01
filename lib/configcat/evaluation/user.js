'use strict';

/** A user as targeting rules see one. Plain objects of the same shape do as well. */
class User {
  /**
   * @param {string} identifier
   * @param {string} [email]
   * @param {string} [country]
   * @param {Record<string, any>} [custom]
   */
  constructor(identifier, email, country, custom = {}) {
    this.identifier = identifier;
    this.email = email;
    this.country = country;
    this.custom = custom;
  }
}

/** The attributes that have a field of their own; entries of these names in `custom` do not count. */
const WELL_KNOWN = new Set(['Identifier', 'Email', 'Country']);

/**
 * All attributes of a user under the names rules use, as evaluation logs print them.
 *
 * @param {any} user
 * @returns {Record<string, any>}
 */
function getUserAttributes(user) {
  const { identifier, email, country, custom } = user;
  const result = Object.create(null);
  result.Identifier = identifier ?? '';
  if (email !== null && email !== undefined) result.Email = email;
  if (country !== null && country !== undefined) result.Country = country;
  for (const [name, value] of Object.entries(custom ?? {})) {
    if (value !== null && value !== undefined && !WELL_KNOWN.has(name)) result[name] = value;
  }
  return result;
}

exports.User = User;
exports.getUserAttributes = getUserAttributes;
