import type { EvaluationDetails } from './evaluation.js';
import type { ClientCacheState, IProvidesHooks } from './hooks.js';
import type { OptionsForPollingMode, PollingMode } from './options.js';
import type { RefreshResult } from './refresh.js';
import type { IConfigCatClientSnapshot } from './snapshot.js';
import type { ClientStatus } from './status.js';
import type { IUser } from './user.js';
import type { SettingKeyValue, SettingTypeOf, SettingValue } from './values.js';

/**
 * A client of the current API. Its promises are rejected only for wrong arguments; whatever else goes wrong is logged
 * and gives the default value.
 *
 * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient`.
 */
export interface IConfigCatClient extends IProvidesHooks {
  /**
   * Evaluates a flag.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. Unless `null` or `undefined`, it has to be of the flag's type:
   * anything else counts as a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @returns The value. Rejected with a `TypeError` or `Error` that names the wrong argument.
   *
   * Source: ConfigCat Node.js SDK Reference, Anatomy of getValueAsync().
   */
  getValueAsync<T extends SettingValue>(key: string, defaultValue: T, user?: IUser | null): Promise<SettingTypeOf<T>>;

  /**
   * Evaluates a flag, and tells how the value came about.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @returns The value with its details. Rejected with a `TypeError` or `Error` that names the wrong argument.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.getValueDetailsAsync`.
   */
  getValueDetailsAsync<T extends SettingValue>(
    key: string,
    defaultValue: T,
    user?: IUser | null,
  ): Promise<EvaluationDetails<SettingTypeOf<T>>>;

  /**
   * The keys of all flags, in the order of the config; none when there is no config.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllKeys(), getAllKeysAsync().
   */
  getAllKeysAsync(): Promise<string[]>;

  /**
   * Evaluates all flags. One that fails has the value `null`.
   *
   * @param user Whom to evaluate for. Default: the default user.
   * @returns Keys and values, in the order of the config; none when there is no config.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllValues(), getAllValuesAsync().
   */
  getAllValuesAsync(user?: IUser | null): Promise<SettingKeyValue[]>;

  /**
   * Evaluates all flags, with details. One that fails has the value `null`.
   *
   * @param user Whom to evaluate for. Default: the default user.
   * @returns Details, in the order of the config; none when there is no config.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.getAllValueDetailsAsync`.
   */
  getAllValueDetailsAsync(user?: IUser | null): Promise<EvaluationDetails[]>;

  /**
   * Finds the flag and the value that a variation id belongs to.
   *
   * @param variationId Variation id.
   * @returns Key and value of the first match; `null`, and an error in the log, if there is none. Rejected with a
   * `TypeError` or `Error` when the argument is no text or empty.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.getKeyAndValueAsync`.
   */
  getKeyAndValueAsync(variationId: string): Promise<SettingKeyValue | null>;

  /**
   * Downloads the config, or joins the download under way. With an external cache, that is looked into first.
   *
   * @returns What became of it. Never rejected.
   *
   * Source: ConfigCat Node.js SDK Reference, Manual polling; `@configcat/sdk` 1.1.0,
   * `IConfigCatClient.forceRefreshAsync`.
   */
  forceRefreshAsync(): Promise<RefreshResult>;

  /**
   * Waits until the client is initialized: it has a config, or gave up waiting for one.
   *
   * @returns How much the client has to evaluate with.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.waitForReady`.
   */
  waitForReady(): Promise<ClientCacheState>;

  /**
   * The state of the client right now, for evaluations without promises. The same object until something changes; a
   * request that confirms the config is such a change, as it renews the fetch time.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.snapshot`.
   */
  snapshot(): IConfigCatClientSnapshot;

  /**
   * How the downloads went so far, for health checks and dashboards: last success, last error, next attempt, age and
   * version of the config. It makes no request, and works on every client at any time.
   *
   * Source: Vexil. None of the official packages has it.
   */
  status(): ClientStatus;

  /**
   * Sets the user in evaluations that name none.
   *
   * @throws TypeError The user is no object.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.setDefaultUser`.
   */
  setDefaultUser(defaultUser: IUser): void;

  /** Forgets the default user. Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.clearDefaultUser`. */
  clearDefaultUser(): void;

  /**
   * Whether the client makes no requests: offline, disposed, or with local overrides only.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.isOffline`.
   */
  readonly isOffline: boolean;

  /**
   * Allows requests; an auto-polling client polls at once, but at most once per interval during a `Retry-After`, or in an outage
   * of other clients that it shares a poller with.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.setOnline`.
   */
  setOnline(): void;

  /** Ends requests: evaluations use what is there. Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.setOffline`. */
  setOffline(): void;

  /**
   * Ends the client: no requests, no events. What is still pending settles with what is there, refreshes as failed.
   *
   * Source: ConfigCat Node.js SDK Reference, Dispose ConfigCat client.
   */
  dispose(): void;
}

/**
 * The client of an SDK key: there is one per key, made by the first call. A later call returns the same one; options it
 * gives are ignored, with a warning (3000). After `dispose()` the next call makes a new one.
 *
 * @param sdkKey SDK key, from the Dashboard.
 * @param pollingMode When configs are downloaded. Default: `PollingMode.AutoPoll`.
 * @param options Options of that mode.
 * @throws Error The SDK key is empty, or not of the form of SDK keys.
 * @throws TypeError An argument or option is of a wrong type.
 * @throws RangeError A number is out of its range.
 *
 * Source: `@configcat/sdk` 1.1.0, `getClient`.
 */
export declare function getClient<TMode extends PollingMode | null | undefined = PollingMode.AutoPoll>(
  sdkKey: string,
  pollingMode?: TMode,
  options?: OptionsForPollingMode<TMode> | null,
): IConfigCatClient;

/**
 * Disposes all clients that `getClient` made.
 *
 * Source: `@configcat/sdk` 1.1.0, `disposeAllClients`.
 */
export declare function disposeAllClients(): void;
