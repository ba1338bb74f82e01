'use strict';

/**
 * A numeric enumeration that also maps values back to names.
 *
 * @template {Record<string, number>} T
 * @param {T} members
 * @returns {Readonly<T> & { readonly [value: number]: string }}
 */
function numericEnum(members) {
  const result = /** @type {any} */ ({});
  for (const [name, value] of Object.entries(members)) {
    result[name] = value;
    result[value] = name;
  }
  return Object.freeze(result);
}

/**
 * @param {readonly string[]} names
 * @returns {any}
 */
function countedEnum(names) {
  return numericEnum(Object.fromEntries(names.map((name, index) => [name, index])));
}

const PollingMode = numericEnum({ AutoPoll: 0, LazyLoad: 1, ManualPoll: 2 });
const DataGovernance = numericEnum({ Global: 0, EuOnly: 1 });
const LogLevel = numericEnum({ Debug: 4, Info: 3, Warn: 2, Error: 1, Off: -1 });
const OverrideBehaviour = numericEnum({ LocalOnly: 0, LocalOverRemote: 1, RemoteOverLocal: 2 });
const ClientCacheState = numericEnum({
  NoFlagData: 0,
  HasLocalOverrideFlagDataOnly: 1,
  HasCachedFlagDataOnly: 2,
  HasUpToDateFlagData: 3,
});
const RefreshErrorCode = numericEnum({
  UnexpectedError: -1,
  None: 0,
  LocalOnlyClient: 1,
  OfflineClient: 3200,
  InvalidSdkKey: 1100,
  UnexpectedHttpResponse: 1101,
  HttpRequestTimeout: 1102,
  HttpRequestFailure: 1103,
  InvalidHttpResponseContent: 1105,
  InvalidHttpResponseWhenLocalCacheIsEmpty: 1106,
});
const EvaluationErrorCode = numericEnum({
  UnexpectedError: -1,
  None: 0,
  InvalidConfigModel: 1,
  SettingValueTypeMismatch: 2,
  ConfigJsonNotAvailable: 1000,
  SettingKeyMissing: 1001,
});

const RedirectMode = numericEnum({ No: 0, Should: 1, Force: 2 });
const SettingType = numericEnum({ Boolean: 0, String: 1, Int: 2, Double: 3 });
const PrerequisiteFlagComparator = numericEnum({ Equals: 0, NotEquals: 1 });
const SegmentComparator = numericEnum({ IsIn: 0, IsNotIn: 1 });
const UserComparator = countedEnum([
  'TextIsOneOf',
  'TextIsNotOneOf',
  'TextContainsAnyOf',
  'TextNotContainsAnyOf',
  'SemVerIsOneOf',
  'SemVerIsNotOneOf',
  'SemVerLess',
  'SemVerLessOrEquals',
  'SemVerGreater',
  'SemVerGreaterOrEquals',
  'NumberEquals',
  'NumberNotEquals',
  'NumberLess',
  'NumberLessOrEquals',
  'NumberGreater',
  'NumberGreaterOrEquals',
  'SensitiveTextIsOneOf',
  'SensitiveTextIsNotOneOf',
  'DateTimeBefore',
  'DateTimeAfter',
  'SensitiveTextEquals',
  'SensitiveTextNotEquals',
  'SensitiveTextStartsWithAnyOf',
  'SensitiveTextNotStartsWithAnyOf',
  'SensitiveTextEndsWithAnyOf',
  'SensitiveTextNotEndsWithAnyOf',
  'SensitiveArrayContainsAnyOf',
  'SensitiveArrayNotContainsAnyOf',
  'TextEquals',
  'TextNotEquals',
  'TextStartsWithAnyOf',
  'TextNotStartsWithAnyOf',
  'TextEndsWithAnyOf',
  'TextNotEndsWithAnyOf',
  'ArrayContainsAnyOf',
  'ArrayNotContainsAnyOf',
]);

module.exports = {
  PollingMode,
  DataGovernance,
  LogLevel,
  OverrideBehaviour,
  ClientCacheState,
  RefreshErrorCode,
  EvaluationErrorCode,
  RedirectMode,
  SettingType,
  PrerequisiteFlagComparator,
  SegmentComparator,
  UserComparator,
};
