import type { RefreshErrorCode } from './refresh.js';

/**
 * How the downloads of a client went so far, as `status()` tells it. An object of its own each time, which does not
 * change; nothing in it names the SDK key or an address.
 *
 * Clients that share a poller (auto polling, the same SDK key and options) share this: `lastSuccess` and `lastError` may be
 * earlier than the client itself. While a client is offline, what the others do leaves its status alone.
 *
 * Source: Vexil. None of the official packages has it.
 */
export interface ClientStatus {
  /**
   * When the server last gave a config, or confirmed the one at hand. `null`: never yet; a config from a cache
   * is no success.
   */
  readonly lastSuccess: Date | null;
  /**
   * The last failure. It stays when the next download succeeds: `lastSuccess` is the later one then. `null`: there was
   * none yet.
   */
  readonly lastError: ClientStatusError | null;
  /**
   * When the client polls next. While it polls: when it began to, which is past. `null` where nothing is planned: with lazy
   * loading and manual polling, offline, disposed, with local overrides only, and in the first moments of a client.
   */
  readonly nextAttempt: Date | null;
  /** The config that evaluations use, local overrides aside. `null`: there is none. */
  readonly config: ClientStatusConfig | null;
}

/** A failed download. Source: Vexil. None of the official packages has it. */
export interface ClientStatusError {
  /**
   * A stable name of the cause: `TIMEOUT`, `CONNECT`, `NAME_RESOLUTION`, `TLS_HANDSHAKE`, `TLS` (it cannot be set up),
   * `NETWORK` (any other failure of network or protocol), `BROKEN_BODY`, `BODY_TOO_LARGE`, `INVALID_CONFIG`, `INVALID_SDK_KEY`,
   * `UNEXPECTED_STATUS`, `NOT_MODIFIED_WHEN_EMPTY`, `INVALID_PROXY`, `HOST` (the `configFetcher` failed in a way of its own),
   * `ABORTED` (it gave up), `PANIC`. `docs/reliability.md` says what to do about each. There may be more in later versions.
   */
  readonly code: string;
  /** The code that the result of a refresh has for it. `UnexpectedError` for `ABORTED` and `PANIC`. */
  readonly errorCode: RefreshErrorCode;
  /** What happened, for people. */
  readonly message: string;
  /** When. */
  readonly time: Date;
}

/** The config at hand. Source: Vexil. None of the official packages has it. */
export interface ClientStatusConfig {
  /**
   * Milliseconds since it was downloaded or confirmed; 0 where that seems to be in the future. A failure does not make a
   * config younger, whatever its status. `null`: a cache had it and does not know.
   */
  readonly age: number | null;
  /** Its ETag. `null`: the server gave none. */
  readonly version: string | null;
  /** When it was downloaded or confirmed, by this client or by the one that filled the cache. `null`: nobody knows. */
  readonly fetchTime: Date | null;
}
