'use strict';

const path = require('node:path');

const ROOT = path.resolve(__dirname, '../..');

const OFFICIAL = { current: '@configcat/sdk', legacy: 'configcat-node' };

/** VEXIL_TEST_SDK=official puts the official package to the test, to check the tests themselves. */
const isOfficial = process.env.VEXIL_TEST_SDK === 'official';

/** What to require for this package. VEXIL_TEST_SDK=package: as `npm run stage` has written it, in place of the sources. */
const OWN = process.env.VEXIL_TEST_SDK === 'package' ? path.join(ROOT, 'target', 'package') : ROOT;

/**
 * Loads the package under test.
 *
 * @param {'current' | 'legacy'} surface which API generation is wanted
 */
const load = (surface) => (isOfficial ? require(OFFICIAL[surface]) : require(OWN));

/**
 * Loads the official package that a surface is compared with.
 *
 * @param {'current' | 'legacy'} surface
 */
const loadOfficial = (surface) => require(OFFICIAL[surface]);

let keyCount = 0;

/** An SDK key of the right format that no other client of this process has. */
function newSdkKey() {
  keyCount += 1;
  const tail = `${process.pid}-${keyCount}`.padStart(22, '0');
  return `configcat-sdk-1/0123456789012345678901/${tail}`;
}

/**
 * A manual-poll client of the current API that has fetched what the server serves.
 *
 * @param {{ url: string }} cdn
 * @param {object} [options] further client options; `sdkKey` replaces the generated key
 */
async function openClient(cdn, { sdkKey = newSdkKey(), ...options } = {}) {
  const { getClient, PollingMode } = load('current');
  const client = getClient(sdkKey, PollingMode.ManualPoll, { baseUrl: cdn.url, ...options });
  await client.forceRefreshAsync();
  return client;
}

/**
 * A client of the current API that takes a config from memory, without a server.
 *
 * @param {string} configJson
 * @param {object} [options]
 */
async function openClientOn(configJson, { sdkKey = newSdkKey(), ...options } = {}) {
  const { getClient, PollingMode } = load('current');
  const configFetcher = {
    fetchAsync: () => Promise.resolve({ statusCode: 200, reasonPhrase: 'OK', eTag: '"1"', body: configJson }),
  };
  const client = getClient(sdkKey, PollingMode.ManualPoll, { configFetcher, ...options });
  await client.forceRefreshAsync();
  return client;
}

module.exports = { OWN, isOfficial, load, loadOfficial, newSdkKey, openClient, openClientOn };
