'use strict';

const { ClientCacheState, PollingMode } = require('../enums.js');
const { Entry } = require('../config/entry.js');

/** What a fresh-enough entry means to polling: it may be this much older than the interval says. */
const POLL_TOLERANCE_MS = 500;

/**
 * @param {Entry} entry
 * @param {number} lifetimeMs
 */
function cacheState(entry, lifetimeMs) {
  if (entry.view === null) return ClientCacheState.NoFlagData;
  return entry.isExpired(lifetimeMs) ? ClientCacheState.HasCachedFlagDataOnly : ClientCacheState.HasUpToDateFlagData;
}

/** A promise that one party waits for and another keeps. */
class Signal {
  constructor() {
    /** @type {(value?: any) => void} */
    this.resolve = () => {};
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** Configs come by themselves; evaluations wait for the first one, for a limited time. */
class AutoPoll {
  #service;
  #intervalMs;
  #waits;
  #first = new Signal();

  /**
   * @param {import('./service.js').ConfigService} service
   * @param {import('../options/settings.js').Settings} settings
   */
  constructor(service, settings) {
    this.#service = service;
    this.#intervalMs = settings.pollIntervalMs;
    this.#waits = settings.maxInitWaitMs !== 0;
    this.initialized = false;
  }

  /** @param {Entry | Promise<Entry>} synced What the look into the cache gave. */
  start(synced) {
    this.#service.hold.during(this.#first.promise);
    if (!this.#waits) this.signal();
    else if (synced instanceof Entry) this.#startWith(synced);
    else whenSynced(this.#service, synced, (entry) => this.#startWith(entry));
  }

  /** @param {Entry} entry */
  #startWith(entry) {
    if (this.#service.isOffline || !entry.isExpired(this.#intervalMs - POLL_TOLERANCE_MS)) this.signal();
  }

  /** The wait is over: listeners are told before those who wait get their values. */
  signal() {
    if (this.initialized) return;
    this.initialized = true;
    queueMicrotask(() => {
      this.#service.announceReady();
      this.#first.resolve();
    });
  }

  /** @param {Entry} entry The latest one. @returns {Entry | Promise<Entry>} The one to evaluate with. */
  settle(entry) {
    if (this.initialized) return entry;
    if (!entry.isExpired(this.#intervalMs)) {
      this.signal();
      return entry;
    }
    if (this.#service.isOffline) return entry;
    return this.#first.promise.then(() => this.#service.entry);
  }

  /** @param {Entry} entry */
  cacheState(entry) {
    return cacheState(entry, this.#intervalMs);
  }

  dispose() {
    this.signal();
  }
}

/** A config is downloaded when one is wanted and the last one is too old. */
class LazyLoad {
  #service;
  #ttlMs;

  /**
   * @param {import('./service.js').ConfigService} service
   * @param {import('../options/settings.js').Settings} settings
   */
  constructor(service, settings) {
    this.#service = service;
    this.#ttlMs = settings.ttlMs;
  }

  /** @param {Entry | Promise<Entry>} synced */
  start(synced) {
    whenSynced(this.#service, synced, (entry) => this.#service.announceReady(entry));
  }

  signal() {}

  /** @param {Entry} entry @returns {Entry | Promise<Entry>} */
  settle(entry) {
    if (!entry.isExpired(this.#ttlMs) || this.#service.isOffline) return entry;
    return this.#service.refresh(entry, false).then(() => this.#service.entry);
  }

  /** @param {Entry} entry */
  cacheState(entry) {
    return cacheState(entry, this.#ttlMs);
  }

  dispose() {}
}

/** A config is downloaded only when the host says so. */
class ManualPoll {
  #service;

  /** @param {import('./service.js').ConfigService} service */
  constructor(service) {
    this.#service = service;
  }

  /** @param {Entry | Promise<Entry>} synced */
  start(synced) {
    whenSynced(this.#service, synced, (entry) => this.#service.announceReady(entry));
  }

  signal() {}

  /** @param {Entry} entry */
  settle(entry) {
    return entry;
  }

  /** @param {Entry} entry */
  cacheState(entry) {
    return entry.view === null ? ClientCacheState.NoFlagData : ClientCacheState.HasCachedFlagDataOnly;
  }

  dispose() {}
}

/**
 * Goes on once the cache was looked into; always later, so that the caller of the factory can listen. A look that fails
 * counts as one that found nothing new.
 *
 * @param {import('./service.js').ConfigService} service
 * @param {Entry | Promise<Entry>} synced
 * @param {(entry: Entry) => void} next
 */
function whenSynced(service, synced, next) {
  service.hold.during(Promise.resolve(synced)).then(next, () => next(service.entry));
}

/**
 * @param {import('./service.js').ConfigService} service
 * @param {import('../options/settings.js').Settings} settings
 */
function createMode(service, settings) {
  switch (settings.mode) {
    case PollingMode.LazyLoad:
      return new LazyLoad(service, settings);
    case PollingMode.ManualPoll:
      return new ManualPoll(service);
    default:
      return new AutoPoll(service, settings);
  }
}

exports.createMode = createMode;
exports.Signal = Signal;
