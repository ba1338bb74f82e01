import type { IConfigCatClient } from './client.js';
import type { Config } from './config.js';
import type { EvaluationDetails } from './evaluation.js';
import type { RefreshResult } from './refresh.js';
import type { Message } from './values.js';

/**
 * How much the client has to evaluate with.
 *
 * Source: `@configcat/sdk` 1.1.0, `ClientCacheState`.
 */
export declare enum ClientCacheState {
  /** Nothing. */
  NoFlagData = 0,
  /** Local overrides only. */
  HasLocalOverrideFlagDataOnly = 1,
  /** A config that is older than the polling interval or the cache's time to live. */
  HasCachedFlagDataOnly = 2,
  /** A config that is up to date. */
  HasUpToDateFlagData = 3,
}

/**
 * The events of a client, with the arguments their listeners get. Listeners run synchronously; what one throws is logged
 * and changes nothing.
 *
 * Source: `@configcat/sdk` 1.1.0, `HookEvents`.
 */
export type HookEvents = {
  /** The client is initialized: it has a config, or gave up waiting for one. Once per client. */
  clientReady: [cacheState: ClientCacheState];
  /** A flag was evaluated. */
  flagEvaluated: [evaluationDetails: EvaluationDetails];
  /** A request ended, however. */
  configFetched: [result: RefreshResult, isInitiatedByUser: boolean];
  /** A config was downloaded, or came from the external cache or the cache file. */
  configChanged: [newConfig: Config];
  /** An error was logged, or would have been if the log level allowed it; repeats too, which the log has at `Debug` only. */
  clientError: [message: Message, exception?: any];
};

/** What listeners find as `this`. Source: `@configcat/sdk` 1.1.0, `IProvidesConfigCatClient`. */
export interface IProvidesConfigCatClient<TClient = IConfigCatClient> {
  /** The client that the event is about. */
  readonly configCatClient: TClient;
}

/** A function that is called on an event. Source: `@configcat/sdk` 1.1.0, `IProvidesHooks.on`. */
export type HookListener<TEventName extends keyof HookEvents, TClient = IConfigCatClient> = (
  this: IProvidesConfigCatClient<TClient>,
  ...args: HookEvents[TEventName]
) => void;

/**
 * Subscribing to the events of a client, in the manner of Node's `EventEmitter`. After `dispose()`, nothing happens any
 * more.
 *
 * Source: `@configcat/sdk` 1.1.0, `IProvidesHooks`.
 */
export interface IProvidesHooks<TClient = IConfigCatClient> {
  /** Adds a listener. */
  on<TEventName extends keyof HookEvents>(
    eventName: TEventName,
    listener: HookListener<TEventName, TClient>,
  ): this;
  /** Adds a listener. */
  addListener<TEventName extends keyof HookEvents>(
    eventName: TEventName,
    listener: HookListener<TEventName, TClient>,
  ): this;
  /** Adds a listener for one event. */
  once<TEventName extends keyof HookEvents>(
    eventName: TEventName,
    listener: HookListener<TEventName, TClient>,
  ): this;
  /** Removes a listener. */
  off<TEventName extends keyof HookEvents>(
    eventName: TEventName,
    listener: HookListener<TEventName, TClient>,
  ): this;
  /** Removes a listener. */
  removeListener<TEventName extends keyof HookEvents>(
    eventName: TEventName,
    listener: HookListener<TEventName, TClient>,
  ): this;
  /** Removes all listeners, of one event or of all. */
  removeAllListeners(eventName?: keyof HookEvents): this;
  /** The listeners of an event. */
  listeners(eventName: keyof HookEvents): Function[];
  /** How many listeners an event has. */
  listenerCount(eventName: keyof HookEvents): number;
  /** The events that have listeners. */
  eventNames(): (keyof HookEvents)[];
}
