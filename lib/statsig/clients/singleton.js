'use strict';

const { StatsigServer } = require('./server.js');
const { StatsigUninitializedError } = require('../errors.js');

// The functions that work on the server of the process. None of them depends on `this`.

/** @type {StatsigServer | null} */
let server = null;

function existing() {
  if (server === null) throw new StatsigUninitializedError();
  return server;
}

/**
 * Makes the server of the process, or finds the one that there is: then key and options are ignored.
 *
 * @param {string} secretKey
 * @param {import('../types/index.js').StatsigOptions} [options]
 * @returns {Promise<import('./service.js').InitializationDetails>} rejects only for a key that no server accepts
 */
async function initialize(secretKey, options) {
  const used = (server ??= new StatsigServer(secretKey, options));
  try {
    return await used.initializeAsync();
  } catch (error) {
    // So that another call can do better.
    if (server === used) server = null;
    throw error;
  }
}

/**
 * @param {number} [timeout] in milliseconds
 * @returns {Promise<void>}
 */
function flush(timeout) {
  return server === null ? Promise.resolve() : server.flush(timeout);
}

/**
 * @param {number} [timeout] in milliseconds
 * @returns {Promise<void>}
 */
async function shutdownAsync(timeout) {
  await existing().shutdownAsync(timeout);
}

function checkGate(user, gateName, options) {
  return existing().checkGate(user, gateName, options);
}

function getFeatureGate(user, gateName, options) {
  return existing().getFeatureGate(user, gateName, options);
}

function manuallyLogGateExposure(user, gateName) {
  existing().logGateExposure(user, gateName);
}

function getConfig(user, configName, options) {
  return existing().getConfig(user, configName, options);
}

function manuallyLogConfigExposure(user, configName) {
  existing().logConfigExposure(user, configName);
}

function getExperiment(user, experimentName, options) {
  return existing().getExperiment(user, experimentName, options);
}

function manuallyLogExperimentExposure(user, experimentName) {
  existing().logExperimentExposure(user, experimentName);
}

function getExperimentLayer(experimentName) {
  return existing().getExperimentLayer(experimentName);
}

function getLayer(user, layerName, options) {
  return existing().getLayer(user, layerName, options);
}

function manuallyLogLayerParameterExposure(user, layerName, parameterName) {
  existing().logLayerParameterExposure(user, layerName, parameterName);
}

function getUserPersistedValues(user, idType) {
  return existing().getUserPersistedValues(user, idType);
}

function logEvent(user, eventName, value, metadata) {
  existing().logEvent(user, eventName, value, metadata);
}

function logEventObject(eventObject) {
  existing().logEventObject(eventObject);
}

function getClientInitializeResponse(user, clientSDKKey, options) {
  return existing().getClientInitializeResponse(user, clientSDKKey, options);
}

function overrideGate(gateName, value, userID) {
  existing().overrideGate(gateName, value, userID);
}

function overrideConfig(configName, value, userID) {
  existing().overrideConfig(configName, value, userID);
}

function overrideLayer(layerName, value, userID) {
  existing().overrideLayer(layerName, value, userID);
}

function clearAllGateOverrides() {
  existing().clearAllGateOverrides();
}

function clearAllConfigOverrides() {
  existing().clearAllConfigOverrides();
}

function clearAllLayerOverrides() {
  existing().clearAllLayerOverrides();
}

function getFeatureGateList() {
  return existing().getFeatureGateList();
}

function getDynamicConfigList() {
  return existing().getDynamicConfigList();
}

function getExperimentList() {
  return existing().getExperimentList();
}

function getAutotuneList() {
  return existing().getAutotuneList();
}

function getLayerList() {
  return existing().getLayerList();
}

function syncConfigSpecs() {
  return existing().syncStoreSpecs();
}

function syncIdLists() {
  return existing().syncStoreIdLists();
}

function shutdown(timeout) {
  existing().shutdown(timeout);
}

// The deprecated names.

function checkGateSync(user, gateName) {
  return existing().checkGateSync(user, gateName);
}

function checkGateWithExposureLoggingDisabled(user, gateName) {
  return existing().checkGateWithExposureLoggingDisabled(user, gateName);
}

function checkGateWithExposureLoggingDisabledSync(user, gateName) {
  return existing().checkGateWithExposureLoggingDisabledSync(user, gateName);
}

function getFeatureGateSync(user, gateName) {
  return existing().getFeatureGateSync(user, gateName);
}

function getFeatureGateWithExposureLoggingDisabled(user, gateName) {
  return existing().getFeatureGateWithExposureLoggingDisabled(user, gateName);
}

function getFeatureGateWithExposureLoggingDisabledSync(user, gateName) {
  return existing().getFeatureGateWithExposureLoggingDisabledSync(user, gateName);
}

function getConfigSync(user, configName) {
  return existing().getConfigSync(user, configName);
}

function getConfigWithExposureLoggingDisabled(user, configName) {
  return existing().getConfigWithExposureLoggingDisabled(user, configName);
}

function getConfigWithExposureLoggingDisabledSync(user, configName) {
  return existing().getConfigWithExposureLoggingDisabledSync(user, configName);
}

function getExperimentSync(user, experimentName, options) {
  return existing().getExperimentSync(user, experimentName, options);
}

function getExperimentWithExposureLoggingDisabled(user, experimentName, options) {
  return existing().getExperimentWithExposureLoggingDisabled(user, experimentName, options);
}

function getExperimentWithExposureLoggingDisabledSync(user, experimentName, options) {
  return existing().getExperimentWithExposureLoggingDisabledSync(user, experimentName, options);
}

function getLayerSync(user, layerName, options) {
  return existing().getLayerSync(user, layerName, options);
}

function getLayerWithExposureLoggingDisabled(user, layerName, options) {
  return existing().getLayerWithExposureLoggingDisabled(user, layerName, options);
}

function getLayerWithExposureLoggingDisabledSync(user, layerName, options) {
  return existing().getLayerWithExposureLoggingDisabledSync(user, layerName, options);
}

exports.initialize = initialize;
exports.flush = flush;
exports.shutdownAsync = shutdownAsync;
exports.checkGate = checkGate;
exports.getFeatureGate = getFeatureGate;
exports.manuallyLogGateExposure = manuallyLogGateExposure;
exports.getConfig = getConfig;
exports.manuallyLogConfigExposure = manuallyLogConfigExposure;
exports.getExperiment = getExperiment;
exports.manuallyLogExperimentExposure = manuallyLogExperimentExposure;
exports.getExperimentLayer = getExperimentLayer;
exports.getLayer = getLayer;
exports.manuallyLogLayerParameterExposure = manuallyLogLayerParameterExposure;
exports.getUserPersistedValues = getUserPersistedValues;
exports.logEvent = logEvent;
exports.logEventObject = logEventObject;
exports.getClientInitializeResponse = getClientInitializeResponse;
exports.overrideGate = overrideGate;
exports.overrideConfig = overrideConfig;
exports.overrideLayer = overrideLayer;
exports.clearAllGateOverrides = clearAllGateOverrides;
exports.clearAllConfigOverrides = clearAllConfigOverrides;
exports.clearAllLayerOverrides = clearAllLayerOverrides;
exports.getFeatureGateList = getFeatureGateList;
exports.getDynamicConfigList = getDynamicConfigList;
exports.getExperimentList = getExperimentList;
exports.getAutotuneList = getAutotuneList;
exports.getLayerList = getLayerList;
exports.syncConfigSpecs = syncConfigSpecs;
exports.syncIdLists = syncIdLists;
exports.shutdown = shutdown;
exports.checkGateSync = checkGateSync;
exports.checkGateWithExposureLoggingDisabled = checkGateWithExposureLoggingDisabled;
exports.checkGateWithExposureLoggingDisabledSync = checkGateWithExposureLoggingDisabledSync;
exports.getFeatureGateSync = getFeatureGateSync;
exports.getFeatureGateWithExposureLoggingDisabled = getFeatureGateWithExposureLoggingDisabled;
exports.getFeatureGateWithExposureLoggingDisabledSync = getFeatureGateWithExposureLoggingDisabledSync;
exports.getConfigSync = getConfigSync;
exports.getConfigWithExposureLoggingDisabled = getConfigWithExposureLoggingDisabled;
exports.getConfigWithExposureLoggingDisabledSync = getConfigWithExposureLoggingDisabledSync;
exports.getExperimentSync = getExperimentSync;
exports.getExperimentWithExposureLoggingDisabled = getExperimentWithExposureLoggingDisabled;
exports.getExperimentWithExposureLoggingDisabledSync = getExperimentWithExposureLoggingDisabledSync;
exports.getLayerSync = getLayerSync;
exports.getLayerWithExposureLoggingDisabled = getLayerWithExposureLoggingDisabled;
exports.getLayerWithExposureLoggingDisabledSync = getLayerWithExposureLoggingDisabledSync;
