import type { GrowthBookClient } from './client.js';
import type { Experiment, Result } from './experiments.js';
import type { FeatureApiResponse, FeatureResult } from './features.js';
import type { Plugin, UserContext } from './options.js';
import type { EventProperties, FeatureUsageCallback, LogUnion, TrackingCallback, TrackingUserContext } from './tracking.js';
import type { Attributes, WidenPrimitives } from './values.js';

/** A `GrowthBookClient` for one user. It sees the client's payload as it is at each call. */
export declare class UserScopedGrowthBook<AppFeatures extends Record<string, any> = Record<string, any>> {
  /** What happened; filled if the context has `enableDevMode`. */
  logs: LogUnion[];

  constructor(gb: GrowthBookClient<AppFeatures>, userContext: UserContext, plugins?: Plugin[]);

  isOn<K extends string & keyof AppFeatures = string>(key: K): boolean;
  isOff<K extends string & keyof AppFeatures = string>(key: K): boolean;
  getFeatureValue<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(
    key: K,
    defaultValue: V,
  ): WidenPrimitives<V>;
  evalFeature<V extends AppFeatures[K], K extends string & keyof AppFeatures = string>(id: K): FeatureResult<V | null>;
  runInlineExperiment<T>(experiment: Experiment<T>): Result<T>;

  logEvent(eventName: string, properties?: EventProperties): void;
  setTrackingCallback(cb: TrackingCallback): void;
  setFeatureUsageCallback(cb: FeatureUsageCallback): void;
  _subscribeExperimentViewed(
    cb: (experiment: Readonly<Experiment<unknown>>, result: Readonly<Result<unknown>>, user: TrackingUserContext) => void,
  ): () => void;

  setURL(url: string): void;
  updateAttributes(attributes: Attributes): void;
  setAttributeOverrides(overrides: Attributes): void;
  setForcedVariations(vars: Record<string, number>): Promise<void>;
  setForcedFeatures(map: Map<string, any>): void;
  getUserContext(): UserContext;
  getApiInfo(): [apiHost: string, clientKey: string];
  getClientKey(): string;
  getVersion(): string;
  getDecryptedPayload(): FeatureApiResponse;
  inDevMode(): boolean;
}
