'use strict';

/** What the native service tells, as the first argument of its callback. */
const NativeEvent = Object.freeze({
  /** (entry): there is a newer entry. Only for services without a cache of the host. */
  Stored: 1,
  /** (code, status, reason, rayId, errorCode, errorText, timeoutMs): an attempt to download ended. */
  FetchEnded: 2,
  /** (byUser): the result of the attempt is in place. */
  Fetched: 3,
  /** (): the attempt brought a config. */
  Changed: 4,
  /** (): the wait for a first config is over. */
  Ready: 5,
  /** (id, rayId): a warning or error that does not end the attempt. */
  Warned: 6,
  /** (token, code, text, errorCode): a refresh asked for is done. */
  RefreshDone: 7,
  /** (token): which entry does the cache hold? */
  SyncCache: 8,
  /** (token, entry): to be taken into memory and written to the cache. */
  Store: 9,
  /** (token, url, etag, timeoutMs, mayRepeat): to be downloaded by the host's fetcher. */
  Fetch: 10,
  /** (message, errorCode): a round of polling failed. */
  PollFailed: 11,
  /** (token): which servers does Node trust? */
  TrustNeeded: 12,
  /** (entry): the cache file was read; null: nothing of use in it. */
  Restored: 13,
  /** (id, reason): something to log about the cache file. */
  CacheFile: 14,
});

/** The codes of refreshes that ended without a download to report. */
const NoReport = Object.freeze({ Disposed: -1, Failed: -2, Offline: -3, Held: -4 });

exports.NativeEvent = NativeEvent;
exports.NoReport = NoReport;
