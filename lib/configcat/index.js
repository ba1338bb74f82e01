'use strict';

// The front door. Behind it: `options` (what factories are given), `clients` (both APIs, events, snapshots), `service`
// (when configs are fetched, and who waits), `caching`, `fetching` (fetchers of the host), `config` (texts and entries),
// `overrides`, `evaluation`, `logging`, and `types` (the public types).

const config = require('./config/config-json.js');
const enums = require('./enums.js');
const { FetchError } = require('./errors.js');
const { FetchRequest, FetchResponse } = require('./fetching/fetch-messages.js');
const { FormattableLogMessage, createConsoleLogger } = require('./logging/logger.js');
const { NodeHttpConfigFetcher, ServerSideFetchApiConfigFetcher } = require('./fetching/fetchers.js');
const registry = require('./clients/registry.js');
const { User } = require('./evaluation/user.js');

// What most programs do without is loaded by the first call. The functions that load it stand here, so that all exports are
// plain properties. Once a client is made, no more files are loaded: none by an evaluation, none at the end of a process.
const legacy = () => require('./clients/legacy-client.js');
const overrides = () => require('./overrides/overrides.js');

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithAutoPoll(sdkKey, options) {
  return legacy().createClientWithAutoPoll(sdkKey, options);
}

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithLazyLoad(sdkKey, options) {
  return legacy().createClientWithLazyLoad(sdkKey, options);
}

/**
 * @param {string} sdkKey
 * @param {any} [options]
 */
function createClientWithManualPoll(sdkKey, options) {
  return legacy().createClientWithManualPoll(sdkKey, options);
}

/**
 * @param {any} map
 * @param {any} behaviour One of `OverrideBehaviour`.
 * @param {any} [watchChanges]
 */
function createFlagOverridesFromMap(map, behaviour, watchChanges) {
  return overrides().createFlagOverridesFromMap(map, behaviour, watchChanges);
}

/**
 * @param {any} behaviour One of `OverrideBehaviour`.
 * @param {any} [watchChanges]
 * @param {any} [paramPrefix]
 * @param {any} [queryStringProvider]
 */
function createFlagOverridesFromQueryParams(behaviour, watchChanges, paramPrefix, queryStringProvider) {
  return overrides().createFlagOverridesFromQueryParams(behaviour, watchChanges, paramPrefix, queryStringProvider);
}

// Written out name by name, so that tools which read the file without running it see the names.
exports.createClient = createClientWithAutoPoll;
exports.createClientWithAutoPoll = createClientWithAutoPoll;
exports.createClientWithLazyLoad = createClientWithLazyLoad;
exports.createClientWithManualPoll = createClientWithManualPoll;

exports.getClient = registry.getClient;
exports.disposeAllClients = registry.disposeAllClients;

exports.createConsoleLogger = createConsoleLogger;
exports.FormattableLogMessage = FormattableLogMessage;

exports.createFlagOverridesFromMap = createFlagOverridesFromMap;
exports.createFlagOverridesFromQueryParams = createFlagOverridesFromQueryParams;

exports.DataGovernance = enums.DataGovernance;
exports.PollingMode = enums.PollingMode;
exports.OverrideBehaviour = enums.OverrideBehaviour;
exports.LogLevel = enums.LogLevel;
exports.ClientCacheState = enums.ClientCacheState;
exports.RefreshErrorCode = enums.RefreshErrorCode;
exports.EvaluationErrorCode = enums.EvaluationErrorCode;
exports.SettingType = enums.SettingType;
exports.UserComparator = enums.UserComparator;
exports.PrerequisiteFlagComparator = enums.PrerequisiteFlagComparator;
exports.SegmentComparator = enums.SegmentComparator;

exports.FetchError = FetchError;
exports.FetchRequest = FetchRequest;
exports.FetchResponse = FetchResponse;
exports.NodeHttpConfigFetcher = NodeHttpConfigFetcher;
exports.ServerSideFetchApiConfigFetcher = ServerSideFetchApiConfigFetcher;

exports.ConfigJson = config.ConfigJson;
exports.deserializeConfig = config.deserializeConfig;
exports.prepareConfig = config.prepareConfig;
exports.createSettingFromValue = config.createSettingFromValue;

exports.User = User;
