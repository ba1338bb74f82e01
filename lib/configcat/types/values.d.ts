/**
 * What a feature flag or setting can be; as a default value also `null` or `undefined`.
 *
 * Source: SDK reference, 1.2 Client.
 */
export type SettingValue = boolean | string | number | null | undefined;

/**
 * Identifies the value that was served; missing where the config names none, as with local overrides.
 *
 * Source: SDK reference, 2.2 config_v6.
 */
export type VariationIdValue = string | null | undefined;

/**
 * The type of an evaluated value, given the type of the default value: literals widen (`false` to `boolean`), and without
 * a default of its own the value may be of any setting type.
 *
 * Source: SDK reference, 1.2 Client.
 */
export type SettingTypeOf<T> = T extends boolean
  ? boolean
  : T extends number
    ? number
    : T extends string
      ? string
      : T extends null
        ? boolean | number | string | null
        : T extends undefined
          ? boolean | number | string | undefined
          : any;

/**
 * A flag's key and its value.
 *
 * Source: ConfigCat Node.js SDK Reference, getAllValues().
 */
export interface SettingKeyValue<TValue extends SettingValue = SettingValue> {
  /** Key of the feature flag or setting. */
  settingKey: string;
  /** Its value. */
  settingValue: TValue;
}

/**
 * A text, or something that is made into one when asked: `String(message)` gives it.
 *
 * Source: SDK reference, 6 Logging.
 */
export type Message = string | { toString(): string };
