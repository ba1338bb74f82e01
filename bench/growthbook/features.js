'use strict';

// The features that are asked for, one of each kind, and the users who ask.

const { USER_MASK } = require('../support/users.js');

const USERS = Array.from({ length: USER_MASK + 1 }, (_, index) => ({
  id: `user-5f3a9c1e-7b2d-${1000 + index * 37}`,
  deviceId: `device-${(0x9e3779b1 * (index + 1)) >>> 0}`,
  company: ['acme', 'globex', 'initech', 'umbrella'][index % 4],
  country: ['US', 'CA', 'DE', 'PT'][(index >> 1) % 4],
  vendor: ['firefox', 'chrome', 'safari'][index % 3],
  version: 90 + index,
}));

/**
 * A new object of attributes, as a request handler would make one.
 *
 * @param {number} index which user, below the number of users
 */
const makeAttributes = (index) => {
  const { id, deviceId, company, country, vendor, version } = USERS[index];
  return {
    id,
    loggedIn: true,
    deviceId,
    company,
    paid: false,
    url: '/pricing',
    mobile: false,
    country,
    browser: { vendor, version },
  };
};

/** Three kinds of conditions that no user meets. */
const MISSED = [
  (index) => ({ company: `company-${index}`, paid: true }),
  (index) => ({ country: { $in: [`A${index}`, `B${index}`, `C${index}`] }, loggedIn: true }),
  (index) => ({ 'browser.vendor': 'opera', 'browser.version': { $gt: 200 + index } }),
];

const experiment = (key) => ({
  key,
  variations: [false, true],
  weights: [0.5, 0.5],
  coverage: 1,
  hashAttribute: 'id',
  hashVersion: 2,
  seed: `${key}-seed`,
  meta: [{ key: '0', name: 'Control' }, { key: '1', name: 'Treatment' }],
  phase: '0',
  name: `Experiment ${key}`,
});

const FEATURES = {
  defaultValue: { defaultValue: true },
  force: {
    defaultValue: false,
    rules: [{ id: 'fr_1', condition: { loggedIn: true, country: { $in: ['US', 'CA'] } }, force: true }],
  },
  experiment: { defaultValue: false, rules: [{ id: 'fr_2', ...experiment('checkout') }] },
  // Some end in each of the rules, and nobody in the default value.
  threeRules: {
    defaultValue: false,
    rules: [
      { id: 'fr_3', condition: { company: { $in: ['initech', 'hooli'] } }, force: true },
      { id: 'fr_4', condition: { country: 'DE' }, force: true, coverage: 0.3, hashAttribute: 'deviceId' },
      { id: 'fr_5', condition: { loggedIn: true, 'browser.version': { $gte: 60 } }, ...experiment('prices') },
    ],
  },
  tenMissed: {
    defaultValue: true,
    rules: Array.from({ length: 10 }, (_, index) => ({
      id: `fr_1${index}`,
      condition: MISSED[index % MISSED.length](index),
      force: false,
    })),
  },
  json: {
    defaultValue: Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`setting_${index}`, index % 3 === 0 ? { limit: index, text: `text ${index}` } : index]),
    ),
  },
};

/** The whole payload. Every contestant gets a copy of its own: some keep notes about such objects. */
const makePayload = () => structuredClone({ status: 200, dateUpdated: '2026-01-01T00:00:00.000Z', features: FEATURES });

/** What a native call for each feature is given at least: the attributes that it can need. */
const ATTRIBUTES_OF = {
  defaultValue: [],
  force: ['country'],
  experiment: ['id'],
  threeRules: ['company', 'country', 'deviceId', 'id'],
  tenMissed: ['company', 'country', 'vendor'],
  json: [],
};

module.exports = { ATTRIBUTES_OF, USERS, makeAttributes, makePayload };
