'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { Lookups } = require('../../../lib/statsig/lookups');
const { readJson, skip } = require('../support/data');

test('the countries of 4,025 addresses', { skip }, () => {
  const { rows } = readJson('oracle/ip_country.json');
  assert.equal(rows.length, 4_025);
  const lookups = new Lookups({ countries: true });
  for (const [ip, country] of rows) assert.equal(lookups.country(ip), country, ip);
  for (const [ip, country] of rows) assert.equal(lookups.country(ip), country, `${ip}, the second time`);
});

test('an address may be a number', () => {
  const lookups = new Lookups({ countries: true });
  assert.deepEqual([134744072, 0, -1, 2 ** 32, NaN, 0.5].map((ip) => lookups.country(ip)), ['US', null, null, null, null, null]);
});

test('what is neither a text nor a number has no country', () => {
  const lookups = new Lookups({ countries: true });
  for (const value of [undefined, null, true, 134744072n, {}, ['8.8.8.8'], Symbol('ip')]) assert.equal(lookups.country(value), null);
});

test('countries can be switched off', () => {
  const lookups = new Lookups({ countries: false });
  assert.deepEqual([lookups.country('8.8.8.8'), lookups.country(134744072)], [null, null]);
});
