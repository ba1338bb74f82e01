import type { GrowthBookClient } from './client.js';
import type { AutoExperiment, AutoExperimentVariation, Experiment, ExperimentOverride, Result } from './experiments.js';
import type { ContextualBanditDefinitions, FeatureApiResponse, FeatureDefinition, FeatureResult, SavedGroupsPayload } from './features.js';
import type { GrowthBook } from './growthbook.js';
import type { UserScopedGrowthBook } from './scoped.js';
import type { StickyAssignmentsDocument, StickyAttributeKey, StickyBucketService } from './sticky.js';
import type {
  EventLogger,
  FeatureUsageCallback,
  FeatureUsageCallbackWithUser,
  LogUnion,
  TrackingCallback,
  TrackingCallbackWithUser,
  TrackingUserContext,
} from './tracking.js';
import type { Attributes } from './values.js';

/** Called after something changed that a page shows. */
export type RenderFunction = () => void;

/** Called with the URL that a user is to be redirected to. */
export type NavigateCallback = (url: string) => void | Promise<void>;

/** Accepted, but never called: it is for browsers. */
export type ApplyDomChangesCallback = (changes: AutoExperimentVariation) => () => void;

/** A function that is called with each new instance. */
export type Plugin = (gb: GrowthBook<any> | UserScopedGrowthBook<any> | GrowthBookClient<any>) => void;

/** Options of `GrowthBook`. */
export type Options = {
  /** False: nobody is put into experiments. */
  enabled?: boolean;
  attributes?: Attributes;
  url?: string;
  features?: Record<string, FeatureDefinition>;
  experiments?: AutoExperiment[];
  forcedVariations?: Record<string, number>;
  forcedFeatureValues?: Map<string, any>;
  /** Attributes that win over `attributes`. */
  attributeOverrides?: Attributes;
  blockedChangeIds?: string[];
  disableVisualExperiments?: boolean;
  disableJsInjection?: boolean;
  jsInjectionNonce?: string;
  disableUrlRedirectExperiments?: boolean;
  disableCrossOriginUrlRedirectExperiments?: boolean;
  disableExperimentsOnLoad?: boolean;
  stickyBucketAssignmentDocs?: Record<StickyAttributeKey, StickyAssignmentsDocument>;
  stickyBucketService?: StickyBucketService;
  debug?: boolean;
  /** Gets what goes wrong, and what is malformed in a payload; without it, the console does. */
  log?: (msg: string, ctx: any) => void;
  /** Random assignment is off. */
  qaMode?: boolean;
  /** @deprecated Use the option `streaming` of `init`. */
  backgroundSync?: boolean;
  /** @deprecated Use the option `streaming` of `init`. */
  subscribeToChanges?: boolean;
  enableDevMode?: boolean;
  disableCache?: boolean;
  /** @deprecated Use `enableDevMode`. */
  disableDevTools?: boolean;
  trackingCallback?: TrackingCallback;
  onFeatureUsage?: FeatureUsageCallback;
  eventLogger?: EventLogger;
  cacheKeyAttributes?: (keyof Attributes)[];
  /** @deprecated Use `attributes`. */
  user?: { id?: string; anonId?: string; [key: string]: string | undefined };
  /** @deprecated Change the payload. */
  overrides?: Record<string, ExperimentOverride>;
  /** @deprecated Use `attributes`. */
  groups?: Record<string, boolean>;
  /** Default: `https://cdn.growthbook.io`. */
  apiHost?: string;
  /** Default: `apiHost`. */
  streamingHost?: string;
  apiHostRequestHeaders?: Record<string, string>;
  streamingHostRequestHeaders?: Record<string, string>;
  clientKey?: string;
  renderer?: null | RenderFunction;
  decryptionKey?: string;
  /** Not supported: features are evaluated here. */
  remoteEval?: boolean;
  navigate?: NavigateCallback;
  navigateDelay?: number;
  maxNavigateDelay?: number;
  /** @deprecated For browsers. */
  antiFlicker?: boolean;
  /** @deprecated For browsers. */
  antiFlickerTimeout?: number;
  applyDomChangesCallback?: ApplyDomChangesCallback;
  savedGroups?: SavedGroupsPayload;
  contextualBandits?: ContextualBanditDefinitions;
  plugins?: Plugin[];
};

/** Options of `GrowthBookClient`. */
export type ClientOptions = {
  enabled?: boolean;
  debug?: boolean;
  /** Attributes that all users have in common. */
  globalAttributes?: Attributes;
  forcedVariations?: Record<string, number>;
  forcedFeatureValues?: Map<string, any>;
  log?: (msg: string, ctx: any) => void;
  qaMode?: boolean;
  disableCache?: boolean;
  trackingCallback?: TrackingCallbackWithUser;
  onFeatureUsage?: FeatureUsageCallbackWithUser;
  eventLogger?: EventLogger;
  apiHost?: string;
  streamingHost?: string;
  apiHostRequestHeaders?: Record<string, string>;
  streamingHostRequestHeaders?: Record<string, string>;
  clientKey?: string;
  decryptionKey?: string;
  savedGroups?: SavedGroupsPayload;
  contextualBandits?: ContextualBanditDefinitions;
  plugins?: Plugin[];
};

/** The user whom a client evaluates for. */
export type UserContext = {
  enabled?: boolean;
  qaMode?: boolean;
  enableDevMode?: boolean;
  attributes?: Attributes;
  url?: string;
  blockedChangeIds?: string[];
  stickyBucketAssignmentDocs?: Record<StickyAttributeKey, StickyAssignmentsDocument>;
  saveStickyBucketAssignmentDoc?: (doc: StickyAssignmentsDocument) => Promise<unknown>;
  forcedVariations?: Record<string, number>;
  forcedFeatureValues?: Map<string, any>;
  attributeOverrides?: Attributes;
  trackingCallback?: TrackingCallback;
  onFeatureUsage?: FeatureUsageCallback;
  /** What was tracked; without it, each evaluation tracks. */
  trackedExperiments?: Set<string>;
  /** The last value of each feature; without it, each evaluation counts as a use. */
  trackedFeatureUsage?: Record<string, string>;
  devLogs?: LogUnion[];
  featureUsageSubs?: Set<(key: string, result: Readonly<FeatureResult<any>>) => void>;
  experimentViewedSubs?: Set<
    (experiment: Readonly<Experiment<unknown>>, result: Readonly<Result<unknown>>, user: TrackingUserContext) => void
  >;
};

/** Options of `init`. */
export type InitOptions = {
  /** Milliseconds to wait for the network; without it, as long as it takes. */
  timeout?: number;
  skipCache?: boolean;
  /** Used instead of what the network has. */
  payload?: FeatureApiResponse;
  /** Lets the payload follow changes. Otherwise it stays as it is. */
  streaming?: boolean;
  /** Lets the payload be fetched anew at this interval, in milliseconds, while nothing streams. */
  pollingInterval?: number;
  cacheSettings?: Partial<CacheSettings>;
};

/** Options of `initSync`. */
export type InitSyncOptions = {
  payload: FeatureApiResponse;
  streaming?: boolean;
  pollingInterval?: number;
};

/** What `init` resolves to. */
export interface InitResponse {
  /** Whether there are features. */
  success: boolean;
  /** The same. */
  status: boolean;
  /** Where they come from, or why there are none. */
  source: 'init' | 'cache' | 'network' | 'error' | 'timeout';
  error?: Error;
}

/** Options of `loadFeatures`. */
export type LoadFeaturesOptions = {
  /** @deprecated Use the option `streaming` of `init`. */
  autoRefresh?: boolean;
  timeout?: number;
  skipCache?: boolean;
};

/** Options of `refreshFeatures`. */
export type RefreshFeaturesOptions = {
  timeout?: number;
  skipCache?: boolean;
};

/** Options of `destroy`. */
export type DestroyOptions = {
  /** Ends all streams and polls of the process. */
  destroyAllStreams?: boolean;
};

/** Options of `prefetchPayload`. */
export type PrefetchOptions = Pick<
  Options,
  'decryptionKey' | 'apiHost' | 'apiHostRequestHeaders' | 'streamingHost' | 'streamingHostRequestHeaders'
> & {
  clientKey: string;
  /** Opens a stream that stays open, and keeps the cache up to date. */
  streaming?: boolean;
  skipCache?: boolean;
};

/** Settings of the cache that the instances of a process share. */
export type CacheSettings = {
  backgroundSync: boolean;
  /** The key in `localStorage`. */
  cacheKey: string;
  /** Milliseconds after which a payload counts as stale. Default: one minute. */
  staleTTL: number;
  /** Milliseconds after which a payload is not used any more. Default: 24 hours. */
  maxAge: number;
  maxEntries: number;
  disableIdleStreams: boolean;
  idleStreamInterval: number;
  disableCache: boolean;
};
