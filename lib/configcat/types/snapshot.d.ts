import type { Config } from './config.js';
import type { EvaluationDetails } from './evaluation.js';
import type { ClientCacheState } from './hooks.js';
import type { IUser } from './user.js';
import type { SettingKeyValue, SettingTypeOf, SettingValue } from './values.js';

/**
 * The state of a client at one moment: config, overrides and default user. Nothing changes it any more, and its methods
 * answer at once. It keeps working after the client was disposed.
 *
 * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot`.
 */
export interface IConfigCatClientSnapshot {
  /** How much there is to evaluate with. Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.cacheState`. */
  readonly cacheState: ClientCacheState;
  /**
   * The downloaded config; `null` if there is none.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.fetchedConfig`.
   */
  readonly fetchedConfig: Config | null;

  /**
   * The keys of all flags, in the order of the config; none when there is no config.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.getAllKeys`.
   */
  getAllKeys(): ReadonlyArray<string>;

  /**
   * Evaluates a flag.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. Unless `null` or `undefined`, it has to be of the flag's type:
   * anything else counts as a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @throws TypeError | Error An argument is wrong.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.getValue`.
   */
  getValue<T extends SettingValue>(key: string, defaultValue: T, user?: IUser | null): SettingTypeOf<T>;

  /**
   * Evaluates a flag, and tells how the value came about.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @throws TypeError | Error An argument is wrong.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.getValueDetails`.
   */
  getValueDetails<T extends SettingValue>(
    key: string,
    defaultValue: T,
    user?: IUser | null,
  ): EvaluationDetails<SettingTypeOf<T>>;

  /**
   * Finds the flag and the value that a variation id belongs to.
   *
   * @param variationId Variation id.
   * @returns Key and value of the first match; `null`, and an error in the log, if there is none.
   * @throws TypeError | Error The argument is no text, or empty.
   *
   * Source: `@configcat/sdk` 1.1.0, `IConfigCatClientSnapshot.getKeyAndValue`.
   */
  getKeyAndValue(variationId: string): SettingKeyValue | null;
}
