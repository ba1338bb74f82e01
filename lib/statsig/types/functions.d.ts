import type { UserPersistedValues } from './adapters.js';
import type { InitializationDetails, LogEventObject } from './events.js';
import type { CheckGateOptions, GetConfigOptions, GetExperimentOptions, GetLayerOptions, StatsigOptions } from './options.js';
import type { ClientInitializeResponse, ClientInitializeResponseOptions } from './responses.js';
import type { DynamicConfig, FeatureGate, Layer } from './results.js';
import type { StatsigUser } from './user.js';

// The functions that work on the server of the process. None of them depends on `this`. All of them, but `initialize` and `flush`, throw
// `StatsigUninitializedError` before the first `initialize`.

/**
 * Makes the server of the process, and gets specs and ID lists. Where there is one already, key and options are ignored.
 *
 * Whatever fails is told by the details; it rejects only with `StatsigInvalidArgumentError`, for a key that is none.
 *
 * @param secretKey begins with `secret-`
 */
export declare function initialize(secretKey: string, options?: StatsigOptions): Promise<InitializationDetails>;

/**
 * Whether a gate is on for a user. Off is what unknown gates are, and what anything that fails gives.
 *
 * @throws `StatsigUninitializedError` unless initializing has finished; `StatsigInvalidArgumentError` for an empty name or a user without any id
 */
export declare function checkGate(user: StatsigUser, gateName: string, options?: CheckGateOptions): boolean;

/**
 * The same with what is known of it.
 *
 * @throws as `checkGate`
 */
export declare function getFeatureGate(user: StatsigUser, gateName: string, options?: CheckGateOptions): FeatureGate;

/**
 * Logs an exposure of a gate.
 *
 * @throws as `checkGate`
 */
export declare function manuallyLogGateExposure(user: StatsigUser, gateName: string): void;

/**
 * A dynamic config. One that is unknown, or fails, has no parameters.
 *
 * @throws as `checkGate`
 */
export declare function getConfig(user: StatsigUser, configName: string, options?: GetConfigOptions): DynamicConfig;

/**
 * Logs an exposure of a dynamic config.
 *
 * @throws as `checkGate`
 */
export declare function manuallyLogConfigExposure(user: StatsigUser, configName: string): void;

/**
 * An experiment.
 *
 * @throws as `checkGate`
 */
export declare function getExperiment(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;

/**
 * Logs an exposure of an experiment.
 *
 * @throws as `checkGate`
 */
export declare function manuallyLogExperimentExposure(user: StatsigUser, experimentName: string): void;

/** The layer that an experiment is in. */
export declare function getExperimentLayer(experimentName: string): string | null;

/**
 * A layer. Exposures are logged when its parameters are read.
 *
 * @throws as `checkGate`
 */
export declare function getLayer(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;

/**
 * Logs an exposure of a parameter of a layer.
 *
 * @throws as `checkGate`
 */
export declare function manuallyLogLayerParameterExposure(user: StatsigUser, layerName: string, parameterName: string): void;

/** What the option `userPersistentStorage` has for a user; empty without one. */
export declare function getUserPersistedValues(user: StatsigUser, idType: string): UserPersistedValues;

/**
 * Logs an event, which is sent later.
 *
 * @throws `StatsigUninitializedError` unless initializing has finished
 */
export declare function logEvent(user: StatsigUser, eventName: string, value?: string | number | null, metadata?: Record<string, unknown> | null): void;

/**
 * The same, given as an object.
 *
 * @throws as `logEvent`
 */
export declare function logEventObject(eventObject: LogEventObject): void;

/**
 * What a client SDK needs to start without a request of its own; `null` where there are no specs.
 *
 * @throws `StatsigUninitializedError` unless initializing has finished
 */
export declare function getClientInitializeResponse(user: StatsigUser, clientSDKKey?: string, options?: ClientInitializeResponseOptions): ClientInitializeResponse | null;

/** Sets a gate for one user id or custom id, or for everybody. */
export declare function overrideGate(gateName: string, value: boolean, userID?: string | null): void;

/** Sets a dynamic config or an experiment for one user id or custom id, or for everybody. */
export declare function overrideConfig(configName: string, value: Record<string, unknown>, userID?: string | null): void;

/** Sets a layer for one user id or custom id, or for everybody. */
export declare function overrideLayer(layerName: string, value: Record<string, unknown>, userID?: string | null): void;

export declare function clearAllGateOverrides(): void;

export declare function clearAllConfigOverrides(): void;

export declare function clearAllLayerOverrides(): void;

/** The names of all gates, segments and holdouts. */
export declare function getFeatureGateList(): string[];

export declare function getDynamicConfigList(): string[];

export declare function getExperimentList(): string[];

export declare function getAutotuneList(): string[];

export declare function getLayerList(): string[];

/** Looks for newer specs once. Never rejects. */
export declare function syncConfigSpecs(): Promise<void>;

/** Looks for changes of ID lists once. Never rejects. */
export declare function syncIdLists(): Promise<void>;

/** Sends the events that are queued. With a timeout in milliseconds they are sent once, otherwise as often as the options say. Never rejects. */
export declare function flush(timeout?: number): Promise<void>;

/**
 * Ends everything. The events that are queued are sent once, which keeps the process alive until it is done.
 *
 * @param timeout in milliseconds: how long that may take
 */
export declare function shutdown(timeout?: number): void;

/** The same, to be waited for. */
export declare function shutdownAsync(timeout?: number): Promise<void>;

/** @deprecated Use `checkGate`. */
export declare function checkGateSync(user: StatsigUser, gateName: string): boolean;

/** @deprecated Use `checkGate` with `disableExposureLogging`. */
export declare function checkGateWithExposureLoggingDisabled(user: StatsigUser, gateName: string): boolean;

/** @deprecated Use `checkGate` with `disableExposureLogging`. */
export declare function checkGateWithExposureLoggingDisabledSync(user: StatsigUser, gateName: string): boolean;

/** @deprecated Use `getFeatureGate`. */
export declare function getFeatureGateSync(user: StatsigUser, gateName: string): FeatureGate;

/** @deprecated Use `getFeatureGate` with `disableExposureLogging`. */
export declare function getFeatureGateWithExposureLoggingDisabled(user: StatsigUser, gateName: string): FeatureGate;

/** @deprecated Use `getFeatureGate` with `disableExposureLogging`. */
export declare function getFeatureGateWithExposureLoggingDisabledSync(user: StatsigUser, gateName: string): FeatureGate;

/** @deprecated Use `getConfig`. */
export declare function getConfigSync(user: StatsigUser, configName: string): DynamicConfig;

/** @deprecated Use `getConfig` with `disableExposureLogging`. */
export declare function getConfigWithExposureLoggingDisabled(user: StatsigUser, configName: string): DynamicConfig;

/** @deprecated Use `getConfig` with `disableExposureLogging`. */
export declare function getConfigWithExposureLoggingDisabledSync(user: StatsigUser, configName: string): DynamicConfig;

/** @deprecated Use `getExperiment`. */
export declare function getExperimentSync(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;

/** @deprecated Use `getExperiment` with `disableExposureLogging`. */
export declare function getExperimentWithExposureLoggingDisabled(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;

/** @deprecated Use `getExperiment` with `disableExposureLogging`. */
export declare function getExperimentWithExposureLoggingDisabledSync(user: StatsigUser, experimentName: string, options?: GetExperimentOptions): DynamicConfig;

/** @deprecated Use `getLayer`. */
export declare function getLayerSync(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;

/** @deprecated Use `getLayer` with `disableExposureLogging`. */
export declare function getLayerWithExposureLoggingDisabled(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;

/** @deprecated Use `getLayer` with `disableExposureLogging`. */
export declare function getLayerWithExposureLoggingDisabledSync(user: StatsigUser, layerName: string, options?: GetLayerOptions): Layer;
