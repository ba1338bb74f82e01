import type { Config } from './config.js';
import type { EvaluationDetails } from './evaluation.js';
import type { ClientCacheState } from './hooks.js';
import type { IUser } from './user.js';
import type { SettingKeyValue, SettingTypeOf, SettingValue } from './values.js';

/**
 * The state of a client at one moment: config, overrides and default user. Nothing changes it any more, and its methods
 * answer at once. It keeps working after the client was disposed.
 *
 * Source: SDK reference, 1.2 Client.
 */
export interface IConfigCatClientSnapshot {
  /** How much there is to evaluate with. */
  readonly cacheState: ClientCacheState;
  /** The downloaded config; `null` if there is none. */
  readonly fetchedConfig: Config | null;

  /** The keys of all flags, in the order of the config; none when there is no config. */
  getAllKeys(): ReadonlyArray<string>;

  /**
   * Evaluates a flag.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure. Unless `null` or `undefined`, it has to be of the flag's type:
   * anything else counts as a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @throws TypeError | Error An argument is wrong.
   */
  getValue<T extends SettingValue>(key: string, defaultValue: T, user?: IUser | null): SettingTypeOf<T>;

  /**
   * Evaluates a flag, and tells how the value came about.
   *
   * @param key Key of the flag.
   * @param defaultValue Value in case of a failure.
   * @param user Whom to evaluate for. Default: the default user.
   * @throws TypeError | Error An argument is wrong.
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
   */
  getKeyAndValue(variationId: string): SettingKeyValue | null;
}
