'use strict';

// What is measured, with the goal of each: a share of what the floor does.

const { userText } = require('./configs');

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {'hundred' | 'large'} sdk which config it is about
 * @property {number} goal share of the floor's throughput
 * @property {import('./wrk').Load} load
 */

const json = { 'Content-Type': 'application/json' };
const evalBody = `{"key":"flag_number_050","user":${userText}}`;
const allBody = `{"user":${userText}}`;
const cdnPath = '/configuration-files/configcat-proxy/large/config_v6.json';

/** @type {Row[]} */
const rows = [
  { name: 'eval, 1,000 users', sdk: 'hundred', goal: 0.75, load: { method: 'POST', path: '/api/hundred/eval', body: evalBody, users: 1000, headers: json } },
  { name: 'eval, each user new', sdk: 'hundred', goal: 0.75, load: { method: 'POST', path: '/api/hundred/eval', body: evalBody, users: 0, headers: json } },
  { name: 'eval-all of 100 flags, 1,000 users', sdk: 'hundred', goal: 0.5, load: { method: 'POST', path: '/api/hundred/eval-all', body: allBody, users: 1000, headers: json } },
  { name: 'eval-all of 100 flags, each user new', sdk: 'hundred', goal: 0.5, load: { method: 'POST', path: '/api/hundred/eval-all', body: allBody, users: 0, headers: json } },
  { name: 'CDN, 200 with 100 kB', sdk: 'large', goal: 0.9, load: { method: 'GET', path: cdnPath } },
  { name: 'CDN, 200 with 100 kB, gzip', sdk: 'large', goal: 0.9, load: { method: 'GET', path: cdnPath, headers: { 'Accept-Encoding': 'gzip' } } },
  { name: 'CDN, 304', sdk: 'large', goal: 0.9, load: { method: 'GET', path: cdnPath, headers: {} } },
];

module.exports = { rows };
