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
