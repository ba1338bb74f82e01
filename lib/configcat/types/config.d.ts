import type * as ConfigJson from './config-json.js';
import type {
  PrerequisiteFlagComparator,
  RedirectMode,
  SegmentComparator,
  SettingType,
  UserComparator,
} from './config-json.js';
import type { SettingValue } from './values.js';

/**
 * A config that is ready for use: what was served, checked for its outer shape. Read-only; optional members may be
 * missing or `null`.
 *
 * Source: `@configcat/sdk` 1.1.0, `Config`.
 */
export interface Config {
  /** Preferences. */
  readonly p?: {
    readonly r?: RedirectMode | null;
    readonly u?: string | null;
    readonly s?: string | null;
  } | null;
  /** Segments. */
  readonly s?: ReadonlyArray<Segment> | null;
  /** Settings by key. */
  readonly f?: Readonly<Record<string, Setting>> | null;
}

/** A named group of users. Source: `@configcat/sdk` 1.1.0, `Segment`. */
export interface Segment {
  /** Name. */
  readonly n: string;
  /** Conditions; all of them hold for its members. */
  readonly r?: ReadonlyArray<UserCondition> | null;
}

/** A value, in the member that belongs to the setting's type. Source: `@configcat/sdk` 1.1.0, `SettingValueModel`. */
export interface SettingValueModel {
  /** Boolean. */
  readonly b?: boolean | null;
  /** Text. */
  readonly s?: string | null;
  /** Whole number. */
  readonly i?: number | null;
  /** Number. */
  readonly d?: number | null;
}

/** A value with its variation id. Source: `@configcat/sdk` 1.1.0, `SettingValueContainer`. */
export interface SettingValueContainer<
  TValue extends SettingValueModel | NonNullable<SettingValue> = SettingValueModel,
> {
  /** Value. */
  readonly v: TValue;
  /** Variation id. */
  readonly i?: string | null;
}

/** A feature flag or setting. Source: `@configcat/sdk` 1.1.0, `Setting`. */
export interface Setting extends SettingValueContainer<SettingValueModel | NonNullable<SettingValue>> {
  /** Type; -1 for a setting made of a plain value, whose type is that of the value. */
  readonly t: SettingType | -1;
  /** Attribute that percentage options go by. Default: `Identifier`. */
  readonly a?: string | null;
  /** Targeting rules; the first that matches is applied. */
  readonly r?: ReadonlyArray<TargetingRule> | null;
  /** Percentage options, used when no rule matches. */
  readonly p?: ReadonlyArray<PercentageOption> | null;
}

/**
 * A rule: conditions, and what those get for whom all of them hold.
 *
 * Source: `@configcat/sdk` 1.1.0, `TargetingRule`.
 */
export interface TargetingRule {
  /** Conditions. */
  readonly c?: ReadonlyArray<ConditionContainer> | null;
  /** The value served; or else `p`. */
  readonly s?: SettingValueContainer | null;
  /** Percentage options; or else `s`. */
  readonly p?: ReadonlyArray<PercentageOption> | null;
}

/** A share of the users, and what it gets. Source: `@configcat/sdk` 1.1.0, `PercentageOption`. */
export interface PercentageOption extends SettingValueContainer {
  /** Percentage, 0 to 100. */
  readonly p: number;
}

/**
 * One condition of a rule, in the member that belongs to its kind.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConditionContainer`.
 */
export interface ConditionContainer {
  /** Condition on an attribute of the user. */
  readonly u?: UserCondition | null;
  /** Condition on the value of another flag. */
  readonly p?: PrerequisiteFlagCondition | null;
  /** Condition on the membership in a segment. */
  readonly s?: SegmentCondition | null;
}

/** A condition of any kind. Source: `@configcat/sdk` 1.1.0, `Condition`. */
export type Condition = UserCondition | PrerequisiteFlagCondition | SegmentCondition;

/** A condition on an attribute of the user. Source: `@configcat/sdk` 1.1.0, `UserCondition`. */
export interface UserCondition {
  /** Attribute. */
  readonly a: string;
  /** Comparator. */
  readonly c: UserComparator;
  /** Comparison value of comparators that take one text. */
  readonly s?: string | null;
  /** Comparison value of comparators that take a number. */
  readonly d?: number | null;
  /** Comparison value of comparators that take a list. */
  readonly l?: ReadonlyArray<string> | null;
}

/** A condition on the value of another flag. Source: `@configcat/sdk` 1.1.0, `PrerequisiteFlagCondition`. */
export interface PrerequisiteFlagCondition {
  /** Key of the other flag. */
  readonly f: string;
  /** Comparator. */
  readonly c: PrerequisiteFlagComparator;
  /** Value to compare with. */
  readonly v: SettingValueModel;
}

/** A condition on the membership in a segment. Source: `@configcat/sdk` 1.1.0, `SegmentCondition`. */
export interface SegmentCondition {
  /** Index of the segment. */
  readonly s: number;
  /** Comparator. */
  readonly c: SegmentComparator;
}

/**
 * Reads a config text. Its settings can serve as local overrides: return them from an `IOverrideDataSource`.
 *
 * @param configJson JSON text of a config, version 6.
 * @returns The config. A flag or segment that is malformed spoils itself only: its evaluation fails.
 * @throws SyntaxError The text is no JSON.
 * @throws TypeError The text is no string, or the outer shape of the config is wrong.
 * @throws Error The text is empty.
 *
 * Source: `@configcat/sdk` 1.1.0, `deserializeConfig`.
 */
export declare function deserializeConfig(configJson: string): Config;

/**
 * Makes a config object usable, as `deserializeConfig` does with a text.
 *
 * @param config The config; it is changed, and tied to its settings.
 * @returns The same object.
 * @throws TypeError The outer shape of the config is wrong.
 *
 * Source: `@configcat/sdk` 1.1.0, `prepareConfig`.
 */
export declare function prepareConfig(config: Partial<ConfigJson.Config>): Config;

/**
 * A setting without rules that always has the given value, for use in an `IOverrideDataSource`.
 *
 * @param value The value. Numbers fit default values of both number types.
 *
 * Source: `@configcat/sdk` 1.1.0, `createSettingFromValue`.
 */
export declare function createSettingFromValue(value: NonNullable<SettingValue>): Setting;
