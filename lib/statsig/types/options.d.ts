import type { IDataAdapter, IUserPersistentStorage, UserPersistedValues } from './adapters.js';
import type { DynamicConfig, FeatureGate, Layer, SecondaryExposure } from './results.js';
import type { StatsigEnvironment, StatsigUser } from './user.js';

/** Called with specs that were downloaded, as `bootstrapValues` takes them, and with their time in milliseconds. */
export type RulesUpdatedCallback = (rulesJSON: string, time: number) => void;

/** Gives the milliseconds until events are sent again. Called before each repetition. */
export type RetryBackoffFunc = (retriesRemaining: number) => number;

/** `await`: before `initialize` ends; `lazy`: soon after it; `none`: never. */
export type InitStrategy = 'await' | 'lazy' | 'none';

/** Who gets what is to be said. SDK keys are masked. */
export interface LoggerInterface {
  debug?(message?: any, ...optionalParams: any[]): void;
  info?(message?: any, ...optionalParams: any[]): void;
  warn(message?: any, ...optionalParams: any[]): void;
  error(message?: any, ...optionalParams: any[]): void;
  /** The least urgent level that is told. */
  logLevel: 'none' | 'debug' | 'info' | 'warn' | 'error';
}

/** What a request is made with, as `fetch` takes it. */
export type NetworkRequest = {
  method: string;
  headers: Record<string, string>;
  /** A text, or its compressed bytes. */
  body?: any;
  /** Aborted when the time of the request is over. */
  signal?: any;
};

/** What is used of a response. */
export type NetworkResponse = {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
};

/** Makes requests in the place of the SDK. */
export type NetworkOverrideFunc = (url: string, params: NetworkRequest) => Promise<NetworkResponse>;

/** An event as callbacks get it. */
export type LogEvent = {
  eventName: string;
  /** The user without private attributes, and with the environment. */
  user: Record<string, unknown> | null;
  value: string | number | null;
  metadata: Record<string, unknown> | null;
  /** In milliseconds. */
  time: number;
  secondaryExposures: SecondaryExposure[];
  statsigMetadata: Record<string, unknown>;
  toObject(): Record<string, unknown>;
};

/** Called after evaluations, with the event of an exposure, whether or not that is logged. What they throw is logged. */
export type EvaluationCallbacks = {
  gateCallback?: (gate: FeatureGate, user: StatsigUser, event: LogEvent) => void;
  dynamicConfigCallback?: (config: DynamicConfig, user: StatsigUser, event: LogEvent) => void;
  experimentCallback?: (config: DynamicConfig, user: StatsigUser, event: LogEvent) => void;
  layerCallback?: (layer: Layer, user: StatsigUser) => void;
  layerParamCallback?: (layer: Layer, paramName: string, user: StatsigUser, event: LogEvent) => void;
};

/** All options. One of a wrong type is as if it had not been given. */
export type ExplicitStatsigOptions = {
  /** The base address of all requests. Default: `https://statsigapi.net/v1`. */
  api: string;
  /** Default: `api`, or else `https://api.statsigcdn.com/v1`. */
  apiForDownloadConfigSpecs: string;
  /** Default: `api`, or else `https://statsigapi.net/v1`. */
  apiForGetIdLists: string;
  /** Where another address fails, Statsig's is asked, once. Default: false. */
  fallbackToStatsigAPI: boolean;
  networkOverrideFunc: NetworkOverrideFunc | null;
  /** The body of specs, as JSON text. */
  bootstrapValues: string | null;
  environment: StatsigEnvironment | null;
  rulesUpdatedCallback: RulesUpdatedCallback | null;
  /** Default: the console, from level `warn`. */
  logger: LoggerInterface;
  /** No requests, and no events. Any SDK key will do. Default: false. */
  localMode: boolean;
  /** When `initialize` ends at the latest, in milliseconds. Default: 0, never. Loading goes on. */
  initTimeoutMs: number;
  /** Goes before `bootstrapValues`. */
  dataAdapter: IDataAdapter | null;
  /** In milliseconds. Default: 10,000; at least 5,000. */
  rulesetsSyncIntervalMs: number;
  /** In milliseconds. Default: 60,000; at least 30,000. */
  idListsSyncIntervalMs: number;
  /** In milliseconds. Default: 60,000. */
  loggingIntervalMs: number;
  /** How many events are sent at once. Default: 1,000, which is the most. */
  loggingMaxBufferSize: number;
  /**
   * How much memory the queue of events takes, in bytes. What does not fit is dropped and counted, and the log tells. Not in the official
   * SDK. Default: 64 MiB; at least 64 KiB.
   */
  maxEventQueueBytes: number;
  /** Accepted; diagnostics are never sent. */
  disableDiagnostics: boolean;
  /** `none`: countries are not found by IP addresses. Otherwise they are when they are first needed. Default: `await`. */
  initStrategyForIP3Country: InitStrategy;
  /** Default: `await`. `none`: they are not synced later, either. */
  initStrategyForIDLists: InitStrategy;
  /** How often events are sent again. Default: 5. */
  postLogsRetryLimit: number;
  /** Milliseconds until events are sent again, ten times as many with each further time; or who decides. Default: 1,000. */
  postLogsRetryBackoff: RetryBackoffFunc | number;
  /** Default: false. */
  disableRulesetsSync: boolean;
  /** Default: false. */
  disableIdListsSync: boolean;
  /** No events. Default: false. */
  disableAllLogging: boolean;
  userPersistentStorage: IUserPersistentStorage | null;
  /** Called with the result of each evaluation. What it throws is logged. */
  evaluationCallback?: (config: FeatureGate | DynamicConfig | Layer) => void;
  evaluationCallbacks?: EvaluationCallbacks;
};

/** Options of a server. */
export type StatsigOptions = Partial<ExplicitStatsigOptions>;

export type CoreApiOptions = {
  /** No exposure is logged. Default: false. */
  disableExposureLogging?: boolean;
};

export type CheckGateOptions = CoreApiOptions;

export type GetConfigOptions = CoreApiOptions;

export type PersistentAssignmentOptions = {
  /** An assignment only counts while the user is targeted. Default: false. */
  enforceTargeting?: boolean;
};

export type GetExperimentOptions = CoreApiOptions & {
  /** What `getUserPersistedValues` gave; without it no assignment is kept. */
  userPersistedValues?: UserPersistedValues | null;
  persistentAssignmentOptions?: PersistentAssignmentOptions;
};

export type GetLayerOptions = GetExperimentOptions;
