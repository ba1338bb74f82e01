import type { ConditionInterface } from './conditions.js';
import type { AutoExperiment, AutoExperimentChangeType, UrlTarget } from './experiments.js';
import type { SavedGroupsPayload } from './features.js';
import type { CacheSettings, PrefetchOptions } from './options.js';
import type { LocalStorageCompat } from './sticky.js';

/** What the host may bring along instead of what is built in. */
export type Polyfills = {
  fetch: any;
  SubtleCrypto: any;
  /** A constructor, or a module that has one. It is not needed: streams are built in. */
  EventSource: any;
  /** Keeps payloads over restarts. */
  localStorage?: LocalStorageCompat;
};

/** How requests are sent. The functions may be replaced. */
export type Helpers = {
  fetchFeaturesCall: (options: { host: string; clientKey: string; headers?: Record<string, string> }) => Promise<any>;
  fetchRemoteEvalCall: (options: {
    host: string;
    clientKey: string;
    payload: any;
    headers?: Record<string, string>;
  }) => Promise<any>;
  eventSourceCall: (options: { host: string; clientKey: string; headers?: Record<string, string> }) => any;
  startIdleListener: () => (() => void) | void;
  stopIdleListener: () => void;
};

/** For the process. */
export declare function setPolyfills(overrides: Partial<Polyfills>): void;

export declare function getPolyfills(): Polyfills;

/** Changes settings of the cache that the instances of the process share. */
export declare function configureCache(overrides: Partial<CacheSettings>): void;

/** Empties the cache, and ends all streams and polls. */
export declare function clearCache(): Promise<void>;

/** Gets a payload into the cache, and keeps it up to date with `streaming`. Never rejects for the network. */
export declare function prefetchPayload(options: PrefetchOptions): Promise<void>;

export declare const helpers: Helpers;

/** For browsers: a page is not seen any more. */
export declare function onHidden(): void;

/** For browsers: a page is seen again. */
export declare function onVisible(): void;

/** Whether a targeting condition holds for attributes. */
export declare function evalCondition(
  obj: Record<string, any>,
  condition: ConditionInterface,
  savedGroups?: SavedGroupsPayload,
): boolean;

/** Whether a URL is one of those that an experiment is for. */
export declare function isURLTargeted(url: string, targets: UrlTarget[]): boolean;

/** What an experiment of the payload's list changes. */
export declare function getAutoExperimentChangeType(exp: AutoExperiment): AutoExperimentChangeType;

/** The text by which versions are compared. */
export declare function paddedVersionString(input: any): string;

/** The event of a user who is put into an experiment. */
export declare const EVENT_EXPERIMENT_VIEWED: 'Experiment Viewed';

/** The event of a feature that is evaluated. */
export declare const EVENT_FEATURE_EVALUATED: 'Feature Evaluated';
