'use strict';

const { USER_MASK } = require('../support/users.js');

const AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:124.0) Gecko/20100101 Firefox/124.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
];

const USERS = Array.from({ length: USER_MASK + 1 }, (_, index) => ({
  userID: `user-5f3a9c1e-7b2d-${1000 + index * 37}`,
  email: `jane.doe.${1000 + index * 53}@example.com`,
  ip: `24.18.${index}.148`,
  userAgent: AGENTS[index % AGENTS.length],
  locale: ['en_US', 'de_DE', 'pt_PT'][index % 3],
  appVersion: `1.${index}.3`,
  plan: ['free', 'team', 'enterprise'][index % 3],
  companyID: `company-${index % 5}`,
}));

/**
 * A new user object, as a request handler would make one.
 *
 * @param {number} index which user, below the number of users
 * @param {string} [userID] another one than theirs
 */
const makeUser = (index, userID = USERS[index].userID) => {
  const { email, ip, userAgent, locale, appVersion, plan, companyID } = USERS[index];
  return { userID, email, ip, userAgent, locale, appVersion, custom: { plan }, customIDs: { companyID } };
};

module.exports = { USERS, makeUser };
