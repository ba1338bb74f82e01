import type { Experiment, Result } from './experiments.js';
import type { FeatureApiResponse, FeatureDefinitions, FeatureResult } from './features.js';
import type {
  ClientOptions,
  DestroyOptions,
  InitOptions,
  InitResponse,
  InitSyncOptions,
  Plugin,
  RefreshFeaturesOptions,
  UserContext,
} from './options.js';
import type { UserScopedGrowthBook } from './scoped.js';
import type { StickyBucketService } from './sticky.js';
import type { EventLogger, EventProperties, FeatureUsageCallback, TrackingCallback, TrackingCallbackWithUser } from './tracking.js';
import type { Attributes, WidenPrimitives } from './values.js';

/** Feature flags and experiments for many users: one client per process, the user comes along with each call. */
export declare class GrowthBookClient<AppFeatures extends Record<string, any> = Record<string, any>> {
  debug: boolean;
  ready: boolean;
  version: string;

  constructor(options?: ClientOptions);

  /** Gets the payload, from the network or as given. Never rejects for the network. */
  init(options?: InitOptions): Promise<InitResponse>;
  /** Takes a payload that is not encrypted. */
  initSync(options: InitSyncOptions): GrowthBookClient<AppFeatures>;
  refreshFeatures(options?: RefreshFeaturesOptions): Promise<void>;
  setPayload(payload: FeatureApiResponse): Promise<void>;
  getPayload(): FeatureApiResponse;
  getDecryptedPayload(): FeatureApiResponse;
  getFeatures(): FeatureDefinitions;
  getApiInfo(): [apiHost: string, clientKey: string];
  getApiHosts(): {
    apiHost: string;
    streamingHost: string;
    apiRequestHeaders?: Record<string, string>;
    streamingHostRequestHeaders?: Record<string, string>;
  };
  getClientKey(): string;

  getGlobalAttributes(): Attributes;
  setGlobalAttributes(attributes: Attributes): void;
  /** An instance for one user, which need not come along with each call any more. */
  createScopedInstance(userContext: UserContext, userPlugins?: Plugin[]): UserScopedGrowthBook<AppFeatures>;
  /** The context with the sticky buckets that a service has for it. */
  applyStickyBuckets(
    partialContext: Omit<UserContext, 'stickyBucketService' | 'stickyBucketAssignmentDocs'>,
    stickyBucketService: StickyBucketService,
  ): Promise<UserContext>;

  isOn<K extends string & keyof AppFeatures = string>(key: K, userContext: UserContext): boolean;
  isOff<K extends string & keyof AppFeatures = string>(key: K, userContext: UserContext): boolean;
  getFeatureValue<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(
    key: K,
    defaultValue: V,
    userContext: UserContext,
  ): WidenPrimitives<V>;
  evalFeature<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(
    id: K,
    userContext: UserContext,
  ): FeatureResult<V | null>;
  runInlineExperiment<T>(experiment: Experiment<T>, userContext: UserContext): Result<T>;

  setTrackingCallback(callback: TrackingCallbackWithUser | TrackingCallback): void;
  setFeatureUsageCallback(callback: FeatureUsageCallback): void;
  setEventLogger(logger: EventLogger): void;
  logEvent(eventName: string, properties: EventProperties, userContext: UserContext): void;

  log(msg: string, ctx: Record<string, unknown>): void;
  isDestroyed(): boolean;
  /** From now on all features are unknown. */
  destroy(options?: DestroyOptions): void;
}
