import type { Setting } from './config.js';
import type { SettingValue } from './values.js';

/**
 * How local values and downloaded ones go together.
 *
 * Source: ConfigCat Node.js SDK Reference, Flag Overrides.
 */
export declare enum OverrideBehaviour {
  /** Local values only. Nothing is downloaded. */
  LocalOnly = 0,
  /** Both; where both have a flag, the local value counts. */
  LocalOverRemote = 1,
  /** Both; where both have a flag, the downloaded one counts. */
  RemoteOverLocal = 2,
}

/**
 * Where local settings come from.
 *
 * Source: `@configcat/sdk` 1.1.0, `IOverrideDataSource`.
 */
export interface IOverrideDataSource {
  /**
   * Asked at each evaluation; what it throws makes that evaluation fail.
   *
   * @returns Settings by key, from `createSettingFromValue` or the `f` of `prepareConfig`. Full settings must not be
   * changed afterwards: return others instead.
   */
  getOverrides(): Record<string, Setting>;
}

/**
 * Local values for flags.
 *
 * Source: ConfigCat Node.js SDK Reference, Flag Overrides.
 */
export interface FlagOverrides {
  /** Where the values come from. */
  dataSource: IOverrideDataSource;
  /** How they go together with downloaded ones. */
  behaviour: OverrideBehaviour;
}

/**
 * Where a query string comes from.
 *
 * Source: `@configcat/sdk` 1.1.0, `IQueryStringProvider`.
 */
export interface IQueryStringProvider {
  /** A text that begins with `?`, or parameters by name. */
  readonly currentValue: string | Record<string, string | ReadonlyArray<string>> | null | undefined;
}

/**
 * Local values from a map.
 *
 * @param map Values by key. Other values than booleans, texts and numbers make the evaluation of their flag fail.
 * @param behaviour How they go together with downloaded ones.
 * @param watchChanges Whether later changes of the map count. Default: false, the map is copied.
 * @throws TypeError An argument is of a wrong type.
 * @throws RangeError `behaviour` is no `OverrideBehaviour`.
 *
 * Source: ConfigCat Node.js SDK Reference, Flag Overrides; `@configcat/sdk` 1.1.0, `createFlagOverridesFromMap`.
 */
export declare function createFlagOverridesFromMap(
  map: Record<string, NonNullable<SettingValue>>,
  behaviour: OverrideBehaviour,
  watchChanges?: boolean | null,
): FlagOverrides;

/**
 * Local values from query parameters such as `?cc-myFlag=true`. `true` and `false` become booleans, numbers become
 * numbers, anything else is text; the suffix `;str` of a name makes the value a text in any case.
 *
 * @param behaviour How they go together with downloaded ones.
 * @param watchChanges Whether later changes of the query string count. Default: false.
 * @param paramPrefix What the names of the parameters begin with. Default: `"cc-"`.
 * @param queryStringProvider Where the query string comes from. Default: `location.search`, where there is such a thing.
 * @throws TypeError An argument is of a wrong type.
 * @throws RangeError `behaviour` is no `OverrideBehaviour`.
 * @throws URIError The query string is malformed.
 *
 * Source: `@configcat/sdk` 1.1.0, `createFlagOverridesFromQueryParams`.
 */
export declare function createFlagOverridesFromQueryParams(
  behaviour: OverrideBehaviour,
  watchChanges?: boolean | null,
  paramPrefix?: string | null,
  queryStringProvider?: IQueryStringProvider | null,
): FlagOverrides;
