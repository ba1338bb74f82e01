import type { IConfigCatCache } from './cache.js';
import type { IConfigCatConfigFetcher, INodeHttpConfigFetcherOptions } from './fetching.js';
import type { IProvidesHooks } from './hooks.js';
import type { IConfigCatLogger, LogFilterCallback } from './logging.js';
import type { FlagOverrides } from './overrides.js';
import type { IUser } from './user.js';

/**
 * When configs are downloaded.
 *
 * Source: ConfigCat Node.js SDK Reference, Polling Modes.
 */
export declare enum PollingMode {
  /** At once, and then in intervals. */
  AutoPoll = 0,
  /** When a flag is evaluated and the config is older than its time to live. */
  LazyLoad = 1,
  /** When `forceRefreshAsync` is called. */
  ManualPoll = 2,
}

/**
 * Where in the world configs are served from. It has to agree with the Data Governance preference on the Dashboard.
 *
 * Source: ConfigCat Node.js SDK Reference, Polling Modes (option `dataGovernance`).
 */
export declare enum DataGovernance {
  /** From all nodes of the CDN. */
  Global = 0,
  /** From nodes in the EU only. */
  EuOnly = 1,
}

/**
 * Options of all polling modes. `null` means not given. A wrong value makes `getClient` throw an `Error`, `TypeError` or
 * `RangeError` that names the option.
 *
 * Source: ConfigCat Node.js SDK Reference, Polling Modes; `@configcat/sdk` 1.1.0, `IOptions`.
 */
export interface IOptions extends INodeHttpConfigFetcherOptions {
  /** Decides which events are logged. Default: all that the log level allows. */
  logFilter?: LogFilterCallback | null | undefined;
  /** Logger. Default: a console logger of level `LogLevel.Warn`. */
  logger?: IConfigCatLogger | null | undefined;
  /** Time limit of a request in milliseconds, a second attempt after a failure included; above 0. Default: 30000. */
  requestTimeoutMs?: number | null | undefined;
  /** Server that is used instead of the ConfigCat CDN. */
  baseUrl?: string | null | undefined;
  /** Where configs are served from. Default: `DataGovernance.Global`. */
  dataGovernance?: DataGovernance | null | undefined;
  /** External cache. Default: the config is kept in memory only. */
  cache?: IConfigCatCache | null | undefined;
  /**
   * Path of a file that keeps the last downloaded config, so that a process that starts while the server is down has it. One
   * file for each SDK key, in a folder that only this service can write to; not together with `cache`. What goes wrong with
   * it is logged as a warning (3300 to 3302). Default: none.
   */
  cacheFile?: string | null | undefined;
  /** Does the fetching instead of the built-in transport. */
  configFetcher?: IConfigCatConfigFetcher | null | undefined;
  /** Local values for flags. */
  flagOverrides?: FlagOverrides | null | undefined;
  /** The user in evaluations that name none. */
  defaultUser?: IUser | null | undefined;
  /** Whether the client starts in offline mode. Default: false. */
  offline?: boolean | null | undefined;
  /**
   * HTTP proxy, as a URL: `http://user:password@host:port`. One that cannot be parsed is logged as an error, and requests
   * go direct. Default: the one of the environment if Node is asked to use it (`NODE_USE_ENV_PROXY=1`,
   * `--use-env-proxy`), else none. An empty text: none, whatever the environment says.
   *
   * Source: ConfigCat Node.js SDK Reference, Using ConfigCat behind a proxy.
   */
  proxy?: string | null | undefined;
  /**
   * Whether the client keeps the process from ending until it is disposed. Default: false; the process is only kept while
   * a promise of the client is pending.
   */
  keepAlive?: boolean | null | undefined;
  /** Called while the client is created; the listeners added here miss no event. */
  setupHooks?: ((hooks: IProvidesHooks) => void) | null | undefined;
}

/**
 * Options of auto polling.
 *
 * Source: ConfigCat Node.js SDK Reference, Auto polling; `@configcat/sdk` 1.1.0, `IAutoPollOptions`.
 */
export interface IAutoPollOptions extends IOptions {
  /** Polling interval in seconds, 1 to 2147483. Default: 60. */
  pollIntervalSeconds?: number | null | undefined;
  /**
   * How long evaluations wait for the first config, in seconds, at most 2147483. 0: not at all; below 0: as long as it
   * takes. Default: 5.
   */
  maxInitWaitTimeSeconds?: number | null | undefined;
}

/**
 * Options of lazy loading.
 *
 * Source: ConfigCat Node.js SDK Reference, Lazy loading; `@configcat/sdk` 1.1.0, `ILazyLoadingOptions`.
 */
export interface ILazyLoadingOptions extends IOptions {
  /** For how long a config counts as up to date, in seconds, 1 to 2147483647. Default: 60. */
  cacheTimeToLiveSeconds?: number | null | undefined;
}

/**
 * Options of manual polling.
 *
 * Source: ConfigCat Node.js SDK Reference, Manual polling.
 */
export interface IManualPollOptions extends IOptions {}

/**
 * `IAutoPollOptions` under its name in the official packages.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeAutoPollOptions`.
 */
export interface INodeAutoPollOptions extends IAutoPollOptions {}

/**
 * `ILazyLoadingOptions` under its name in the official packages.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeLazyLoadingOptions`.
 */
export interface INodeLazyLoadingOptions extends ILazyLoadingOptions {}

/**
 * `IManualPollOptions` under its name in the official packages.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeManualPollOptions`.
 */
export interface INodeManualPollOptions extends IManualPollOptions {}

/** The options that go with a polling mode. Source: `@configcat/sdk` 1.1.0, `OptionsForPollingMode`. */
export type OptionsForPollingMode<TMode extends PollingMode | null | undefined> = TMode extends PollingMode.LazyLoad
  ? ILazyLoadingOptions
  : TMode extends PollingMode.ManualPoll
    ? IManualPollOptions
    : IAutoPollOptions;
