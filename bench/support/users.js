'use strict';

/** How many different users the calls go through in turns; a power of two, so that `index & USER_MASK` picks one. */
const USER_COUNT = 16;
const USER_MASK = USER_COUNT - 1;

const IDENTIFIERS = Array.from({ length: USER_COUNT }, (_, index) => `user-5f3a9c1e-7b2d-${1000 + index * 37}`);
const EMAILS = IDENTIFIERS.map((_, index) => `jane.doe.${1000 + index * 53}@example.com`);
const COUNTRIES = IDENTIFIERS.map((_, index) => ['United Kingdom', 'Hungary', 'Netherlands', 'Portugal'][index % 4]);
const VERSIONS = IDENTIFIERS.map((_, index) => `1.${index}.3`);

/**
 * A new user object, as a request handler would make one.
 *
 * @param {number} index which user, below USER_COUNT
 */
const makeUser = (index) => ({
  identifier: IDENTIFIERS[index],
  email: EMAILS[index],
  country: COUNTRIES[index],
  custom: { AppVersion: VERSIONS[index] },
});

const users = IDENTIFIERS.map((_, index) => makeUser(index));

module.exports = { USER_MASK, makeUser, users };
