'use strict';

// The packages that are compared. All are used alike: default logger, default level, no hooks, plain user objects.

const path = require('node:path');
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

/** The official package of the GrowthBook dialect. */
const GROWTHBOOK_SOURCES = { '@growthbook/growthbook': '@growthbook/growthbook' };

/** Those of the Statsig dialect: in JavaScript, and native. */
const STATSIG_SOURCES = { 'statsig-node': 'statsig-node', '@statsig/statsig-node-core': '@statsig/statsig-node-core' };

/** @param {string} source @returns {string} */
const versionOf = (source) => require(`${source}/package.json`).version;

/**
 * The versions of those packages that were measured, ours first.
 *
 * @param {ReadonlySet<string>} names
 * @returns {Record<string, string>}
 */
function versionsOf(names) {
  const sources = Object.entries({ [OURS]: '../..', ...SOURCES, ...GROWTHBOOK_SOURCES, ...STATSIG_SOURCES });
  return Object.fromEntries(sources.filter(([name]) => name === OURS || names.has(name)).map(([name, source]) => [name, versionOf(source)]));
}

/** As each package is published: ours too. */
const load = (/** @type {Record<string, string>} */ sources) =>
  Object.entries({ [OURS]: stagedPackage(), ...sources }).map(([name, source]) => new Package(name, source));

/** @returns {Package[]} Vexil first, then the official packages */
const loadPackages = () => load(SOURCES);

/** @returns {Package[]} those that have the callback API */
const loadCallbackPackages = () => load(CALLBACK_SOURCES);

/**
 * One package of a dialect other than the first.
 *
 * @typedef {object} DialectPackage
 * @property {string} name
 * @property {string} source for `require()`
 * @property {any} exports
 */
/** @typedef {DialectPackage} GrowthBookPackage */
/** @typedef {DialectPackage} StatsigPackage */

/** @param {string} file of the dialect in our package @param {Record<string, string>} others @returns {DialectPackage[]} */
function loadDialect(file, others) {
  const sources = { [OURS]: path.join(stagedPackage(), file), ...others };
  return Object.entries(sources).map(([name, source]) => ({ name, source: require.resolve(source), exports: require(source) }));
}

/** @returns {GrowthBookPackage[]} Vexil first, then the official package */
const loadGrowthBookPackages = () => loadDialect('growthbook.js', GROWTHBOOK_SOURCES);

/** @returns {StatsigPackage[]} Vexil first, then the official packages */
const loadStatsigPackages = () => loadDialect('statsig.js', STATSIG_SOURCES);

exports.OURS = OURS;
exports.Package = Package;
exports.loadCallbackPackages = loadCallbackPackages;
exports.loadGrowthBookPackages = loadGrowthBookPackages;
exports.loadPackages = loadPackages;
exports.loadStatsigPackages = loadStatsigPackages;
exports.versionsOf = versionsOf;
