import type { EvaluationDetails } from './evaluation.js';
import type { ClientCacheState, IProvidesHooks } from './hooks.js';
import type {
  ILegacyAutoPollOptions,
  ILegacyLazyLoadOptions,
  ILegacyManualPollOptions,
} from './legacy-options.js';
import type { IConfigCatClientSnapshot } from './snapshot.js';
import type { ClientStatus } from './status.js';
import type { IUser } from './user.js';
import type { SettingKeyValue } from './values.js';

/** What JSON can say. Source: `configcat-node` 8.0.0, `IConfigCatClient.getValue`. */
export type JsonValue =
  | boolean
  | string
  | number
  | null
  | ReadonlyArray<JsonValue>
  | { readonly [key: string]: JsonValue | undefined };

/**
 * The type of a value evaluated through the callback API, given the type of the default value. The two are not compared
 * at run time.
 *
 * Source: `configcat-node` 8.0.0, `IConfigCatClient.getValue`.
 */
export type LegacyValueOf<T> = T extends boolean
  ? boolean
  : T extends number
    ? number
    : T extends string
      ? string
      : any;

/**
 * A client of the callback API. Each question has two forms: one that takes a callback, called later and never with an
 * error, and one that returns a promise, never rejected. Whatever goes wrong is logged and gives the default value.
 *
 * Source: ConfigCat Node.js SDK Reference, Creating the ConfigCat Client.
 */
export interface ILegacyConfigCatClient extends IProvidesHooks<ILegacyConfigCatClient> {
  /**
   * Evaluates a flag.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. It need not be of the flag's type.
   * @param callback Called with the value. What it throws is an uncaught error.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: ConfigCat Node.js SDK Reference, Anatomy of getValue().
   */
  getValue<T extends JsonValue | undefined>(
    key: string,
    defaultValue: T,
    callback: (value: LegacyValueOf<T>) => void,
    user?: IUser | null,
  ): void;

  /**
   * Evaluates a flag.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. It need not be of the flag's type.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: ConfigCat Node.js SDK Reference, Anatomy of getValueAsync().
   */
  getValueAsync<T extends JsonValue | undefined>(
    key: string,
    defaultValue: T,
    user?: IUser | null,
  ): Promise<LegacyValueOf<T>>;

  /**
   * Evaluates a flag, and tells how the value came about.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. It need not be of the flag's type.
   * @param callback Called with the value and its details.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.getValueDetails`.
   */
  getValueDetails<T extends JsonValue | undefined>(
    key: string,
    defaultValue: T,
    callback: (evaluationDetails: EvaluationDetails<LegacyValueOf<T>>) => void,
    user?: IUser | null,
  ): void;

  /**
   * Evaluates a flag, and tells how the value came about.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. It need not be of the flag's type.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.getValueDetailsAsync`.
   */
  getValueDetailsAsync<T extends JsonValue | undefined>(
    key: string,
    defaultValue: T,
    user?: IUser | null,
  ): Promise<EvaluationDetails<LegacyValueOf<T>>>;

  /**
   * Downloads the config, or joins the download under way.
   *
   * @param callback Called when that has ended, however.
   *
   * Source: ConfigCat Node.js SDK Reference, Manual polling.
   */
  forceRefresh(callback: () => void): void;

  /**
   * Downloads the config, or joins the download under way.
   *
   * Source: ConfigCat Node.js SDK Reference, Manual polling.
   */
  forceRefreshAsync(): Promise<void>;

  /**
   * @param callback Called with the keys of all flags, in the order of the config; none when there is no config.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllKeys(), getAllKeysAsync().
   */
  getAllKeys(callback: (keys: string[]) => void): void;

  /**
   * The keys of all flags, in the order of the config; none when there is no config.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllKeys(), getAllKeysAsync().
   */
  getAllKeysAsync(): Promise<string[]>;

  /**
   * Evaluates all flags.
   *
   * @param callback Called with keys and values, in the order of the config; none when there is no config.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllValues(), getAllValuesAsync().
   */
  getAllValues(callback: (values: SettingKeyValue<any>[]) => void, user?: IUser | null): void;

  /**
   * Evaluates all flags.
   *
   * @param user Whom to evaluate for. Default: the default user.
   * @returns Keys and values, in the order of the config; none when there is no config.
   *
   * Source: ConfigCat Node.js SDK Reference, getAllValues(), getAllValuesAsync().
   */
  getAllValuesAsync(user?: IUser | null): Promise<SettingKeyValue<any>[]>;

  /**
   * Evaluates all flags, with details. One that fails has the value `null`.
   *
   * @param callback Called with the details, in the order of the config; none when there is no config.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.getAllValueDetails`.
   */
  getAllValueDetails(callback: (evaluationDetails: EvaluationDetails<any>[]) => void, user?: IUser | null): void;

  /**
   * Evaluates all flags, with details. One that fails has the value `null`.
   *
   * @param user Whom to evaluate for. Default: the default user.
   * @returns Details, in the order of the config; none when there is no config.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.getAllValueDetailsAsync`.
   */
  getAllValueDetailsAsync(user?: IUser | null): Promise<EvaluationDetails<any>[]>;

  /**
   * Evaluates a flag, and gives the id of the variation instead of the value.
   *
   * @param key Key of the flag.
   * @param defaultVariationId Id in case of a failure.
   * @param callback Called with the id.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getVariationId`.
   */
  getVariationId(
    key: string,
    defaultVariationId: any,
    callback: (variationId: any) => void,
    user?: IUser | null,
  ): void;

  /**
   * Evaluates a flag, and gives the id of the variation instead of the value.
   *
   * @param key Key of the flag.
   * @param defaultVariationId Id in case of a failure.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getVariationIdAsync`.
   */
  getVariationIdAsync(key: string, defaultVariationId: any, user?: IUser | null): Promise<any>;

  /**
   * Evaluates all flags, and gives the ids of the variations.
   *
   * @param callback Called with the ids, in the order of the config; none when there is no config.
   * @param user Whom to evaluate for. Default: the default user.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getAllVariationIds`.
   */
  getAllVariationIds(callback: (variationIds: any[]) => void, user?: IUser | null): void;

  /**
   * Evaluates all flags, and gives the ids of the variations.
   *
   * @param user Whom to evaluate for. Default: the default user.
   * @returns The ids, in the order of the config; none when there is no config.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getAllVariationIdsAsync`.
   */
  getAllVariationIdsAsync(user?: IUser | null): Promise<any[]>;

  /**
   * Finds the flag and the value that a variation id belongs to.
   *
   * @param variationId Variation id.
   * @param callback Called with key and value of the first match; with `null` if there is none.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getKeyAndValue`.
   */
  getKeyAndValue(variationId: string, callback: (keyAndValue: SettingKeyValue<any> | null) => void): void;

  /**
   * Finds the flag and the value that a variation id belongs to.
   *
   * @param variationId Variation id.
   * @returns Key and value of the first match; `null` if there is none.
   *
   * Source: `configcat-node` 8.0.0, `IConfigCatClient.getKeyAndValueAsync`.
   */
  getKeyAndValueAsync(variationId: string): Promise<SettingKeyValue<any> | null>;

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

  /** Sets the user in evaluations that name none. Source: `configcat-node` 8.0.0, `IConfigCatClient.setDefaultUser`. */
  setDefaultUser(defaultUser: IUser): void;

  /** Forgets the default user. Source: `configcat-node` 8.0.0, `IConfigCatClient.clearDefaultUser`. */
  clearDefaultUser(): void;

  /**
   * Waits until the client is initialized: it has a config, or gave up waiting for one.
   *
   * @returns How much the client has to evaluate with.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClient.waitForReady`.
   */
  waitForReady(): Promise<ClientCacheState>;

  /**
   * Whether the client makes no requests: offline, disposed, or with local overrides only.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.isOffline`.
   */
  readonly isOffline: boolean;

  /**
   * Allows requests; an auto-polling client polls at once, but at most once per interval during a `Retry-After`, or in an outage
   * of other clients that it shares a poller with.
   *
   * Source: `configcat-node` 9.1.1, `IConfigCatClient.setOnline`.
   */
  setOnline(): void;

  /** Ends requests: evaluations use what is there. Source: `configcat-node` 9.1.1, `IConfigCatClient.setOffline`. */
  setOffline(): void;

  /**
   * Ends the client: no requests, no events, no callbacks of the options. What is still pending settles with what is
   * there.
   *
   * Source: ConfigCat Node.js SDK Reference, Dispose ConfigCat client.
   */
  dispose(): void;
}

/**
 * A new client that polls automatically; the same as `createClientWithAutoPoll`.
 *
 * @param sdkKey SDK key, from the Dashboard.
 * @param options Options.
 * @throws Error The SDK key is missing, or an interval or time limit is too small.
 *
 * Source: ConfigCat Node.js SDK Reference, Creating the ConfigCat Client.
 */
export declare function createClient(sdkKey: string, options?: ILegacyAutoPollOptions | null): ILegacyConfigCatClient;

/**
 * A new client that downloads the config at once, and then in intervals.
 *
 * @param sdkKey SDK key, from the Dashboard.
 * @param options Options.
 * @throws Error The SDK key is missing, or an interval or time limit is too small.
 *
 * Source: ConfigCat Node.js SDK Reference, Auto polling.
 */
export declare function createClientWithAutoPoll(
  sdkKey: string,
  options?: ILegacyAutoPollOptions | null,
): ILegacyConfigCatClient;

/**
 * A new client that downloads the config when a flag is evaluated and the config has grown old.
 *
 * @param sdkKey SDK key, from the Dashboard.
 * @param options Options.
 * @throws Error The SDK key is missing, or the time to live or time limit is too small.
 *
 * Source: ConfigCat Node.js SDK Reference, Lazy loading.
 */
export declare function createClientWithLazyLoad(
  sdkKey: string,
  options?: ILegacyLazyLoadOptions | null,
): ILegacyConfigCatClient;

/**
 * A new client that downloads the config when told to.
 *
 * @param sdkKey SDK key, from the Dashboard.
 * @param options Options.
 * @throws Error The SDK key is missing, or the time limit is below 0.
 *
 * Source: ConfigCat Node.js SDK Reference, Manual polling.
 */
export declare function createClientWithManualPoll(
  sdkKey: string,
  options?: ILegacyManualPollOptions | null,
): ILegacyConfigCatClient;
