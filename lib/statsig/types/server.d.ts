import type { UserPersistedValues } from './adapters.js';
import type { InitializationDetails, LogEventObject } from './events.js';
import type { CheckGateOptions, GetConfigOptions, GetExperimentOptions, GetLayerOptions, StatsigOptions } from './options.js';
import type { ClientInitializeResponse, ClientInitializeResponseOptions } from './responses.js';
import type { DynamicConfig, FeatureGate, Layer } from './results.js';
import type { StatsigUser } from './user.js';

/** One connection to a project, beside that of the functions of the module. */
export declare class StatsigServer {
  /** @param secretKey begins with `secret-` */
  constructor(secretKey: string, options?: StatsigOptions);
  /** Gets specs and ID lists. Whatever fails is told by the details; it rejects only with `StatsigInvalidArgumentError`, for a key that is none. */
  initializeAsync(): Promise<InitializationDetails>;
  /**
   * Whether a gate is on for a user. Off is what unknown gates are, and what anything that fails gives.
   *
   * @throws `StatsigUninitializedError` unless initializing has finished; `StatsigInvalidArgumentError` for an empty name or a user without any id
   */
  checkGate(user: StatsigUser, gateName: string, options?: CheckGateOptions): boolean;
  /**
   * The same with what is known of it.
   *
   * @throws as `checkGate`
   */
  getFeatureGate(user: StatsigUser, gateName: string, options?: CheckGateOptions): FeatureGate;
  /**
   * Logs an exposure of a gate.
   *
   * @throws as `checkGate`
   */
  logGateExposure(user: StatsigUser, gateName: string): void;
  /**
   * A dynamic config. One that is unknown, or fails, has no parameters.
   *
   * @throws as `checkGate`
   */
  getConfig(user: StatsigUser, configName: string, options?: GetConfigOptions): DynamicConfig;
  /**
   * Logs an exposure of a dynamic config.
   *
   * @throws as `checkGate`
   */
  logConfigExposure(user: StatsigUser, configName: string): void;
  /**
   * An experiment.
   *
   * @throws as `checkGate`
   */
  getExperiment(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;
  /**
   * Logs an exposure of an experiment.
   *
   * @throws as `checkGate`
   */
  logExperimentExposure(user: StatsigUser, experimentName: string): void;
  /** The layer that an experiment is in. */
  getExperimentLayer(experimentName: string): string | null;
  /**
   * A layer. Exposures are logged when its parameters are read.
   *
   * @throws as `checkGate`
   */
  getLayer(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;
  /**
   * Logs an exposure of a parameter of a layer.
   *
   * @throws as `checkGate`
   */
  logLayerParameterExposure(user: StatsigUser, layerName: string, parameterName: string): void;
  /** What the option `userPersistentStorage` has for a user; empty without one. */
  getUserPersistedValues(user: StatsigUser, idType: string): UserPersistedValues;
  /**
   * Logs an event, which is sent later.
   *
   * @throws `StatsigUninitializedError` unless initializing has finished
   */
  logEvent(user: StatsigUser, eventName: string, value?: string | number | null, metadata?: Record<string, unknown> | null): void;
  /**
   * The same, given as an object.
   *
   * @throws as `logEvent`
   */
  logEventObject(eventObject: LogEventObject): void;
  /**
   * What a client SDK needs to start without a request of its own; `null` where there are no specs.
   *
   * @throws `StatsigUninitializedError` unless initializing has finished
   */
  getClientInitializeResponse(user: StatsigUser, clientSDKKey?: string, options?: ClientInitializeResponseOptions): ClientInitializeResponse | null;
  /** Sets a gate for one user id or custom id, or for everybody. */
  overrideGate(gateName: string, value: boolean, userOrCustomID?: string | null): void;
  /** Sets a dynamic config or an experiment for one user id or custom id, or for everybody. */
  overrideConfig(configName: string, value: Record<string, unknown>, userOrCustomID?: string | null): void;
  /** Sets a layer for one user id or custom id, or for everybody. */
  overrideLayer(layerName: string, value: Record<string, unknown>, userOrCustomID?: string | null): void;
  clearAllGateOverrides(): void;
  clearAllConfigOverrides(): void;
  clearAllLayerOverrides(): void;
  /** The names of all gates, segments and holdouts. */
  getFeatureGateList(): string[];
  getDynamicConfigList(): string[];
  getExperimentList(): string[];
  getAutotuneList(): string[];
  getLayerList(): string[];
  /** Looks for newer specs once. Never rejects. */
  syncStoreSpecs(): Promise<void>;
  /** Looks for changes of ID lists once. Never rejects. */
  syncStoreIdLists(): Promise<void>;
  /** Sends the events that are queued. With a timeout in milliseconds they are sent once, otherwise as often as the options say. Never rejects. */
  flush(timeout?: number): Promise<void>;
  /**
   * Ends everything. The events that are queued are sent once, which keeps the process alive until it is done.
   *
   * @param timeout in milliseconds: how long that may take
   */
  shutdown(timeout?: number): void;
  /** The same, to be waited for. */
  shutdownAsync(timeout?: number): Promise<void>;
  /** @deprecated Use `checkGate`. */
  checkGateSync(user: StatsigUser, gateName: string): boolean;
  /** @deprecated Use `checkGate` with `disableExposureLogging`. */
  checkGateWithExposureLoggingDisabled(user: StatsigUser, gateName: string): boolean;
  /** @deprecated Use `checkGate` with `disableExposureLogging`. */
  checkGateWithExposureLoggingDisabledSync(user: StatsigUser, gateName: string): boolean;
  /** @deprecated Use `getFeatureGate`. */
  getFeatureGateSync(user: StatsigUser, gateName: string): FeatureGate;
  /** @deprecated Use `getFeatureGate` with `disableExposureLogging`. */
  getFeatureGateWithExposureLoggingDisabled(user: StatsigUser, gateName: string): FeatureGate;
  /** @deprecated Use `getFeatureGate` with `disableExposureLogging`. */
  getFeatureGateWithExposureLoggingDisabledSync(user: StatsigUser, gateName: string): FeatureGate;
  /** @deprecated Use `getConfig`. */
  getConfigSync(user: StatsigUser, configName: string): DynamicConfig;
  /** @deprecated Use `getConfig` with `disableExposureLogging`. */
  getConfigWithExposureLoggingDisabled(user: StatsigUser, configName: string): DynamicConfig;
  /** @deprecated Use `getConfig` with `disableExposureLogging`. */
  getConfigWithExposureLoggingDisabledSync(user: StatsigUser, configName: string): DynamicConfig;
  /** @deprecated Use `getExperiment`. */
  getExperimentSync(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;
  /** @deprecated Use `getExperiment` with `disableExposureLogging`. */
  getExperimentWithExposureLoggingDisabled(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;
  /** @deprecated Use `getExperiment` with `disableExposureLogging`. */
  getExperimentWithExposureLoggingDisabledSync(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;
  /** @deprecated Use `getLayer`. */
  getLayerSync(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;
  /** @deprecated Use `getLayer` with `disableExposureLogging`. */
  getLayerWithExposureLoggingDisabled(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;
  /** @deprecated Use `getLayer` with `disableExposureLogging`. */
  getLayerWithExposureLoggingDisabledSync(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;
}
