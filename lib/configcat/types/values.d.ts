/**
 * What a feature flag or setting can be; as a default value also `null` or `undefined`.
 *
 * Source: `@configcat/sdk` 1.1.0, `SettingValue`.
 */
export type SettingValue = boolean | string | number | null | undefined;

/**
 * Identifies the value that was served; missing where the config names none, as with local overrides.
 *
 * Source: `@configcat/sdk` 1.1.0, `VariationIdValue`.
 */
export type VariationIdValue = string | null | undefined;

/**
 * The type of an evaluated value, given the type of the default value: literals widen (`false` to `boolean`), and without
 * a default of its own the value may be of any setting type.
 *
 * Source: `@configcat/sdk` 1.1.0, `SettingTypeOf`.
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
 * Source: `@configcat/sdk` 1.1.0, `Message`.
 */
export type Message = string | { toString(): string };
