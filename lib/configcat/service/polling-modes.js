'use strict';

const { ClientCacheState, PollingMode } = require('../enums.js');
const { Entry } = require('../config/entry.js');
const { LazyBackoff } = require('./lazy-backoff.js');
const { afterTurns } = require('./turns.js');

/** What a fresh-enough entry means to polling: it may be this much older than the interval says. */
const POLL_TOLERANCE_MS = 500;

/** Between a look into the cache and what is done about it. */
const LOOK_TURNS = 1;

/** Between a look into the cache and the announcement of a client that waits for nothing else. */
const READY_TURNS = 2;

/** Between the end of the first wait, the release of those who wait for it, and its announcement. */
const RELEASE_TURNS = 4;
const ANNOUNCE_TURNS = 2;

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
    /** @type {(reason: unknown) => void} */
    this.reject = () => {};
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** Configs come by themselves; evaluations wait for the first one, for a limited time. */
class AutoPoll {
  #service;
  #intervalMs;
  #waits;
  #legacy;
  #first = new Signal();
  #isSignalled = false;

  /**
   * @param {import('./service.js').ConfigService} service
   * @param {import('../options/settings.js').Settings} settings
   */
  constructor(service, settings) {
    this.#service = service;
    this.#intervalMs = settings.pollIntervalMs;
    this.#waits = settings.maxInitWaitMs !== 0;
    this.#legacy = settings.legacy;
    this.initialized = false;
  }

  /** @param {Entry | Promise<Entry>} synced What the look into the cache gave. */
  start(synced) {
    this.#service.hold.during(this.#first.promise);
    const startWith = (/** @type {Entry} */ entry) => this.#startWith(entry);
    if (!this.#waits) this.#startWithout();
    else if (!this.#legacy) whenSynced(this.#service, synced, LOOK_TURNS, startWith);
    else if (synced instanceof Entry) this.#startWith(synced);
    else whenSynced(this.#service, synced, 0, startWith);
  }

  #startWithout() {
    this.#isSignalled = true;
    this.initialized = true;
    this.#first.resolve();
    afterTurns(READY_TURNS, () => this.#service.announceReady());
  }

  /** @param {Entry} entry */
  #startWith(entry) {
    if (this.#service.isOffline || !this.isDue(entry)) this.signal();
  }

  /** @param {Entry} entry @returns {boolean} Whether a round of polling that finds it downloads another. */
  isDue(entry) {
    return entry.isExpired(this.#intervalMs - POLL_TOLERANCE_MS);
  }

  /** The wait is over: listeners are told before those who wait get their values. */
  signal() {
    if (this.#isSignalled) return;
    this.#isSignalled = true;
    this.initialized = this.#legacy;
    afterTurns(this.#legacy ? 1 : RELEASE_TURNS, () => this.#release());
  }

  #release() {
    this.initialized = true;
    this.#first.resolve();
    if (this.#legacy) this.#service.announceReady();
    else afterTurns(ANNOUNCE_TURNS, () => this.#service.announceReady());
  }

  /** Whether the latest entry can be evaluated with, without any other step. */
  isSettled() {
    return this.initialized;
  }

  /** @param {Entry} entry The latest one. @returns {Entry | Promise<Entry>} The one to evaluate with. */
  settle(entry) {
    if (this.initialized) return entry;
    if (!entry.isExpired(this.#intervalMs)) {
      this.signal();
      return entry;
    }
    // What the cache file gave is served at once, whatever its age.
    if (this.#service.isOffline || this.#service.isRestored) return entry;
    return this.#first.promise.then(() => this.#service.entry);
  }

  /** @param {Entry} entry */
  cacheState(entry) {
    return cacheState(entry, this.#intervalMs);
  }

  fetchEnded() {}

  wentOnline() {}

  dispose() {
    this.signal();
  }
}

/**
 * A config is downloaded when one is wanted and the last one is too old. After a failure what is at hand is served, and the
 * server is asked again from time to time only.
 */
class LazyLoad {
  #service;
  #ttlMs;
  #backoff;
  /** A failure counts as a renewal of the config: it is old again a time to live later, and waited for again. */
  #renewsOnFailure;

  /**
   * @param {import('./service.js').ConfigService} service
   * @param {import('../options/settings.js').Settings} settings
   */
  constructor(service, settings) {
    this.#service = service;
    this.#ttlMs = settings.ttlMs;
    this.#backoff = new LazyBackoff(settings.ttlMs);
    this.#renewsOnFailure = settings.legacy;
  }

  /** @param {Entry | Promise<Entry>} synced */
  start(synced) {
    whenSynced(this.#service, synced, READY_TURNS, (entry) => this.#service.announceReady(entry));
  }

  signal() {}

  isDue() {
    return false;
  }

  /**
   * A server that failed, or asked to be left alone, is not asked for a time: what is at hand is served until then.
   *
   * @param {Entry} entry
   */
  isSettled(entry) {
    return (
      !entry.isExpired(this.#ttlMs) ||
      this.#service.isOffline ||
      (this.#isOutage(entry) && this.#backoff.isResting(entry)) ||
      this.#service.isHeld
    );
  }

  /**
   * Questions of those who are told of a failure still belong to it.
   *
   * @param {Entry} entry
   */
  #isOutage(entry) {
    return !this.#service.isRefreshEnding && this.#backoff.isOutage(entry);
  }

  /** @param {Entry} entry @returns {Entry | Promise<Entry>} */
  settle(entry) {
    if (this.isSettled(entry)) return entry;
    // Who has a config waits for the first attempt of an outage only.
    if (entry.view !== null && !this.#renewsOnFailure && this.#isOutage(entry)) {
      this.#service.refreshInBackground(entry);
      return entry;
    }
    return this.#service.refresh(entry, false).then(() => this.#service.entry);
  }

  /** @param {boolean} isSuccess */
  fetchEnded(isSuccess) {
    if (isSuccess) this.#backoff.end();
    else this.#backoff.failed(this.#service.entry);
  }

  wentOnline() {
    this.#backoff.end();
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
    whenSynced(this.#service, synced, READY_TURNS, (entry) => this.#service.announceReady(entry));
  }

  signal() {}

  isDue() {
    return false;
  }

  isSettled() {
    return true;
  }

  /** @param {Entry} entry */
  settle(entry) {
    return entry;
  }

  /** @param {Entry} entry */
  cacheState(entry) {
    return entry.view === null ? ClientCacheState.NoFlagData : ClientCacheState.HasCachedFlagDataOnly;
  }

  fetchEnded() {}

  wentOnline() {}

  dispose() {}
}

/**
 * Goes on once the cache was looked into, and some turns later, so that the caller of the factory can listen. A look
 * that fails counts as one that found nothing new.
 *
 * @param {import('./service.js').ConfigService} service
 * @param {Entry | Promise<Entry>} synced
 * @param {number} turns
 * @param {(entry: Entry) => void} next
 */
function whenSynced(service, synced, turns, next) {
  const goOn = (/** @type {Entry} */ entry) => afterTurns(turns, () => next(entry));
  if (synced instanceof Entry) goOn(synced);
  else service.hold.during(synced).then(goOn, () => goOn(service.entry));
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
