/**
 * Why a refresh failed.
 *
 * Source: `@configcat/sdk` 1.1.0, `RefreshErrorCode`.
 */
export declare enum RefreshErrorCode {
  /** Anything not listed here. */
  UnexpectedError = -1,
  /** It did not: the refresh succeeded. */
  None = 0,
  /** The client uses local overrides only. */
  LocalOnlyClient = 1,
  /** The client is offline or disposed. */
  OfflineClient = 3200,
  /** The server does not know the SDK key (403 or 404). */
  InvalidSdkKey = 1100,
  /** The server answered with another unexpected status. */
  UnexpectedHttpResponse = 1101,
  /** The request took longer than `requestTimeoutMs`. */
  HttpRequestTimeout = 1102,
  /** The server could not be reached, or broke the protocol. */
  HttpRequestFailure = 1103,
  /** The server's answer is no config. */
  InvalidHttpResponseContent = 1105,
  /** The server answered that nothing changed (304), but there is nothing. */
  InvalidHttpResponseWhenLocalCacheIsEmpty = 1106,
}

/** A refresh that succeeded. Source: `@configcat/sdk` 1.1.0, `RefreshResult`. */
export interface IRefreshSuccess {
  readonly isSuccess: true;
  readonly errorCode: RefreshErrorCode.None;
  readonly errorMessage?: undefined;
  readonly errorException?: undefined;
}

/** A refresh that failed; the last good config stays in use. Source: `@configcat/sdk` 1.1.0, `RefreshResult`. */
export interface IRefreshFailure {
  readonly isSuccess: false;
  /** Why it failed. */
  readonly errorCode: Exclude<RefreshErrorCode, RefreshErrorCode.None>;
  /** Why it failed, in words. */
  readonly errorMessage: string;
  /** The error behind the failure, if there is one. Its `code` is a stable name of it: `docs/reliability.md` lists them. */
  readonly errorException?: any;
}

/**
 * What became of a refresh.
 *
 * Source: `@configcat/sdk` 1.1.0, `RefreshResult`.
 */
export type RefreshResult = IRefreshSuccess | IRefreshFailure;
