import type { ILegacyConfigCatCache } from './cache.js';
import type { IProvidesHooks } from './hooks.js';
import type { ILegacyConfigCatClient } from './legacy-client.js';
import type { IConfigCatLogger, ILegacyConfigCatLogger } from './logging.js';
import type { IOptions } from './options.js';

/**
 * Options of all polling modes in the callback API. `null` means not given; few values are refused.
 *
 * Source: ConfigCat Node.js SDK Reference, Polling Modes; `configcat-node` 8.0.0, `IOptions`.
 */
export interface ILegacyOptions extends Omit<IOptions, 'logger' | 'cache' | 'setupHooks'> {
  /** Logger of either kind. Default: a console logger of level `LogLevel.Warn`. */
  logger?: ILegacyConfigCatLogger | IConfigCatLogger | null | undefined;
  /**
   * Time limit of a request in milliseconds, a second attempt after a failure included; 0 means the default. Below 0 is an
   * `Error`. Default: 30000.
   */
  requestTimeoutMs?: number | null | undefined;
  /** External cache, taking objects. Default: the config is kept in memory only. */
  cache?: ILegacyConfigCatCache | null | undefined;
  /** Called while the client is created; the listeners added here miss no event. */
  setupHooks?: ((hooks: IProvidesHooks<ILegacyConfigCatClient>) => void) | null | undefined;
}

/**
 * Options of auto polling in the callback API.
 *
 * Source: ConfigCat Node.js SDK Reference, Auto polling.
 */
export interface ILegacyAutoPollOptions extends ILegacyOptions {
  /** Polling interval in seconds; what exceeds 2147483 is cut to it. Below 1 is an `Error`. Default: 60. */
  pollIntervalSeconds?: number | null | undefined;
  /** How long evaluations wait for the first config, in seconds. Below 0 is an `Error`. Default: 5. */
  maxInitWaitTimeSeconds?: number | null | undefined;
  /** Called when the config has changed, the first one included. */
  configChanged?: (() => void) | null | undefined;
}

/**
 * Options of lazy loading in the callback API.
 *
 * Source: ConfigCat Node.js SDK Reference, Lazy loading.
 */
export interface ILegacyLazyLoadOptions extends ILegacyOptions {
  /**
   * For how long a config counts as up to date, in seconds; 0 means the default. Any other value below 1 is an `Error`.
   * Default: 60.
   */
  cacheTimeToLiveSeconds?: number | null | undefined;
}

/**
 * Options of manual polling in the callback API.
 *
 * Source: ConfigCat Node.js SDK Reference, Manual polling.
 */
export interface ILegacyManualPollOptions extends ILegacyOptions {}
