/* eslint-disable */
// Private: only lib/ uses the binding. The public types are in index.d.ts.

/** An opaque reference to native data. */
export interface NativeHandle {
  readonly native: unique symbol
}

/** A config with its time (milliseconds since the Unix epoch) and ETag. */
export interface NativeEntry {
  handle: NativeHandle
  timestamp: number
  /** When the config was last fetched or confirmed; `timestamp` is when it counts as fresh from. Null: nobody knows. */
  confirmed: number | null
  etag: string | undefined
  /** Nothing was ever fetched: always expired. */
  initial: boolean
  snapshot: NativeSnapshot | null
}

export type NativeValue = boolean | string | number

/** One compiled config. Its functions work without `this`, and throw after `release`. */
export interface NativeSnapshot {
  handle: NativeHandle
  /** The same for snapshots of the same config, while one of them lives. */
  identity: number
  /** The place of its first flag for the evaluator, the others follow: valid on this thread, while one of the functions lives. */
  base: number
  /** The number of flags. */
  size: number
  keys(): string[]
  /** The flag's number, or -1. */
  find(key: string): number
  /** `values` has one element per outcome. */
  describe(flag: number): [
    key: string,
    /** SettingType; -1 for an override's value, -2 if invalid. */
    type: number,
    /** The outcome that every user gets, or -1. */
    constant: number,
    attributes: string[],
    values: (NativeValue | undefined)[],
  ]
  /** Lists with one element per outcome; in those of numbers -1 means none. */
  places(flag: number): [variationIds: (string | undefined)[], rules: number[], options: number[]]
  /** The attributes that any of the flags can read. */
  attributes(): string[]
  /** The values of all outcomes, flag after flag. `starts` gets the index of each flag's first one. */
  outcomes(starts: Uint32Array): (NativeValue | undefined)[]
  /**
   * What the evaluator returns, for each flag in the order of the keys. `attributes` are those of `attributes()`. Tells how many results
   * are more than an outcome.
   */
  evaluateAll(attributes: unknown[], results: Uint32Array): number
  explain(
    flag: number,
    hasUser: boolean,
    /**
     * Triples of tag, payload, text: 0 missing; 1 text; 2 number; 3 boolean; 4 date (milliseconds, text); 5 list of strings
     * (JSON, text); 6 other (text); 7 unreadable.
     */
    attributes: unknown[],
    /** 0 none, 1 current, 2 legacy. */
    format: number,
    eol: string,
    userText: string | null,
    /** 0 absent, 1 boolean, 2 string, 3 number. */
    defaultKind: number,
    defaultText: string,
    lenient: boolean,
  ): [
    /** -1 if there is none. */
    outcome: number,
    /** 0 none, 1 invalid model, 2 type mismatch, 3 unreadable attribute, 4 other. */
    failureKind: number,
    /** The message; for kind 3 the attribute's position. */
    failure: string | number | null,
    log: string | null,
    /** Event id and the arguments of its message. */
    warnings: [id: number, ...texts: (string | null)[]][],
  ]
  /** Pairs for each attribute: kind (equals, contains, starts, ends with) and text; null where other things decide, too. */
  textTests(flag: number): any[][] | null
  /** Throws an Error with code INVALID_MODEL. */
  findVariation(id: string): [flag: number, outcome: number] | null
  /** The text of the config; null for a merged one. */
  json(): string | null
  /** The same as a function that keeps the text alone, and works after `release` too. */
  textReader(): () => string | null
  /** Frees the config, unless somebody else uses it too. */
  release(): void
}

/**
 * Kinds and their arguments: 1 stored(entry: NativeEntry); 2 fetch ended(code, statusCode, reason, rayId, errorCode, errorText,
 * timeoutMs), code 0 fetched, 304 not modified, else the event id; 3 fetched(byUser); 4 changed(); 5 ready(); 6 warned(id, rayId);
 * 7 refresh done(token, code, errorText, errorCode), code as for 2, or -1 disposed, -2 failed, -3 offline, -4 held; 8 sync cache(token);
 * 9 store(token, entry); 10 fetch(token, url, etag, timeoutMs, mayRepeat); 11 poll failed(message, errorCode); 12 trust needed(token);
 * 13 restored(entry: NativeEntry | null); 14 cache file(id, reason), id 0 if there is none yet.
 */
export type NativeListener = (kind: number, ...args: any[]) => void

/**
 * What the condition, hash or rollout of a feature reads: `['p', ...path]` is what a path leads to, property by property (missing
 * anywhere: null); `['t', name]` is the property whose name has a dot in it (missing: undefined).
 */
export type NativeAttribute = [kind: 'p' | 't', ...segments: string[]]

/**
 * One compiled GrowthBook payload. Its functions work without `this`, and throw after `release`.
 *
 * An outcome is the number of what evaluating a feature ends in: 0 its default value, 1 a circle of prerequisites, 2 a
 * prerequisite (gate), and then rule by rule: one of a force rule, one per variation of an experiment rule.
 */
export interface NativePayload {
  handle: NativeHandle
  /** The same for all objects of the same compiled payload, while one of them lives. */
  identity: number
  /** What names the payload to the runner: valid on this thread, while one of the functions lives. */
  number: number
  /** The place of its first feature for the evaluators, the others follow; valid as long. The 2^21st has none. */
  base: number
  /** The number of features. */
  size: number
  /** What it states: 1 features, 2 saved groups, 4 contextual bandits, 8 experiments. */
  parts: number
  /** In the order of a JavaScript object. */
  keys(): string[]
  /** The feature's number, or -1. */
  find(key: string): number
  describe(feature: number): [
    /** The outcome that every user gets who has nothing forced, or -1. */
    constant: number,
    /** 1 where the session can matter: there is an experiment, or a prerequisite. */
    readsSession: 0 | 1,
    plan: NativeAttribute[],
    /** For each outcome: kind (0 default, 1 circle, 2 gate, 3 force, 4 experiment), rule and variation; -1: none. */
    outcomes: number[],
  ]
  /**
   * By which attributes the first rules of the feature are decided: all values of a class come to the same. `values` are told apart, and
   * `classes` their classes; all other texts are of the class `otherText`, -1: nothing is known of them. Numbers are of the class below
   * the first of the `limits`, at it, between it and the next one, and so on; without `numberClasses` nothing is known of them.
   */
  valueClasses(
    feature: number,
  ): [
    slot: number,
    count: number,
    values: unknown[],
    classes: number[],
    otherText: number,
    limits: number[],
    numberClasses: number[],
  ][]
  /**
   * Evaluates the first rules by the attributes whose positions are set in `slots`: the outcome, or -1 less the number that stands for what
   * is left because other attributes, or others than these, have a say: added to `base`, it is a place. `null`: nothing is kept of this.
   */
  settle(feature: number, slots: number, ...attributes: unknown[]): number | null
  /** The attributes that evaluating what is left reads, in this order, as positions in the plan of the feature. */
  restSlots(rest: number): number[]
  /**
   * What is left, where that is nothing but hashes of attributes: the outcome of those whom none of the rules has, and the rules in order;
   * `null` elsewhere. `rule` is the index of an experiment; -1: it is none. `ranges` are start, end and outcome of each; without any nobody
   * is in. Only texts that are not empty and numbers other than 0 and NaN can be looked up: the rest is evaluated by native code.
   */
  bucketRules(
    rest: number,
  ): [otherwise: number, rules: [slot: number, seed: string, hashVersion: number, rule: number, ranges: number[]][]] | null
  /** The JSON text of the feature. */
  definition(feature: number): string
  /** The text that was given. */
  json(): string
  /** The number of auto experiments. */
  experiments(): number
  /** `asks`: what the host has to answer: 1 `include`, 2 `url`, 4 `groups`. */
  describeExperiment(index: number): [plan: NativeAttribute[], asks: number]
  /** The JSON text of the auto experiment. */
  experimentDefinition(index: number): string
  /** What is malformed, sentence by sentence. */
  problems(): string[]
  /**
   * Compiles an experiment of the host's, anew with each call: to be kept by its text. Truthy `include`, `url` and `groups` say that the
   * host answers for them. Throws where the text is no JSON object.
   */
  inline(json: string): NativeInline
  /** Frees the payload, unless somebody else uses it too. */
  release(): void
}

/** A compiled inline experiment. */
export interface NativeInline {
  /** Bit 30 is set. What names it to the runner: valid on this thread, while the object lives. */
  number: number
  plan: NativeAttribute[]
  /** As in `describeExperiment`. */
  asks: number
  handle: NativeHandle
}

/** What one instance has besides attributes. */
export interface NativeSession {
  /** What names it to evaluator and runner: valid on this thread, while the object lives. 0 is the session of nobody. */
  number: number
  release(): void
}

/** A compiled condition. */
export interface NativeCondition {
  plan: NativeAttribute[]
  holds(...attributes: unknown[]): boolean
}

/**
 * Kinds and their arguments: 1 fetched(token, payload, version, hasStream, errorCode, errorText), payload and version are null where an
 * error is; 2 updated(payload, version, hasStream); 3 confirmed(); 4 stream(state), 0 closed, 1 open, 2 unsupported; 5 failed(ofStream,
 * errorCode, errorText), a poll or the stream; 6 trust needed(token); 7 broken(message). `payload` is a NativePayload, and
 * `version` what `dateUpdated` says in it, or null.
 */
export type NativeFeedListener = (kind: number, ...args: any[]) => void

/** Compiled specs of Statsig, before a server goes by them. Its functions work without `this`. */
export interface NativeSpecs {
  handle: NativeHandle
  /** The JSON text of the body without its specs: `has_updates`, `time` and what else there is. */
  rest(): string
  /** The text that was given. */
  json(): string
}

/**
 * Specs with the ID lists of a server: what evaluators know by places. Its functions work without `this`, and throw after `release`. Kinds are
 * 0 gate, 1 dynamic config or experiment, 2 layer.
 */
export interface NativeBench {
  /** The place of spec `n` of a kind is `base + 3 * n + kind`: valid on this thread, while one of the functions lives. */
  base: number
  /** Whether they are of the second version, whose gates have the values that their rules return. */
  isKeyed: boolean
  /** The names of a kind, in the order of a JavaScript object. */
  names(kind: number): string[]
  /** The spec's number, or -1. */
  find(kind: number, name: string): number
  /** The JSON text of the spec. */
  definition(kind: number, spec: number): string
  /** The inputs that evaluating it can read, in the order in which evaluators take their values. */
  plan(kind: number, spec: number): number[]
  /**
   * Triples of source, text and form, by the numbers of the inputs. Sources: 0 a field of the user; 1 the same, or the country of the IP
   * address; 2 the same, or what the user agent tells; 3 a property of the environment; 4 the id of a kind, or (null) the user's own; 5 the time
   * in milliseconds; 6 the app that asks; 7 a constant, as JSON text. Forms: 0 as it is; 1 as milliseconds; 2 as a number of the calendar day.
   */
  inputs(): (number | string | null)[]
  /** A name, or the id of a rule. */
  text(id: number): string
  /** Lets go of the specs. */
  release(): void
}

/**
 * Kinds and their arguments: 1 specs(token, specs, errorCode, errorText), `specs` is a NativeSpecs, or null where an error or nothing new
 * is; 2 ID lists(token, isChanged, errorCode, errorText), a text without a code is what kept one of the lists from being up to date;
 * 3 flushed(token); 4 backoff needed(token, retriesLeft); 5 trust needed(token); 6 send needed(token, body, count), `body` is JSON text;
 * 7 broken(message), there is no answer to whatever was asked before.
 */
export type NativeNetworkListener = (kind: number, ...args: any[]) => void

/** A subscription. It ends with `dispose`, or when JavaScript lets go of it. */
export declare class ConfigcatService {
  /** Asks for a fetch; answered by notice 7 with the same token. */
  refresh(token: number, byUser: boolean, latest: NativeHandle | null): void
  /** Switches requests off or on. */
  setOffline(offline: boolean): void
  /** Answers notice 12 with what `tlsRoots` or `tlsAnyCertificate` made. */
  trust(token: number, trust: NativeHandle): void
  /** How the attempts went, and when the next one is due. */
  status(): NativeStatus
  /** Whether the server has asked to be left alone, and the time is not over. */
  isHeld(): boolean
  /** Ends the subscription. Open refreshes are answered first. */
  dispose(): void
  /** Answers notice 8 with the entry that JavaScript now holds; `null`: none yet. */
  cacheSynced(token: number, entry: NativeHandle | null): void
  /** Answers notice 9: the entry is kept and written. */
  stored(token: number): void
  /** Answers notice 10 with a response. */
  fetched(token: number, statusCode: number, reason: string, etag: string | null, rayId: string | null, body: string | Uint8Array | null, retryAfter?: string | null): void
  /** Answers notice 10 with a failure. */
  fetchFailed(token: number, kind: 'timeout' | 'failure' | 'too-large' | 'abort' | 'other', message: string): void
}

/** A member of a feed. The membership ends with `dispose`, or when JavaScript lets go of it. */
export declare class GrowthbookFeed {
  /** Asks for the payload as it is now; answered by notice 1 with the same token. `insists`: even while the server wants to be left alone. */
  fetch(token: number, insists: boolean): void
  /** Says what is wanted of the stream: 0 nothing, 1 to have it if the server says that there is one, 2 to have it. */
  stream(wanted: number): void
  /** Says how often to look for another payload, in milliseconds; 0: not at all. */
  poll(intervalMs: number): void
  /** Answers notice 6 with what `tlsRoots` or `tlsAnyCertificate` made. */
  trust(token: number, trust: NativeHandle): void
  /** Ends the membership. Nothing is told after that, and no open question answered. */
  dispose(): void
}

/** The network of one server. It ends with `dispose`, or when JavaScript lets go of it. */
export declare class StatsigNetwork {
  /**
   * Gets the specs, if they are newer than those of a time (milliseconds since the Unix epoch; 0: all); answered by notice 1 with the same
   * token.
   */
  fetchSpecs(token: number, sinceTime: number): void
  /** Brings the ID lists up to date; answered by notice 2. */
  syncIdLists(token: number): void
  /** Takes events: so many JSON texts, joined by commas. */
  queueEvents(events: string, count: number): void
  /** Says whether events are compressed on their way. They are, unless this says otherwise. */
  setCompression(on: boolean): void
  /**
   * Sends all that is queued; answered by notice 3 when it is delivered or given up, at the latest after `timeoutMs` (0: whenever that
   * is). With a timeout, or with `retries`, what rests after a failure is sent at once, too. `retries`: how often all of that may still be
   * sent again; -1: as often as usual.
   */
  flush(token: number, timeoutMs: number, retries: number): void
  /** How many events are lost since the start: the queue was full, or all retries were in vain. */
  droppedEvents(): number
  /** Answers notice 4 with the time to wait. */
  retryIn(token: number, ms: number): void
  /** Answers notice 5 with what `tlsRoots` or `tlsAnyCertificate` made. */
  trust(token: number, trust: NativeHandle): void
  /** Answers notice 6 with the status of the response; 0: there is none. */
  sent(token: number, status: number): void
  /** Ends the network. Nothing is told after that; what is under way is dropped. */
  dispose(): void
}

/**
 * What is alive in the whole process: subscriptions that were not collected yet, disposed of or not, and compiled configs. For
 * tests that look for leaks.
 */
export declare function configcatAlive(): [services: number, configs: number]

/** Parses a config text (`null`: an entry without config) on the calling thread. */
export declare function configcatEntry(json: string | null, timestamp: number, etag: string | null): NativeEntry

/** Parses a config text (`null`: an entry without config) on another thread. */
export declare function configcatEntryAsync(json: string | null, timestamp: number, etag: string | null): Promise<NativeEntry>

/**
 * Gives the function that evaluates the flag at a place: the `base` of its snapshot and its own number, added up. It returns the outcome's number; bit 30 is set if there are warnings;
 * 0xFFFFFFFF asks for `explain`.
 */
export declare function configcatEvaluator(): (place: number, ...attributes: unknown[]) => number

/** Merges an override document with a snapshot (`null`: none yet). Behaviour as in the public `OverrideBehaviour`. */
export declare function configcatMerge(remote: NativeHandle | null, overrides: string, behaviour: number): NativeSnapshot

/** Opens a service, or joins one that is the same. The listener is called in order, never from within this call. */
export declare function configcatOpen(options: OpenOptions, onEvent: NativeListener): ConfigcatService

/** Lets go of an entry before the garbage collector does: it is an error to hand its handle back after that. */
export declare function configcatReleaseEntry(handle: NativeHandle): void

/**
 * Compiles a condition as `evalCondition` takes it, with the saved groups that it may name. Both are JSON texts. Throws where one is
 * none.
 */
export declare function growthbookCondition(json: string, groups: string): NativeCondition

/** The text that was encrypted; `null` where text or key are wrong. */
export declare function growthbookDecrypt(encrypted: string, key: string): string | null

/**
 * Gives the function that evaluates the feature at a place: the `base` of its payload and its own number, or that of what `settle` has
 * left of it, added up. It returns the
 * outcome's number. Bit 30 is set if the journal has records, bit 29 besides if
 * these are one run of a user who is in it by the hash. 0xFFFFFFFF: evaluating failed, the feature counts as unknown.
 * 0xFFFFFFFE: the journal is too small, its first element tells the length that is needed. The journal is written anew by each
 * call; its buffer must never be transferred.
 */
export declare function growthbookEvaluator(journal: Float64Array): (place: number, ...attributes: unknown[]) => number

/** How to set up a feed. All times are in milliseconds. */
export interface GrowthbookFeedOptions {
  /** The server that has the payload. */
  apiHost: string
  /** The key that names the payload there. */
  clientKey: string
  /** The server that has the stream. */
  streamingHost: string
  /** Names and values of the headers of requests for the payload, in turns. */
  headers: Array<string>
  /** The same for the stream. */
  streamingHeaders: Array<string>
  /** The address of an HTTP proxy to the server of the payload. */
  proxy?: string | null
  /** The same for the stream. */
  streamingProxy?: string | null
  /** The deadline of a fetch, with its repetitions. */
  fetchMs: number
  /** When a stream that has ended is opened again, unless the server says otherwise. */
  reconnectMs: number
  /** The least that a server can say. */
  shortestReconnectMs: number
  /** A stream that says nothing for so long is taken for dead. */
  silenceMs: number
}

/** The number between 0 and 1 that a value is hashed to; `null` where there is no such version. */
export declare function growthbookHash(seed: string, value: string, version: number): number | null

/** Whether a URL is one of the targets, given as the JSON text of a list. */
export declare function growthbookIsUrlTargeted(url: string, targets: string): boolean

/** Joins the feed that the options describe. The listener is called in order, never from within this call. */
export declare function growthbookOpenFeed(options: GrowthbookFeedOptions, onEvent: NativeFeedListener): GrowthbookFeed

/** The text by which versions are compared. `value` is an attribute as evaluators take it. */
export declare function growthbookPaddedVersion(value: unknown): string

/** Compiles a payload on the calling thread. Throws where it is no JSON object. `overrides` is the JSON text of that option. */
export declare function growthbookPayload(json: string | Buffer, overrides?: string | null): NativePayload

/** Compiles a payload on another thread. */
export declare function growthbookPayloadAsync(json: string | Buffer, overrides?: string | null): Promise<NativePayload>

/**
 * Gives the function that runs an auto experiment (by its index) or an inline one (by its number). `host` has the answers of the
 * host, two bits each: 1 is known, 2 what `include` gives; 4 and 8 for `url`, 16 and 32 for `groups`. It returns 0 (its own record is the
 * journal's last one), 1, 2 or 3 where the answer for `include`, `url` or `groups` is needed, or what the evaluator returns for faults.
 */
export declare function growthbookRunner(journal: Float64Array): (payload: number, experiment: number, session: number | string, host: number, ...attributes: unknown[]) => number

/** Reads a session from its JSON text. */
export declare function growthbookSession(json: string): NativeSession

/**
 * Gives the function that evaluates as the one of `growthbookEvaluator` does, for those who have a session, given by its number or its
 * JSON text. 0x1FFFFFFF: the session forces the feature's value.
 */
export declare function growthbookSessionEvaluator(journal: Float64Array): (session: number | string, place: number, ...attributes: unknown[]) => number

/** A failed attempt. */
export interface NativeError {
  /** The event id; absent where no fetch was reported. */
  eventId?: number
  /** A stable name. */
  code: string
  /** What happened. */
  message: string
  /** When. */
  time: number
}

/** How the attempts of a service went. Points in time are in milliseconds since the Unix epoch. */
export interface NativeStatus {
  /** When the config was last fetched or confirmed. */
  lastSuccess?: number
  /** Milliseconds until the next attempt; negative while one is under way. */
  nextAttemptIn?: number
  /** The last failure. */
  lastError?: NativeError
}

/** How to set up a service. All times are in milliseconds. */
export interface OpenOptions {
  /** The SDK key. */
  sdkKey: string
  /** When to fetch: 0 by itself, 1 when an expired config is asked for, 2 when told to. */
  mode: number
  /** The address of the CDN. */
  baseUrl: string
  /** Whether that address was chosen by the user. */
  baseUrlOverridden: boolean
  /** The deadline of one request, with its repetition. */
  requestTimeoutMs: number
  /** From the start of one poll to the start of the next (mode 0). */
  pollIntervalMs: number
  /** How long a config is fresh (mode 1). */
  timeToLiveMs: number
  /** How long initialisation waits for the first fetch (mode 0); negative: for ever. */
  maxInitWaitMs: number
  /** Whether to start without requests. */
  offline: boolean
  /** Whether a failed refresh renews the time of the config at hand (modes 1 and 2). */
  renewsOnFailure: boolean
  /** Names and values of the request headers, in turns. */
  headers: Array<string>
  /** The address of an HTTP proxy. */
  proxy?: string | null
  /** Whether JavaScript keeps the entry in a cache of its own. */
  hasCache: boolean
  /** Whether JavaScript makes the requests. */
  hasFetcher: boolean
  /** The entry that a synchronous cache already gave. */
  initial?: NativeHandle | null
  /** The path of the file that keeps the last good config; not with `has_cache`. */
  cacheFile?: string | null
  /** Whether JavaScript answers notice 12. */
  suppliesTrust: boolean
}

/**
 * Where the OpenSSL of Node.js looks for certificates, unless the environment says otherwise: a file and a folder.
 * `null` if this Node.js does not say.
 */
export declare function opensslDefaults(): [file: string, folder: string] | null

/** Specs for evaluators, with the ID lists that their conditions ask. */
export declare function statsigBench(specs: NativeHandle, lists: NativeHandle): NativeBench

/**
 * Gives the function that evaluates many specs of one bench, each as the one of `statsigEvaluator` does. The journal has the places of the
 * specs, as many as `count` says, and behind them the numbers of the inputs whose `values` are given, in ascending order. It returns how
 * many numbers it wrote into the journal: of each spec what that one returns (0xFFFFFFFE among them) and, where bit 30 of it is set,
 * what that one writes. 0xFFFFFFFD: the journal is too small, its first element tells the length that is needed; 0xFFFFFFFC: evaluating failed. Before
 * it is called again, places and inputs are to be written again.
 */
export declare function statsigEachEvaluator(journal: Float64Array): (count: number, ...values: unknown[]) => number

/**
 * Gives the function that evaluates the spec at a place: the `base` of its bench, plus three times its own number, plus that of its kind. It
 * returns the outcome's number; bit 31 and the index of a rule: that rule is unsupported; 0xFFFFFFFE: specs need each other too deeply, 0xFFFFFFFC: evaluating failed.
 * Bit 30 is set if the journal has something to say: how many gates were looked at; how many of them before the spec delegated; the
 * number of the config that it delegated to, and that of the one whose outcome it is (-1: it did not delegate); and of each gate the number of
 * its name, its value, and the number of its rule's id. 0xFFFFFFFD: the journal is too small, its first element tells the length that is
 * needed. It is written anew by each call; its buffer must never be transferred.
 */
export declare function statsigEvaluator(journal: Float64Array): (place: number, ...values: unknown[]) => number

/**
 * Takes what was downloaded of a list. `length` is what it takes in the file (0: its own length). `isWhole`: it is all of the file, not what
 * was asked for. Gives `false` where it is no part of a list: then the list is forgotten, and downloaded anew after the next lookup.
 */
export declare function statsigIdListApply(lists: NativeHandle, name: string, body: string | Buffer, length: number, isWhole?: boolean): Promise<boolean>

/** Forgets all lists but these. */
export declare function statsigIdListKeep(lists: NativeHandle, names: string[]): void

/** The lookup that was last planned by; that of no lists before there was any. */
export declare function statsigIdListLookup(lists: NativeHandle): string

/**
 * Goes by a lookup: lists that are gone from it are forgotten. Gives what is to be downloaded, as JSON text of a list of `{name, url, from}`;
 * `from` is the first byte that is wanted. Throws where the lookup is no JSON text of an object.
 */
export declare function statsigIdListPlan(lists: NativeHandle, lookup: string): string

/** The ID lists of a server, of which there are none at first. */
export declare function statsigIdLists(): NativeHandle

/** Puts a list in place of the one with that name. */
export declare function statsigIdListSet(lists: NativeHandle, name: string, lines: string): Promise<void>

/** A line for each id of a list: `+` and the id. */
export declare function statsigIdListText(lists: NativeHandle, name: string): string

/** How to set up a network. All times are in milliseconds; bases of addresses end without a slash. */
export interface StatsigNetworkOptions {
  /** The key of the server. */
  secretKey: string
  /** Where specs come from. */
  specsApi: string
  /** Where the lookup of ID lists comes from. */
  idListsApi: string
  /** Where events go to. */
  eventsApi: string
  /** Asked once where the specs' own server gives no 2xx, or no answer. */
  fallbackSpecsApi?: string | null
  /** The same for the lookup of ID lists. */
  fallbackIdListsApi?: string | null
  /** What the host calls itself. */
  sdkType: string
  sdkVersion: string
  languageVersion: string
  sessionId: string
  /** The address of an HTTP proxy to the server of the specs. */
  specsProxy?: string | null
  /** The same for ID lists. */
  idListsProxy?: string | null
  /** The same for events. */
  eventsProxy?: string | null
  /** The deadline of one request. */
  requestMs: number
  /** No requests are made: the host is asked by notice 6 to send events. */
  hasOwnFetch: boolean
  /** Events are dropped as soon as they come. */
  isSilent: boolean
  /** So many events are sent at once; fewer wait. */
  batchSize: number
  /** How often those are sent that wait. */
  flushIntervalMs: number
  /** What events may take until they are delivered, in bytes. */
  queueBytes: number
  /** How often a batch is sent again. */
  retryLimit: number
  /** How long to wait before that; each time after that ten times as long. -1: the host is asked by notice 4. */
  backoffMs: number
}

/** Opens a network, which brings `lists` up to date. The listener is called in order, never from within this call. */
export declare function statsigOpenNetwork(options: StatsigNetworkOptions, lists: NativeHandle, onEvent: NativeNetworkListener): StatsigNetwork

/**
 * Gives the function that evaluates as the one of `statsigEvaluator` does, but for overrides of gates and configs, given as JSON text
 * (`null`: none), and with the rules that say who is targeted by an experiment alone, or with all.
 */
export declare function statsigSpecialEvaluator(journal: Float64Array): (overrides: string | null, onlyTargeting: boolean, place: number, ...values: unknown[]) => number

/** Compiles specs on the calling thread. Throws where the text holds none. */
export declare function statsigSpecs(json: string | Buffer): NativeSpecs

/** Compiles specs on another thread. */
export declare function statsigSpecsAsync(json: string | Buffer): Promise<NativeSpecs>

/** Trusts whoever answers. */
export declare function tlsAnyCertificate(): NativeHandle

/** Trusts these roots and no others, given as PEM texts. */
export declare function tlsRoots(pems: Array<string>): NativeHandle
