import type { AutoExperiment, AutoExperimentVariation, Experiment, Result } from './experiments.js';
import type { FeatureApiResponse, FeatureDefinition, FeatureResult } from './features.js';
import type {
  DestroyOptions,
  InitOptions,
  InitResponse,
  InitSyncOptions,
  LoadFeaturesOptions,
  Options,
  RefreshFeaturesOptions,
  RenderFunction,
} from './options.js';
import type { StickyAssignmentsDocument, StickyBucketServiceSync } from './sticky.js';
import type {
  EventLogger,
  FeatureUsageCallback,
  LogUnion,
  SubscriptionFunction,
  TrackingCallback,
  TrackingData,
  TrackingUserContext,
} from './tracking.js';
import type { Attributes, WidenPrimitives } from './values.js';

/** Feature flags and experiments for one user, such as the one who sent a request. Instances are cheap: make one per request. */
export declare class GrowthBook<AppFeatures extends Record<string, any> = Record<string, any>> {
  debug: boolean;
  /** Whether a payload was set, or given up on. */
  ready: boolean;
  version: string;
  /** What happened; filled with the option `enableDevMode` only. */
  logs: LogUnion[];

  constructor(options?: Options);

  /** Gets the payload, from the network or as given. Never rejects for the network. */
  init(options?: InitOptions): Promise<InitResponse>;
  /** Takes a payload that is not encrypted. */
  initSync(options: InitSyncOptions): GrowthBook<AppFeatures>;
  /** @deprecated Use `init`. */
  loadFeatures(options?: LoadFeaturesOptions): Promise<void>;
  /** Gets the payload that is current. If there is none to be had, the one in use stays. */
  refreshFeatures(options?: RefreshFeaturesOptions): Promise<void>;
  /** Replaces what the payload has; the other parts stay. */
  setPayload(payload: FeatureApiResponse): Promise<void>;
  /** The payload as it came. It is shared: not to be changed. */
  getPayload(): FeatureApiResponse;
  getDecryptedPayload(): FeatureApiResponse;
  /** @deprecated Use `setPayload`. */
  setFeatures(features: Record<string, FeatureDefinition>): void;
  /** @deprecated Use `setPayload`. */
  setEncryptedFeatures(encryptedString: string, decryptionKey?: string, subtle?: any): Promise<void>;
  /** @deprecated Use `setPayload`. */
  setExperiments(experiments: AutoExperiment[]): void;
  /** @deprecated Use `setPayload`. */
  setEncryptedExperiments(encryptedString: string, decryptionKey?: string, subtle?: any): Promise<void>;
  getFeatures(): Record<string, FeatureDefinition<any>>;
  getExperiments(): AutoExperiment<AutoExperimentVariation>[];
  getApiInfo(): [apiHost: string, clientKey: string];
  getApiHosts(): {
    apiHost: string;
    streamingHost: string;
    apiRequestHeaders?: Record<string, string>;
    streamingHostRequestHeaders?: Record<string, string>;
  };
  getClientKey(): string;
  isRemoteEval(): boolean;
  getCacheKeyAttributes(): (keyof Attributes)[] | undefined;

  /** A new object with all attributes, and the overrides on top. */
  getAttributes(): { [attribute: string]: any };
  /** Replaces all attributes, at once. The promise waits for sticky buckets. */
  setAttributes(attributes: Attributes): Promise<void>;
  /** Replaces these attributes. */
  updateAttributes(attributes: Attributes): Promise<void>;
  setAttributeOverrides(overrides: Attributes): Promise<void>;
  getUrl(): string;
  setURL(url: string): Promise<void>;
  getForcedVariations(): Record<string, number>;
  setForcedVariations(vars: Record<string, number>): Promise<void>;
  forceVariation(key: string, variation: number): void;
  getForcedFeatures(): Map<string, any>;
  setForcedFeatures(map: Map<string, any>): void;

  /** Whether the value is truthy. */
  isOn<K extends string & keyof AppFeatures = string>(key: K): boolean;
  isOff<K extends string & keyof AppFeatures = string>(key: K): boolean;
  /** The value, or the default one if the feature has none. */
  getFeatureValue<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(
    key: K,
    defaultValue: V,
  ): WidenPrimitives<V>;
  /** The value, and where it comes from. */
  evalFeature<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(id: K): FeatureResult<V | null>;
  /** @deprecated Use `evalFeature`. */
  feature<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(id: K): FeatureResult<V | null>;
  /** Runs an experiment that no feature has. */
  run<T>(experiment: Experiment<T>): Result<T>;
  /** The last result of each experiment. */
  getAllResults(): Map<string, { experiment: Experiment<any>; result: Result<any> }>;
  /** Runs experiments of the payload's list, also those that are only started by hand. */
  triggerExperiment(key: string): Result<AutoExperimentVariation>[] | null;
  triggerAutoExperiments(): void;
  /** Where an experiment wants the user to be redirected to; otherwise empty. */
  getRedirectUrl(): string;
  getCompletedChangeIds(): string[];

  /** Takes over the tracking calls that were deferred, too. */
  setTrackingCallback(callback: TrackingCallback): void;
  setFeatureUsageCallback(callback: FeatureUsageCallback): void;
  setEventLogger(logger: EventLogger): void;
  logEvent(eventName: string, properties?: Record<string, unknown>): Promise<void>;
  /** The tracking calls that came up while there was no tracking callback; they can be sent as JSON. */
  getDeferredTrackingCalls(): TrackingData[];
  setDeferredTrackingCalls(calls: TrackingData[]): void;
  fireDeferredTrackingCalls(): Promise<void>;
  /** Returns what ends the subscription. */
  subscribe(cb: SubscriptionFunction): () => void;
  _subscribeFeatureUsage(cb: (key: string, result: Readonly<FeatureResult<any>>) => void): () => void;
  _subscribeExperimentViewed(
    cb: (experiment: Readonly<Experiment<unknown>>, result: Readonly<Result<unknown>>, user: TrackingUserContext) => void,
  ): () => void;
  _subscribeCustomEvents(cb: (eventName: string, properties: Readonly<Record<string, unknown>>) => void): () => void;

  getStickyBucketAssignmentDocs(): Record<string, StickyAssignmentsDocument>;
  refreshStickyBuckets(data?: FeatureApiResponse): Promise<void>;
  generateStickyBucketAssignmentDocsSync(
    stickyBucketService: StickyBucketServiceSync,
    payload: FeatureApiResponse,
  ): Record<string, StickyAssignmentsDocument> | undefined;

  setRenderer(renderer: null | RenderFunction): void;
  log(msg: string, ctx: Record<string, unknown>): void;
  inDevMode(): boolean;
  onDestroy(cb: () => void): void;
  isDestroyed(): boolean;
  /** Ends subscriptions and forgets what was tracked. It need not be called: an instance holds nothing but memory. */
  destroy(options?: DestroyOptions): void;
}
