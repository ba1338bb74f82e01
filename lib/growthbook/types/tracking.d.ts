import type { Experiment, Result } from './experiments.js';
import type { FeatureResult } from './features.js';
import type { Attributes } from './values.js';

/** Whom something is tracked for. */
export interface TrackingUserContext {
  attributes?: Attributes;
  url?: string;
}

/** A tracking call that was deferred. */
export interface TrackingData {
  experiment: Experiment<any>;
  result: Result<any>;
  user?: TrackingUserContext;
}

/** A tracking call that knows its user. */
export interface TrackingDataWithUser extends TrackingData {
  user: TrackingUserContext;
}

/** Called when the user is put into an experiment, once for each. */
export type TrackingCallback = (experiment: Experiment<any>, result: Result<any>, user?: TrackingUserContext) => Promise<void> | void;

/** The same for a client, which always tells the user. */
export type TrackingCallbackWithUser = (
  experiment: Experiment<any>,
  result: Result<any>,
  user: TrackingUserContext,
) => Promise<void> | void;

/** Called when a feature is evaluated, unless its value is the same as the last time. */
export type FeatureUsageCallback = (key: string, result: FeatureResult<any>) => void;

/** The same for a client. */
export type FeatureUsageCallbackWithUser = (key: string, result: FeatureResult<any>, user: TrackingUserContext) => void;

/** What belongs to an event. */
export type EventProperties = Record<string, unknown>;

/** Takes events: those of `logEvent`, and `Experiment Viewed` and `Feature Evaluated`. */
export type EventLogger = (
  eventName: string,
  properties: EventProperties,
  userContext: TrackingUserContext,
) => void | Promise<void>;

/** Called when the result of an experiment is another than the last time, for those not included, too. */
export type SubscriptionFunction = (experiment: Experiment<any>, result: Result<any>) => void;

/** An entry of `logs`. */
export type LogUnion =
  | { logType: 'event'; timestamp: string; eventName: string; properties?: Record<string, unknown> }
  | { logType: 'experiment'; timestamp: string; experiment: Experiment<any>; result: Result<any> }
  | { logType: 'feature'; timestamp: string; featureKey: string; result: FeatureResult };
