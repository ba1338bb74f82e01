'use strict';

// The front door. Behind it: `options` (what factories are given), `clients` (both APIs, events, snapshots), `service`
// (when configs are fetched, and who waits), `caching`, `fetching` (fetchers of the host), `config` (texts and entries),
// `overrides`, `evaluation`, `logging`, and `types` (the public types).

const config = require('./config/config-json.js');
const enums = require('./enums.js');
const fetchers = require('./fetching/fetchers.js');
const legacy = require('./clients/legacy-client.js');
const { FormattableLogMessage, createConsoleLogger } = require('./logging/logger.js');
const overrides = require('./overrides/overrides.js');
const registry = require('./clients/registry.js');
const { User } = require('./evaluation/user.js');

// Written out name by name, so that tools which read the file without running it see the names.
exports.createClient = legacy.createClient;
exports.createClientWithAutoPoll = legacy.createClientWithAutoPoll;
exports.createClientWithLazyLoad = legacy.createClientWithLazyLoad;
exports.createClientWithManualPoll = legacy.createClientWithManualPoll;

exports.getClient = registry.getClient;
exports.disposeAllClients = registry.disposeAllClients;

exports.createConsoleLogger = createConsoleLogger;
exports.FormattableLogMessage = FormattableLogMessage;

exports.createFlagOverridesFromMap = overrides.createFlagOverridesFromMap;
exports.createFlagOverridesFromQueryParams = overrides.createFlagOverridesFromQueryParams;

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

exports.FetchError = fetchers.FetchError;
exports.FetchRequest = fetchers.FetchRequest;
exports.FetchResponse = fetchers.FetchResponse;
exports.NodeHttpConfigFetcher = fetchers.NodeHttpConfigFetcher;
exports.ServerSideFetchApiConfigFetcher = fetchers.ServerSideFetchApiConfigFetcher;

exports.ConfigJson = config.ConfigJson;
exports.deserializeConfig = config.deserializeConfig;
exports.prepareConfig = config.prepareConfig;
exports.createSettingFromValue = config.createSettingFromValue;

exports.User = User;
