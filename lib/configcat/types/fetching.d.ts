/**
 * A config to be fetched.
 *
 * Source: `@configcat/sdk` 1.1.0, `FetchRequest`.
 */
export declare class FetchRequest {
  /** Where the config is. */
  readonly url: string;
  /** ETag of the config at hand, for the header `If-None-Match`. */
  readonly lastETag: string | undefined;
  /** Headers that name the client. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Time limit in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a request that fails may be repeated at once. Not while an outage goes on: one request per poll then. */
  readonly mayRepeat?: boolean;

  /** @param mayRepeat Default: `true`. */
  constructor(
    url: string,
    lastETag: string | undefined,
    headers: ReadonlyArray<readonly [name: string, value: string]>,
    timeoutMs: number,
    mayRepeat?: boolean,
  );
}

/**
 * The answer to a `FetchRequest`.
 *
 * Source: `@configcat/sdk` 1.1.0, `FetchResponse`.
 */
export declare class FetchResponse {
  /** HTTP status code. */
  readonly statusCode: number;
  /** Reason phrase that came with it. */
  readonly reasonPhrase: string;
  /** The config text, with status 200. */
  readonly body?: string | undefined;
  /** ETag of the config. */
  readonly eTag?: string;
  /** How long the server wants to be left alone: the header `Retry-After`. */
  readonly retryAfter?: string;

  /**
   * @param statusCode HTTP status code.
   * @param reasonPhrase Reason phrase that came with it.
   * @param headers Response headers; only `ETag`, `CF-RAY` and `Retry-After` are looked at.
   * @param body The config text, with status 200.
   */
  constructor(
    statusCode: number,
    reasonPhrase: string,
    headers: ReadonlyArray<readonly [name: string, value: string]>,
    body?: string,
  );

  /** Whether the status has a defined meaning (200, 304, 403, 404); any other is worth another try. */
  isExpected(): boolean;
}

/** Why a fetch can fail, and what is known then. Source: `@configcat/sdk` 1.1.0, `FetchErrorCauses`. */
export interface FetchErrorCauses {
  /** The client was disposed. */
  abort: [];
  /** The time limit was exceeded. */
  timeout: [timeoutMs: number];
  /** The network or the protocol failed. */
  failure: [err?: any];
}

/**
 * What a fetcher throws, so that the client can tell a timeout from a failure.
 *
 * Source: `@configcat/sdk` 1.1.0, `FetchError`.
 */
export declare class FetchError<TCause extends keyof FetchErrorCauses = keyof FetchErrorCauses> extends Error {
  /** Why the fetch failed. */
  cause: TCause;
  /** Always `"FetchError"`. */
  readonly name: string;
  /** What is known about it. */
  readonly args: FetchErrorCauses[TCause];
  /**
   * A stable name of the failure, the same as in `client.status().lastError`. `docs/reliability.md` lists them. Those that the built-in
   * transport makes are more exact than the cause; others have `ABORTED`, `TIMEOUT`, `NETWORK` or `BODY_TOO_LARGE`. Source: Vexil.
   */
  readonly code: string;

  constructor(cause: TCause, ...args: FetchErrorCauses[TCause]);
}

/**
 * Fetches configs in place of the built-in transport.
 *
 * Source: `@configcat/sdk` 1.1.0, `IConfigCatConfigFetcher`.
 */
export interface IConfigCatConfigFetcher {
  /**
   * @param request What to fetch.
   * @returns The answer, whatever its status.
   * @throws FetchError No answer.
   */
  fetchAsync(request: FetchRequest): Promise<FetchResponse>;

  /** Called only for fetchers that the client made itself. */
  dispose?(): void;
}

/**
 * An agent of the modules `http` and `https`.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeHttpConfigFetcherOptions.httpAgent`.
 */
export interface IHttpAgent {
  destroy(): void;
}

/**
 * What an agent is best made with.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeHttpConfigFetcherOptions.httpAgentFactory`.
 */
export interface IRecommendedAgentOptions {
  /** Connections are kept. */
  keepAlive: boolean;
  /** For how long, in milliseconds. */
  timeout: number;
}

/**
 * Agents for the requests. Any of them makes Node's `http` and `https` modules do the fetching instead of the built-in
 * transport.
 *
 * Source: `@configcat/sdk` 1.1.0, `INodeHttpConfigFetcherOptions`.
 */
export interface INodeHttpConfigFetcherOptions {
  /** Agent for `http:` URLs. A factory is better: it allows for a new agent after failures. Default: one is made. */
  httpAgent?: IHttpAgent | null | undefined;
  /** Makes agents for `http:` URLs. The client destroys them. */
  httpAgentFactory?: ((recommendedOptions: IRecommendedAgentOptions) => IHttpAgent) | null | undefined;
  /** Agent for `https:` URLs. Default: one is made. */
  httpsAgent?: IHttpAgent | null | undefined;
  /** Makes agents for `https:` URLs. The client destroys them. */
  httpsAgentFactory?: ((recommendedOptions: IRecommendedAgentOptions) => IHttpAgent) | null | undefined;
}

/**
 * Fetches configs through Node's `http` and `https` modules. A network failure or an unexpected status is tried once more
 * within the time limit, unless the request says otherwise (`mayRepeat`); a timeout is not.
 *
 * Source: `@configcat/sdk` 1.1.0, `NodeHttpConfigFetcher`.
 */
export declare class NodeHttpConfigFetcher implements IConfigCatConfigFetcher {
  /**
   * @param options Agents.
   * @throws TypeError An option is of a wrong type.
   */
  constructor(options?: INodeHttpConfigFetcherOptions | null);

  fetchAsync(request: FetchRequest): Promise<FetchResponse>;

  /** Aborts the requests under way; later ones fail at once. */
  dispose(): void;

  /**
   * Sets the headers of a request that does not go to the ConfigCat CDN. Override it to add or leave out some.
   *
   * @param requestOptions Options of the request about to be made; its `headers` are to be filled.
   * @param headers The usual ones.
   */
  protected setRequestHeaders(
    requestOptions: { headers?: Record<string, number | string | string[]> },
    headers: ReadonlyArray<readonly [string, string]>,
  ): void;
}

/**
 * Fetches configs through the global `fetch`. A network failure or an unexpected status is tried once more within the time
 * limit, unless the request says otherwise (`mayRepeat`); a timeout is not.
 *
 * Source: `@configcat/sdk` 1.1.0, `ServerSideFetchApiConfigFetcher`.
 */
export declare class ServerSideFetchApiConfigFetcher implements IConfigCatConfigFetcher {
  fetchAsync(request: FetchRequest): Promise<FetchResponse>;

  /** Aborts the requests under way; later ones fail at once. */
  dispose(): void;

  /**
   * Sets the headers of a request that does not go to the ConfigCat CDN. Override it to add or leave out some.
   *
   * @param requestInit Options of the `fetch` call about to be made; its `headers` are to be filled.
   * @param headers The usual ones.
   */
  protected setRequestHeaders(
    requestInit: { headers?: [string, string][] },
    headers: ReadonlyArray<readonly [string, string]>,
  ): void;
}
