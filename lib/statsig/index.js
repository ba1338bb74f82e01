'use strict';

// The front door. Behind it: `clients` (servers, and the functions of the one that the process has), `evaluation`, `specs` and `results`
// (what users get), `overrides` and `sticky` (what comes before the rules), `exposures` (what is told of it), `responses` (what client SDKs
// start from), `lookups` (what IP addresses and user agents say), `store` (where specs and ID lists come from), `network`, `options`, `user`,
// `logging`, and `types` (the public types).

const errors = require('./errors.js');
const singleton = require('./clients/singleton.js');
const { DataAdapterKeyPath } = require('./store/adapter-keys.js');
const { DynamicConfig, Layer } = require('./clients/public-results.js');
const { StatsigServer } = require('./clients/server.js');

// Written out name by name, so that tools which read the file without running it see the names.
exports.StatsigServer = StatsigServer;
exports.DataAdapterKeyPath = DataAdapterKeyPath;
exports.DynamicConfig = DynamicConfig;
exports.Layer = Layer;

exports.StatsigInvalidArgumentError = errors.StatsigInvalidArgumentError;
exports.StatsigLocalModeNetworkError = errors.StatsigLocalModeNetworkError;
exports.StatsigTooManyRequestsError = errors.StatsigTooManyRequestsError;
exports.StatsigUninitializedError = errors.StatsigUninitializedError;

exports.initialize = singleton.initialize;
exports.checkGate = singleton.checkGate;
exports.getFeatureGate = singleton.getFeatureGate;
exports.manuallyLogGateExposure = singleton.manuallyLogGateExposure;
exports.getConfig = singleton.getConfig;
exports.manuallyLogConfigExposure = singleton.manuallyLogConfigExposure;
exports.getExperiment = singleton.getExperiment;
exports.manuallyLogExperimentExposure = singleton.manuallyLogExperimentExposure;
exports.getExperimentLayer = singleton.getExperimentLayer;
exports.getLayer = singleton.getLayer;
exports.manuallyLogLayerParameterExposure = singleton.manuallyLogLayerParameterExposure;
exports.getUserPersistedValues = singleton.getUserPersistedValues;
exports.logEvent = singleton.logEvent;
exports.logEventObject = singleton.logEventObject;
exports.getClientInitializeResponse = singleton.getClientInitializeResponse;
exports.overrideGate = singleton.overrideGate;
exports.overrideConfig = singleton.overrideConfig;
exports.overrideLayer = singleton.overrideLayer;
exports.clearAllGateOverrides = singleton.clearAllGateOverrides;
exports.clearAllConfigOverrides = singleton.clearAllConfigOverrides;
exports.clearAllLayerOverrides = singleton.clearAllLayerOverrides;
exports.getFeatureGateList = singleton.getFeatureGateList;
exports.getDynamicConfigList = singleton.getDynamicConfigList;
exports.getExperimentList = singleton.getExperimentList;
exports.getAutotuneList = singleton.getAutotuneList;
exports.getLayerList = singleton.getLayerList;
exports.syncConfigSpecs = singleton.syncConfigSpecs;
exports.syncIdLists = singleton.syncIdLists;
exports.shutdown = singleton.shutdown;
exports.shutdownAsync = singleton.shutdownAsync;
exports.flush = singleton.flush;

// The deprecated names.
exports.checkGateSync = singleton.checkGateSync;
exports.checkGateWithExposureLoggingDisabled = singleton.checkGateWithExposureLoggingDisabled;
exports.checkGateWithExposureLoggingDisabledSync = singleton.checkGateWithExposureLoggingDisabledSync;
exports.getFeatureGateSync = singleton.getFeatureGateSync;
exports.getFeatureGateWithExposureLoggingDisabled = singleton.getFeatureGateWithExposureLoggingDisabled;
exports.getFeatureGateWithExposureLoggingDisabledSync = singleton.getFeatureGateWithExposureLoggingDisabledSync;
exports.getConfigSync = singleton.getConfigSync;
exports.getConfigWithExposureLoggingDisabled = singleton.getConfigWithExposureLoggingDisabled;
exports.getConfigWithExposureLoggingDisabledSync = singleton.getConfigWithExposureLoggingDisabledSync;
exports.getExperimentSync = singleton.getExperimentSync;
exports.getExperimentWithExposureLoggingDisabled = singleton.getExperimentWithExposureLoggingDisabled;
exports.getExperimentWithExposureLoggingDisabledSync = singleton.getExperimentWithExposureLoggingDisabledSync;
exports.getLayerSync = singleton.getLayerSync;
exports.getLayerWithExposureLoggingDisabled = singleton.getLayerWithExposureLoggingDisabled;
exports.getLayerWithExposureLoggingDisabledSync = singleton.getLayerWithExposureLoggingDisabledSync;

// What `import Statsig from` means to compilers that make CommonJS of it; no name to be listed.
Object.defineProperty(exports, 'default', { value: exports, enumerable: false, writable: true, configurable: true });
