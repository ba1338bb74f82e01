'use strict';

const { Assignments } = require('../sticky/assignments.js');
const { Configs } = require('./configs.js');
const { Environment } = require('../user/environment.js');
const { Evaluator } = require('../evaluation/evaluator.js');
const { Events } = require('./events.js');
const { Gates } = require('./gates.js');
const { Kind } = require('../specs/spec.js');
const { Layers } = require('./layers.js');
const { Lookups } = require('../lookups/index.js');
const { Overrides } = require('../overrides/overrides.js');
const { Recorder } = require('../exposures/recorder.js');
const { SDK_TYPE, SDK_VERSION } = require('../options/sdk.js');
const { Service } = require('./service.js');
const { checkReady, isSilent } = require('./checks.js');
const { clientInitializeResponse } = require('../responses/client-initialize.js');
const { listenersOf } = require('./listeners.js');

/** One connection to a project. Each has state of its own; what was downloaded is shared behind it. */
class StatsigServer {
  #service;
  #environment;
  #overrides;
  #assignments;
  #evaluator;
  #gates;
  #configs;
  #layers;
  #events;

  /**
   * @param {string} secretKey
   * @param {import('../types/index.js').StatsigOptions} [options]
   */
  constructor(secretKey, options = {}) {
    const service = new Service(secretKey, options);
    const { faults, store } = service;
    const { disableAllLogging, environment: given, initStrategyForIP3Country, localMode, userPersistentStorage } = service.options;
    const environment = new Environment(given, store);
    this.#service = service;
    this.#environment = environment;
    this.#overrides = new Overrides();
    this.#assignments = new Assignments(userPersistentStorage, (what, error) => faults.tell(`userPersistentStorage.${what}`, error));
    const lookups = new Lookups({ countries: initStrategyForIP3Country !== 'none' }, (error) => faults.tell('lookups', error));
    this.#evaluator = new Evaluator({ store, overrides: this.#overrides, lookups, assignments: this.#assignments });
    const recorder = new Recorder({
      evaluator: this.#evaluator,
      tier: environment.tier,
      send: (events, count) => service.queueEvents(events, count),
      isSilent: localMode || disableAllLogging,
      failed: (error) => faults.tell('exposure', error),
    });
    service.drain = () => recorder.drain();
    const parts = { service, evaluator: this.#evaluator, recorder, environment, listeners: listenersOf(service.options, environment, faults) };
    this.#gates = new Gates(parts);
    this.#configs = new Configs(parts);
    this.#layers = new Layers(parts);
    this.#events = new Events(parts);
  }

  initializeAsync() {
    return this.#service.initialize();
  }

  checkGate(user, gateName, options) {
    return this.#gates.check(user, gateName, isSilent(options), true);
  }

  getFeatureGate(user, gateName, options) {
    return this.#gates.get(user, gateName, isSilent(options), true);
  }

  logGateExposure(user, gateName) {
    this.#gates.expose(user, gateName);
  }

  getConfig(user, configName, options) {
    return this.#configs.get('dynamicConfigCallback', user, configName, options, isSilent(options), true);
  }

  logConfigExposure(user, configName) {
    this.#configs.expose(user, configName);
  }

  getExperiment(user, experimentName, options) {
    return this.#configs.get('experimentCallback', user, experimentName, options, isSilent(options), true);
  }

  logExperimentExposure(user, experimentName) {
    this.#configs.expose(user, experimentName);
  }

  getLayer(user, layerName, options) {
    return this.#layers.get(user, layerName, options, isSilent(options), true);
  }

  logLayerParameterExposure(user, layerName, parameterName) {
    this.#layers.expose(user, layerName, parameterName);
  }

  getExperimentLayer(experimentName) {
    return this.#attempt('getExperimentLayer', () => this.#service.store.layerOf(experimentName), null);
  }

  getUserPersistedValues(user, idType) {
    return this.#attempt('getUserPersistedValues', () => this.#assignments.load(user, idType), {});
  }

  logEvent(user, eventName, value = null, metadata = null) {
    this.#events.log(user, eventName, value, metadata, undefined);
  }

  logEventObject(eventObject) {
    this.#events.logObject(eventObject);
  }

  getClientInitializeResponse(user, clientSDKKey, options) {
    checkReady(this.#service);
    const sdk = { sdkType: SDK_TYPE, sdkVersion: SDK_VERSION, sessionId: this.#service.sessionId };
    return this.#attempt(
      'getClientInitializeResponse',
      () => {
        if (typeof user !== 'object' || user === null) throw new TypeError('The user is no object');
        return clientInitializeResponse(this.#evaluator, user, this.#environment.default, clientSDKKey ?? undefined, options ?? {}, sdk);
      },
      null,
    );
  }

  overrideGate(gateName, value, userOrCustomID = '') {
    if (typeof value !== 'boolean') this.#service.logger.warn('statsigSDK> Attempted to override a gate with a non boolean value');
    else this.#override(Kind.Gate, gateName, value, userOrCustomID);
  }

  overrideConfig(configName, value, userOrCustomID = '') {
    if (typeof value !== 'object') this.#service.logger.warn('statsigSDK> Attempted to override a config with a non object value');
    else this.#override(Kind.Config, configName, value, userOrCustomID);
  }

  overrideLayer(layerName, value, userOrCustomID = '') {
    if (typeof value !== 'object') this.#service.logger.warn('statsigSDK> Attempted to override a layer with a non object value');
    else this.#override(Kind.Layer, layerName, value, userOrCustomID);
  }

  clearAllGateOverrides() {
    this.#overrides.clear(Kind.Gate);
  }

  clearAllConfigOverrides() {
    this.#overrides.clear(Kind.Config);
  }

  clearAllLayerOverrides() {
    this.#overrides.clear(Kind.Layer);
  }

  getFeatureGateList() {
    return this.#attempt('getFeatureGateList', () => this.#service.store.names(Kind.Gate), []);
  }

  getDynamicConfigList() {
    return this.#configNames('dynamic_config');
  }

  getExperimentList() {
    return this.#configNames('experiment');
  }

  getAutotuneList() {
    return this.#configNames('autotune');
  }

  getLayerList() {
    return this.#attempt('getLayerList', () => this.#service.store.names(Kind.Layer), []);
  }

  syncStoreSpecs() {
    return this.#service.syncSpecs();
  }

  syncStoreIdLists() {
    return this.#service.syncIdLists();
  }

  flush(timeout) {
    return this.#service.flush(timeout);
  }

  shutdown(timeout) {
    // Nobody waits for it, and it never rejects.
    this.#service.shutdown(timeout);
  }

  shutdownAsync(timeout) {
    return this.#service.shutdown(timeout);
  }

  // The deprecated names.

  checkGateSync(user, gateName) {
    return this.#gates.check(user, gateName, false, false);
  }

  checkGateWithExposureLoggingDisabled(user, gateName) {
    return this.#gates.check(user, gateName, true, false);
  }

  checkGateWithExposureLoggingDisabledSync(user, gateName) {
    return this.#gates.check(user, gateName, true, false);
  }

  getFeatureGateSync(user, gateName) {
    return this.#gates.get(user, gateName, false, false);
  }

  getFeatureGateWithExposureLoggingDisabled(user, gateName) {
    return this.#gates.get(user, gateName, true, false);
  }

  getFeatureGateWithExposureLoggingDisabledSync(user, gateName) {
    return this.#gates.get(user, gateName, true, false);
  }

  getConfigSync(user, configName) {
    return this.#configs.get('dynamicConfigCallback', user, configName, undefined, false, false);
  }

  getConfigWithExposureLoggingDisabled(user, configName) {
    return this.#configs.get('dynamicConfigCallback', user, configName, undefined, true, false);
  }

  getConfigWithExposureLoggingDisabledSync(user, configName) {
    return this.#configs.get('dynamicConfigCallback', user, configName, undefined, true, false);
  }

  // As in the official SDK, these tell `dynamicConfigCallback`.

  getExperimentSync(user, experimentName, options) {
    return this.#configs.get('dynamicConfigCallback', user, experimentName, options, false, false);
  }

  getExperimentWithExposureLoggingDisabled(user, experimentName, options) {
    return this.#configs.get('dynamicConfigCallback', user, experimentName, options, true, false);
  }

  getExperimentWithExposureLoggingDisabledSync(user, experimentName, options) {
    return this.#configs.get('dynamicConfigCallback', user, experimentName, options, true, false);
  }

  getLayerSync(user, layerName, options) {
    return this.#layers.get(user, layerName, options, false, false);
  }

  getLayerWithExposureLoggingDisabled(user, layerName, options) {
    return this.#layers.get(user, layerName, options, true, false);
  }

  getLayerWithExposureLoggingDisabledSync(user, layerName, options) {
    return this.#layers.get(user, layerName, options, true, false);
  }

  /**
   * @param {number} kind
   * @param {any} name
   * @param {any} value
   * @param {any} id
   */
  #override(kind, name, value, id) {
    this.#overrides.set(kind, String(name), value, String(id ?? ''));
  }

  /** @param {string} entity */
  #configNames(entity) {
    return this.#attempt('getConfigList', () => this.#service.store.configNames(entity), []);
  }

  /**
   * @template T
   * @param {string} where
   * @param {() => T} call
   * @param {T} otherwise
   */
  #attempt(where, call, otherwise) {
    try {
      return call();
    } catch (error) {
      this.#service.faults.tell(where, error);
      return otherwise;
    }
  }
}

exports.StatsigServer = StatsigServer;
