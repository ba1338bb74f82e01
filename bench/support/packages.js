'use strict';

// The packages that are compared. All are used alike: default logger, default level, no hooks, plain user objects.

const { stagedPackage } = require('./staged.js');

const OURS = 'vexil';

/** Where the code of the others is found: the name in reports, and what to require. */
const SOURCES = { 'configcat-node': 'configcat-node-11', '@configcat/sdk': '@configcat/sdk' };

/** The last `configcat-node` with callbacks: newer ones have promises only. */
const CALLBACK_SOURCES = { 'configcat-node': 'configcat-node' };

/** One package under measurement. */
class Package {
  /**
   * @param {string} name
   * @param {string} source
   */
  constructor(name, source) {
    this.name = name;
    this.isOurs = name === OURS;
    /** For `require()`, from this folder. */
    this.source = require.resolve(source);
    this.version = versionOf(source);
    /** @type {any} */
    this.exports = require(source);
  }

  /**
   * A manual-poll client that has fetched the config of this key.
   *
   * @param {{ url: string }} server
   * @param {string} sdkKey
   * @param {object} [options]
   */
  async open(server, sdkKey, options) {
    const { getClient, PollingMode } = this.exports;
    const client = getClient(sdkKey, PollingMode.ManualPoll, { baseUrl: server.url, ...options });
    await client.forceRefreshAsync();
    return client;
  }

  /**
   * A manual-poll client of the callback API that has fetched the config of this key.
   *
   * @param {{ url: string }} server
   * @param {string} sdkKey
   */
  async openWithCallbacks(server, sdkKey) {
    const client = this.exports.createClientWithManualPoll(sdkKey, { baseUrl: server.url });
    await client.forceRefreshAsync();
    return client;
  }
}

/** @param {string} source */
const versionOf = (source) => require(`${source}/package.json`).version;

/** As each package is published: ours too. */
const load = (/** @type {Record<string, string>} */ sources) =>
  Object.entries({ [OURS]: stagedPackage(), ...sources }).map(([name, source]) => new Package(name, source));

/** @returns {Package[]} Vexil first, then the official packages */
const loadPackages = () => load(SOURCES);

/** @returns {Package[]} those that have the callback API */
const loadCallbackPackages = () => load(CALLBACK_SOURCES);

exports.OURS = OURS;
exports.Package = Package;
exports.loadCallbackPackages = loadCallbackPackages;
exports.loadPackages = loadPackages;
