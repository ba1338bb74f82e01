/**
 * Keeps the config outside of the process, shared with other clients of the same SDK key, ConfigCat's own included.
 *
 * Source: `@configcat/sdk` 1.1.0, `IConfigCatCache`.
 */
export interface IConfigCatCache {
  /**
   * Writes an entry. What it throws is logged (2201).
   *
   * @param key Key of the entry: hexadecimal, 40 digits.
   * @param value The entry: fetch time, ETag and config text, each on a line of its own.
   */
  set(key: string, value: string): Promise<void> | void;

  /**
   * Reads an entry; called at each evaluation by a promise-returning method, and before each poll. A cache that answers
   * without a promise makes the config available at once. What it throws is logged (2200), and the copy in memory is
   * used.
   *
   * @param key Key of the entry.
   * @returns The entry, or nothing.
   */
  get(key: string): Promise<string | null | undefined> | string | null | undefined;
}

/**
 * An entry of a cache of the callback API. It can be written as JSON and read back.
 *
 * Source: `configcat-node` 8.0.0, `ProjectConfig`.
 */
export interface ILegacyCacheItem {
  /** ETag of the config. */
  HttpETag?: string;
  /** The parsed config, version 6. */
  ConfigJSON: any;
  /** When it was fetched or confirmed, in milliseconds since 1970. */
  Timestamp: number;
}

/**
 * A cache of the callback API.
 *
 * Source: ConfigCat Node.js SDK Reference, Using custom cache implementation.
 */
export interface ILegacyConfigCatCache {
  /**
   * Writes an item. What it throws is logged (2201).
   *
   * @param key `js_config_v6_` and the SDK key.
   * @param item The item.
   */
  set(key: string, item: ILegacyCacheItem): Promise<void> | void;

  /**
   * Reads an item. What it throws is logged (2200), and the copy in memory is used.
   *
   * @param key `js_config_v6_` and the SDK key.
   * @returns The item, or nothing.
   */
  get(key: string): Promise<ILegacyCacheItem | null | undefined> | ILegacyCacheItem | null | undefined;
}
