/**
 * What a config does about a client that asks another server than the config names.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.RedirectMode`.
 */
export declare enum RedirectMode {
  /** Nothing. */
  No = 0,
  /** The client goes to the other server, and warns (3002). */
  Should = 1,
  /** The client goes to the other server, even from a base URL of the user's own. */
  Force = 2,
}

/**
 * Type of a setting.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.SettingType`.
 */
export declare enum SettingType {
  /** On or off: a feature flag. */
  Boolean = 0,
  /** Text. */
  String = 1,
  /** Whole number. */
  Int = 2,
  /** Number. */
  Double = 3,
}

/**
 * How a condition compares an attribute of the user. "Sensitive" ones hold their comparison values as salted SHA-256
 * hashes.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserComparator`.
 */
export declare enum UserComparator {
  TextIsOneOf = 0,
  TextIsNotOneOf = 1,
  TextContainsAnyOf = 2,
  TextNotContainsAnyOf = 3,
  SemVerIsOneOf = 4,
  SemVerIsNotOneOf = 5,
  SemVerLess = 6,
  SemVerLessOrEquals = 7,
  SemVerGreater = 8,
  SemVerGreaterOrEquals = 9,
  NumberEquals = 10,
  NumberNotEquals = 11,
  NumberLess = 12,
  NumberLessOrEquals = 13,
  NumberGreater = 14,
  NumberGreaterOrEquals = 15,
  SensitiveTextIsOneOf = 16,
  SensitiveTextIsNotOneOf = 17,
  /** Comparison value in seconds since 1970. */
  DateTimeBefore = 18,
  /** Comparison value in seconds since 1970. */
  DateTimeAfter = 19,
  SensitiveTextEquals = 20,
  SensitiveTextNotEquals = 21,
  SensitiveTextStartsWithAnyOf = 22,
  SensitiveTextNotStartsWithAnyOf = 23,
  SensitiveTextEndsWithAnyOf = 24,
  SensitiveTextNotEndsWithAnyOf = 25,
  SensitiveArrayContainsAnyOf = 26,
  SensitiveArrayNotContainsAnyOf = 27,
  TextEquals = 28,
  TextNotEquals = 29,
  TextStartsWithAnyOf = 30,
  TextNotStartsWithAnyOf = 31,
  TextEndsWithAnyOf = 32,
  TextNotEndsWithAnyOf = 33,
  ArrayContainsAnyOf = 34,
  ArrayNotContainsAnyOf = 35,
}

/**
 * How a condition compares the value of another flag.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.PrerequisiteFlagComparator`.
 */
export declare enum PrerequisiteFlagComparator {
  Equals = 0,
  NotEquals = 1,
}

/**
 * Whether a condition wants the user inside or outside of a segment.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.SegmentComparator`.
 */
export declare enum SegmentComparator {
  IsIn = 0,
  IsNotIn = 1,
}

/**
 * A config in the form in which it is served, version 6. Members have one-letter names.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.Config`.
 */
export interface Config {
  /** Preferences. */
  p: Preferences;
  /** Segments, referred to by index. */
  s?: Segment[];
  /** Settings by key. */
  f?: { [key: string]: SettingUnion };
}

/** Preferences of a config. Source: `@configcat/sdk` 1.1.0, `ConfigJson.Preferences`. */
export interface Preferences {
  /** Redirect mode. */
  r: RedirectMode;
  /** Base URL of the server that is in charge. */
  u: string;
  /** Salt of the sensitive comparison values. */
  s: string;
}

/** A named group of users. Source: `@configcat/sdk` 1.1.0, `ConfigJson.Segment`. */
export interface Segment {
  /** Name. */
  n: string;
  /** Conditions; all of them hold for its members. */
  r: [UserConditionUnion, ...UserConditionUnion[]];
}

/** A setting of any type. Source: `@configcat/sdk` 1.1.0, `ConfigJson.SettingUnion`. */
export type SettingUnion = { [K in SettingType]: Setting<K> }[SettingType];

/** A feature flag or setting. Source: `@configcat/sdk` 1.1.0, `ConfigJson.Setting`. */
export type Setting<TSetting extends SettingType = SettingType> = {
  /** Type. */
  t: TSetting;
  /** Attribute that percentage options go by. Default: `Identifier`. */
  a?: string;
  /** Targeting rules; the first that matches is applied. */
  r?: TargetingRule<TSetting>[];
  /** Percentage options, used when no rule matches. */
  p?: PercentageOption<TSetting>[];
} & ServedValue<TSetting>;

/**
 * A rule: conditions, and what those get for whom all of them hold.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.TargetingRule`.
 */
export type TargetingRule<TSetting extends SettingType = SettingType> = {
  /** Conditions. */
  c: [ConditionUnion, ...ConditionUnion[]];
} & ({ s: ServedValue<TSetting>; p?: never } | { p: PercentageOption<TSetting>[]; s?: never });

/** One condition of a rule. Source: `@configcat/sdk` 1.1.0, `ConfigJson.ConditionUnion`. */
export type ConditionUnion =
  | { u: UserConditionUnion; p?: never; s?: never }
  | { p: PrerequisiteFlagCondition; u?: never; s?: never }
  | { s: SegmentCondition; u?: never; p?: never };

/** A share of the users, and what it gets. Source: `@configcat/sdk` 1.1.0, `ConfigJson.PercentageOption`. */
export type PercentageOption<TSetting extends SettingType = SettingType> = {
  /** Percentage, 0 to 100. */
  p: number;
} & ServedValue<TSetting>;

/**
 * A value, in the member that belongs to the setting's type.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.SettingValue`.
 */
export type SettingValue<TSetting extends SettingType = SettingType> = {
  [SettingType.Boolean]: { b: boolean; s?: never; i?: never; d?: never };
  [SettingType.String]: { s: string; b?: never; i?: never; d?: never };
  [SettingType.Int]: { i: number; b?: never; s?: never; d?: never };
  [SettingType.Double]: { d: number; b?: never; s?: never; i?: never };
}[TSetting];

/** A value with its variation id. Source: `@configcat/sdk` 1.1.0, `ConfigJson.ServedValue`. */
export interface ServedValue<TSetting extends SettingType = SettingType> {
  /** Value. */
  v: SettingValue<TSetting>;
  /** Variation id. */
  i: string;
}

/** Comparators that take one text. Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserConditionUnion`. */
export type StringComparator =
  | UserComparator.SemVerLess
  | UserComparator.SemVerLessOrEquals
  | UserComparator.SemVerGreater
  | UserComparator.SemVerGreaterOrEquals
  | UserComparator.SensitiveTextEquals
  | UserComparator.SensitiveTextNotEquals
  | UserComparator.TextEquals
  | UserComparator.TextNotEquals;

/** Comparators that take a number. Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserConditionUnion`. */
export type NumberComparator =
  | UserComparator.NumberEquals
  | UserComparator.NumberNotEquals
  | UserComparator.NumberLess
  | UserComparator.NumberLessOrEquals
  | UserComparator.NumberGreater
  | UserComparator.NumberGreaterOrEquals
  | UserComparator.DateTimeBefore
  | UserComparator.DateTimeAfter;

/** Comparators that take a list of texts. Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserConditionUnion`. */
export type StringListComparator = Exclude<UserComparator, StringComparator | NumberComparator>;

/**
 * A condition on an attribute, with any comparator.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserConditionUnion`.
 */
export type UserConditionUnion = { [K in UserComparator]: UserCondition<K> }[UserComparator];

/** A condition on an attribute of the user. Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserCondition`. */
export type UserCondition<TComparator extends UserComparator = UserComparator> = {
  /** Attribute. */
  a: string;
  /** Comparator. */
  c: TComparator;
} & UserConditionComparisonValue<TComparator>;

/**
 * The comparison value, in the member that belongs to the comparator.
 *
 * Source: `@configcat/sdk` 1.1.0, `ConfigJson.UserConditionComparisonValue`.
 */
export type UserConditionComparisonValue<TComparator extends UserComparator = UserComparator> =
  TComparator extends StringComparator
    ? { s: string; d?: never; l?: never }
    : TComparator extends NumberComparator
      ? { d: number; s?: never; l?: never }
      : { l: string[]; s?: never; d?: never };

/** A condition on the value of another flag. Source: `@configcat/sdk` 1.1.0, `ConfigJson.PrerequisiteFlagCondition`. */
export interface PrerequisiteFlagCondition {
  /** Key of the other flag. */
  f: string;
  /** Comparator. */
  c: PrerequisiteFlagComparator;
  /** Value to compare with. */
  v: SettingValue;
}

/** A condition on the membership in a segment. Source: `@configcat/sdk` 1.1.0, `ConfigJson.SegmentCondition`. */
export interface SegmentCondition {
  /** Index of the segment. */
  s: number;
  /** Comparator. */
  c: SegmentComparator;
}
