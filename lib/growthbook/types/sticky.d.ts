/** `<attribute>||<value>` */
export type StickyAttributeKey = string;

/** `<experiment>__<bucket version>` */
export type StickyExperimentKey = string;

/** The keys of variations, by experiment. */
export type StickyAssignments = Record<StickyExperimentKey, string>;

/** What is remembered of one user. */
export interface StickyAssignmentsDocument {
  attributeName: string;
  attributeValue: string;
  assignments: StickyAssignments;
}

/** Documents by their keys. */
export type StickyAttributeDocuments = Record<StickyAttributeKey, StickyAssignmentsDocument>;

/** Where sticky buckets are kept. Extend it to keep them in a store of your own. */
export declare abstract class StickyBucketService {
  protected prefix: string;
  constructor(opts?: { prefix?: string });
  abstract getAssignments(attributeName: string, attributeValue: string): Promise<StickyAssignmentsDocument | null>;
  abstract saveAssignments(doc: StickyAssignmentsDocument): Promise<unknown>;
  /** Asks `getAssignments` for each attribute; to be replaced where the store can answer all at once. */
  getAllAssignments(attributes: Record<string, string>): Promise<StickyAttributeDocuments>;
  getKey(attributeName: string, attributeValue: string): string;
}

/** A service that answers at once, so that it works with `initSync`, too. */
export declare abstract class StickyBucketServiceSync extends StickyBucketService {
  abstract getAssignmentsSync(attributeName: string, attributeValue: string): StickyAssignmentsDocument | null;
  abstract saveAssignmentsSync(doc: StickyAssignmentsDocument): void;
  getAssignments(attributeName: string, attributeValue: string): Promise<StickyAssignmentsDocument | null>;
  saveAssignments(doc: StickyAssignmentsDocument): Promise<void>;
  getAllAssignmentsSync(attributes: Record<string, string>): StickyAttributeDocuments;
}

/** What has `getItem` and `setItem`, like a browser's local storage. */
export interface LocalStorageCompat {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
}

/** Attributes of a cookie, as `res.cookie` or `js-cookie` take them. */
export interface CookieAttributes {
  expires?: number | Date | undefined;
  path?: string | undefined;
  domain?: string | undefined;
  secure?: boolean | undefined;
  sameSite?: 'strict' | 'Strict' | 'lax' | 'Lax' | 'none' | 'None' | undefined;
  [property: string]: any;
}

/** `js-cookie`, as far as it is needed. */
export interface JsCookiesCompat<T = string> {
  set(name: string, value: string | T, options?: CookieAttributes): string | undefined;
  get(name: string): string | T | undefined;
  get(): { [key: string]: string };
  remove(name: string, options?: CookieAttributes): void;
}

/** A client of `ioredis`, as far as it is needed. */
export interface IORedisCompat {
  mget(...keys: string[]): Promise<(string | null)[]>;
  set(key: string, value: string): Promise<unknown>;
}

/** A request whose cookies are parsed, as by `cookie-parser`. */
export interface RequestCompat {
  cookies: Record<string, string>;
  [key: string]: unknown;
}

/** A response of Express. */
export interface ResponseCompat {
  cookie(name: string, value: string, options?: CookieAttributes): unknown;
  [key: string]: unknown;
}

/** Keeps sticky buckets in something like a browser's local storage. */
export declare class LocalStorageStickyBucketService extends StickyBucketService {
  constructor(opts?: { prefix?: string; localStorage?: LocalStorageCompat });
  getAssignments(attributeName: string, attributeValue: string): Promise<StickyAssignmentsDocument | null>;
  saveAssignments(doc: StickyAssignmentsDocument): Promise<void>;
}

/** Keeps sticky buckets in cookies, with Express and `cookie-parser`. */
export declare class ExpressCookieStickyBucketService extends StickyBucketServiceSync {
  constructor(opts: {
    prefix?: string;
    req: Pick<RequestCompat, 'cookies'>;
    res: Pick<ResponseCompat, 'cookie'>;
    cookieAttributes?: CookieAttributes;
  });
  getAssignmentsSync(attributeName: string, attributeValue: string): StickyAssignmentsDocument | null;
  saveAssignmentsSync(doc: StickyAssignmentsDocument): void;
}

/** Keeps sticky buckets in cookies of a browser, with `js-cookie`. */
export declare class BrowserCookieStickyBucketService extends StickyBucketServiceSync {
  constructor(opts: { prefix?: string; jsCookie: JsCookiesCompat; cookieAttributes?: CookieAttributes });
  getAssignmentsSync(attributeName: string, attributeValue: string): StickyAssignmentsDocument | null;
  saveAssignmentsSync(doc: StickyAssignmentsDocument): void;
}

/** Keeps sticky buckets in Redis, with `ioredis`. */
export declare class RedisStickyBucketService extends StickyBucketService {
  constructor(opts: { redis: IORedisCompat });
  getAssignments(attributeName: string, attributeValue: string): Promise<null>;
  saveAssignments(doc: StickyAssignmentsDocument): Promise<void>;
}
