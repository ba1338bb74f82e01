'use strict';

const binding = require('../../../binding.js');
const { EMPTY_ENTRY, Entry, isOtherConfig } = require('../config/entry.js');
const { PollingMode } = require('../enums.js');
const { withCode } = require('../errors.js');
const { abortedResult } = require('../fetching/fetch-report.js');
const { Hold } = require('../../node/hold.js');
const { InterruptibleWaits } = require('./interruptible.js');
const { LastFetch } = require('./last-fetch.js');
const { NativeEvent, NoReport } = require('./native-events.js');
const { openOptions } = require('./open-options.js');
const { createMode, Signal } = require('./polling-modes.js');
const { describeStatus } = require('./status.js');
const { success } = require('../clients/refresh-result.js');
const { currentTrust } = require('../../node/trust.js');
const { afterTurns } = require('./turns.js');

const Status = Object.freeze({ Online: 0, Offline: 1, Disposed: 2 });

const asItIs = (/** @type {Entry} */ entry) => entry;

/** Between the making of a client and its first request. */
const OPEN_TURNS = 1;

/** Between the end of a fetch and the result of the refresh that wanted it. */
const RESULT_TURNS = 1;

/** How long a refresh that ended can still be joined. */
const ENDING_TURNS = 2;

/**
 * @typedef {object} PendingRefresh
 * @property {number} token
 * @property {Promise<any>} promise
 * @property {(result: any) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

/**
 * Loaded for those who have a fetcher only.
 *
 * @param {import('../options/settings.js').Settings} settings
 */
function fetchBridge({ fetcher, headers }) {
  const { FetchBridge } = require('../fetching/fetch-bridge.js');
  return new FetchBridge(fetcher, headers);
}

/**
 * The configs of one client: the native service that downloads them, the cache of the host, and what is known now.
 */
class ConfigService {
  #settings;
  #hooks;
  #messages;
  #mode;
  #fetchBridge;
  #cache;
  /** Holds the latest entry: the cache, or an object that only does that. @type {{ entry: Entry }} */
  #memory;
  #status;
  #ready = new Signal();
  /** The look into the cache that is under way. @type {Promise<Entry> | null} */
  #pendingSync = null;
  #reads = new InterruptibleWaits();
  /** What the first look into the cache gave; the first round of polling uses it. @type {any} */
  #firstSync = null;
  /** The refresh under way, which everybody who wants one shares. @type {PendingRefresh | null} */
  #refreshing = null;
  #lastToken = 0;
  #isEnding = false;
  /** The cache answers with promises. */
  #isCacheSlow = false;
  #isAnnounced = false;
  /** A round of polling has begun, which looks into the cache before it downloads. */
  #isRoundOpen = false;
  /** Questions that take their turns. */
  #inTurn = 0;
  /** Why there is no native service. @type {{ reason: unknown } | null} */
  #notOpened = null;
  /** The reading of the cache file that is under way. @type {Signal | null} */
  #restoring = null;
  #lastFetch;
  /** The config taken last is another one than the one before it. Only for those who have the callback option. */
  #isOther = true;

  /** @param {import('../options/settings.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#hooks = settings.hooks;
    this.#messages = settings.messages;
    this.#status = settings.offline ? Status.Offline : Status.Online;
    this.#cache = settings.cache ? this.#openCache(settings) : null;
    this.#memory = this.#cache ?? { entry: EMPTY_ENTRY };
    this.#fetchBridge = settings.fetcher ? fetchBridge(settings) : null;
    this.#lastFetch = new LastFetch(settings, this.#fetchBridge);
    if (settings.cacheFile !== null) this.#restoring = new Signal();
    /** The cache file gave an entry. */
    this.isRestored = false;
    this.#mode = createMode(this, settings);
    this.hold = new Hold(this);
    /** What has to be let go when nobody refers to the client any more. @type {{ native: any, fetcher: any }} */
    this.resources = { native: null, fetcher: settings.ownsFetcher ? settings.fetcher : null };
  }

  /** @param {import('../options/settings.js').Settings} settings */
  #openCache({ cache, legacy, sdkKey, messages }) {
    // Loaded for those who have a cache only.
    const { ExternalCache } = require('../caching/cache.js');
    const codec = legacy
      ? require('../caching/legacy-cache.js').objectCodec(sdkKey)
      : require('../caching/string-cache.js').stringCodec(sdkKey);
    return new ExternalCache(cache, codec, messages, (entry) => this.#emitChanged(entry));
  }

  /** Begins work. Listeners may be called from here, if the cache answers at once. */
  start() {
    const synced = this.#syncCache();
    this.#mode.start(synced);
    if (this.#status === Status.Disposed) return;
    if (this.#settings.keepAlive) this.hold.acquire();
    if (this.#settings.legacy) this.#open(synced);
    else afterTurns(OPEN_TURNS, () => this.#openLater(synced));
  }

  /**
   * Who goes offline, or disposes the client, as soon as it is made wants no request at all.
   *
   * @param {Entry | Promise<Entry>} synced
   */
  #openLater(synced) {
    if (this.#status === Status.Disposed) return;
    try {
      this.#open(synced);
    } catch (err) {
      this.#notOpened = { reason: err };
      this.#refreshing?.reject(err);
      this.#endRestoring();
      this.#mode.signal();
    }
  }

  /** @param {Entry | Promise<Entry>} synced */
  #open(synced) {
    this.#isRoundOpen = this.#cache !== null;
    const initial = synced instanceof Entry ? synced.handle : null;
    if (initial === null) this.#keepFirstSync(synced);
    const state = {
      offline: this.isOffline,
      hasCache: this.#cache !== null,
      hasFetcher: this.#fetchBridge !== null,
      initial,
    };
    this.resources.native = binding.configcatOpen(
      openOptions(this.#settings, state),
      eventReceiver(new WeakRef(this)),
    );
  }

  /** @param {Entry | Promise<Entry>} synced */
  #keepFirstSync(synced) {
    this.#firstSync = synced;
    // It may fail before the first round of polling asks for it.
    if (synced instanceof Promise) synced.catch(() => {});
  }

  /** The latest entry in memory. */
  get entry() {
    return this.#memory.entry;
  }

  get isOffline() {
    return this.#status !== Status.Online;
  }

  /** The server has asked to be left alone, and the time is not over. */
  get isHeld() {
    return this.resources.native?.isHeld() ?? false;
  }

  /** Who asks for a refresh now joins the one that has just ended. */
  get isRefreshEnding() {
    return this.#isEnding && !this.#settings.legacy;
  }

  /** Resolves to the cache state, once the wait for a first config is over. */
  get ready() {
    return this.#ready.promise;
  }

  /** @param {Entry} entry @returns {number} One of `ClientCacheState`. */
  cacheState(entry) {
    return this.#mode.cacheState(entry);
  }

  /** Whether questions have to take their turns: the client is not announced as ready, or others are waiting. */
  get isBusy() {
    return !this.#isAnnounced || this.#inTurn > 0;
  }

  /** How the downloads went so far, for whoever watches over the client. */
  status() {
    return describeStatus(this.#settings.sdkKey, this.entry, this.resources.native?.status(), this.isOffline);
  }

  /**
   * The entry to evaluate with: at once, unless something has to be waited for.
   *
   * @param {boolean} inTurn Whether the answer takes its turns even if nothing has to be waited for.
   * @param {(entry: Entry) => Entry} apply What becomes of it, such as a mix with overrides.
   * @returns {Entry | Promise<Entry>}
   */
  getConfig(inTurn, apply = asItIs) {
    const synced = this.#syncCache();
    if (!inTurn && synced instanceof Entry && this.#mode.isSettled(synced)) return apply(synced);
    return this.#settings.legacy ? this.#settled(synced, apply) : this.#takeTurns(synced, apply);
  }

  /**
   * @param {Entry | Promise<Entry>} synced
   * @param {(entry: Entry) => Entry} apply
   * @returns {Entry | Promise<Entry>}
   */
  #settled(synced, apply) {
    const settled = synced instanceof Entry ? this.#mode.settle(synced) : synced.then((entry) => this.#mode.settle(entry));
    return settled instanceof Entry ? apply(settled) : this.hold.during(settled).then(apply);
  }

  /**
   * @param {Entry | Promise<Entry>} synced
   * @param {(entry: Entry) => Entry} apply
   * @returns {Promise<Entry>}
   */
  #takeTurns(synced, apply) {
    const leave = () => this.#inTurn--;
    const answer = this.#answer(synced, apply);
    this.#inTurn++;
    answer.then(leave, leave);
    return answer;
  }

  /**
   * Each `await` is a turn: one to the look at what is needed, two from there to the answer, one after a wait.
   *
   * @param {Entry | Promise<Entry>} synced
   * @param {(entry: Entry) => Entry} apply
   */
  async #answer(synced, apply) {
    const latest = synced instanceof Entry ? synced : await this.hold.during(synced);
    await undefined;
    const settled = this.#mode.settle(latest);
    const entry = settled instanceof Entry ? await settled : await this.hold.during(settled);
    await undefined;
    return apply(entry);
  }

  /** @returns {Entry | Promise<Entry>} */
  #syncCache() {
    if (this.#restoring !== null) return this.#restoring.promise;
    // A disposed client keeps no process alive, so it cannot wait for a cache.
    if (this.#cache === null || this.#status === Status.Disposed) return this.#memory.entry;
    if (this.#pendingSync !== null) return this.#pendingSync;
    const read = this.#cache.read();
    this.#isCacheSlow = !(read instanceof Entry);
    if (read instanceof Entry) return read;
    const wait = this.#reads.add(read);
    const clear = () => {
      this.#pendingSync = null;
    };
    this.#pendingSync = wait;
    wait.then(clear, clear);
    return wait;
  }

  /** A refresh the host asked for. @returns {Promise<any>} The result. */
  async refreshByUser() {
    const wasDisposed = this.#status === Status.Disposed;
    let latest = this.#syncCache();
    if (latest instanceof Promise) latest = await this.hold.during(latest);
    await undefined;
    if (!this.isOffline) return await this.refresh(latest, true);
    if (!wasDisposed && this.#status === Status.Disposed) return abortedResult();
    if (this.#cache !== null) return success();
    return this.#lastFetch.offlineResult();
  }

  /**
   * @param {Entry} latest
   * @param {boolean} byUser
   * @returns {Promise<any>}
   */
  refresh(latest, byUser) {
    if (this.#notOpened !== null) return Promise.reject(this.#notOpened.reason);
    if (this.#refreshing !== null) return this.hold.during(this.#refreshing.promise);
    if (this.isRefreshEnding) return Promise.resolve(this.#lastFetch.result);
    return this.hold.during(this.#beginRefresh(latest, byUser));
  }

  /**
   * A refresh that nobody waits for: it does not keep the process alive.
   *
   * @param {Entry} latest
   */
  refreshInBackground(latest) {
    if (this.#notOpened === null && this.#refreshing === null) this.#beginRefresh(latest, false).catch(() => {});
  }

  /**
   * @param {Entry} latest
   * @param {boolean} byUser
   * @returns {Promise<any>}
   */
  #beginRefresh(latest, byUser) {
    const token = ++this.#lastToken;
    this.#refreshing = { token, ...new Signal() };
    const { native } = this.resources;
    // A round of polling that is under way was first, and this joins in.
    const isFirst = byUser && !(this.#isRoundOpen && this.#mode.isDue(latest));
    if (native !== null) native.refresh(token, isFirst, latest.handle);
    // Asked by a listener that is called while the client is being made.
    else queueMicrotask(() => this.resources.native?.refresh(token, isFirst, latest.handle));
    return this.#refreshing.promise;
  }

  setOnline() {
    if (this.#status === Status.Disposed) {
      this.#messages.noEffectDisposed('setOnline');
    } else if (this.#status === Status.Offline) {
      this.#status = Status.Online;
      this.#mode.wentOnline();
      this.#beginRound();
      this.#tellStatus();
      this.#messages.statusChanged('Online');
    }
  }

  setOffline() {
    if (this.#status === Status.Disposed) {
      this.#messages.noEffectDisposed('setOffline');
    } else if (this.#status === Status.Online) {
      this.#status = Status.Offline;
      this.#tellStatus();
      this.#messages.statusChanged('Offline');
    }
  }

  /** Going online begins a round of polling, and that with a look into the cache. */
  #beginRound() {
    if (this.#cache === null || this.#isEnding || this.#settings.mode !== PollingMode.AutoPoll) return;
    this.#isRoundOpen = true;
    if (this.resources.native !== null) this.#keepFirstSync(this.#syncCache());
  }

  /**
   * Listeners of a fetch still belong to it: one that goes offline and back online causes no other, unless the cache
   * takes so long to answer that the fetch is over.
   */
  #tellStatus() {
    if (this.#isEnding && !this.#isCacheSlow) afterTurns(ENDING_TURNS, () => this.resources.native?.setOffline(this.isOffline));
    else this.resources.native?.setOffline(this.isOffline);
  }

  /** Ends all work; whoever waits gets what is known. */
  dispose() {
    if (this.#status === Status.Disposed) return;
    this.#status = Status.Disposed;
    this.resources.native?.dispose();
    this.#refreshing?.resolve(abortedResult());
    this.#refreshing = null;
    this.#reads.interrupt(this.entry);
    this.#endRestoring();
    this.#mode.dispose();
    this.hold.close();
    this.resources.fetcher?.dispose?.();
  }

  /** @param {Entry} [entry] */
  announceReady(entry = this.entry) {
    const state = this.cacheState(entry);
    this.#isAnnounced = true;
    this.#hooks.emit('clientReady', state);
    this.#ready.resolve(state);
  }

  /** @param {Entry} entry */
  #emitChanged(entry) {
    // Without a listener nothing is made that keeps the text alive.
    if (entry.view !== null && this.#hooks.has('configChanged')) this.#hooks.emit('configChanged', entry.view.config);
  }

  /**
   * An event of the native service.
   *
   * @param {number} kind One of `NativeEvent`.
   * @param {any[]} args
   */
  receive(kind, args) {
    if (this.#status === Status.Disposed) return;
    switch (kind) {
      case NativeEvent.Stored:
        return this.#onStored(args[0]);
      case NativeEvent.FetchEnded:
        return this.#onFetchEnded(args);
      case NativeEvent.Fetched:
        return this.#onFetched(args[0]);
      case NativeEvent.Changed:
        return this.#onChanged();
      case NativeEvent.Ready:
        return this.#mode.signal();
      case NativeEvent.Warned:
        return args[0] === 3002 ? this.#messages.governanceOutOfSync() : this.#messages.fetchRedirectLoop(args[1]);
      case NativeEvent.RefreshDone:
        return this.#onRefreshDone(args[0], args[1], args[2], args[3]);
      case NativeEvent.SyncCache:
        return this.#onSyncCache(args[0]);
      case NativeEvent.Store:
        return this.#onStore(args[0], args[1]);
      case NativeEvent.Fetch:
        return this.#fetchBridge?.run(this.resources.native, args[0], args[1], args[2], args[3], args[4]);
      case NativeEvent.PollFailed:
        return this.#messages.pollError(withCode(new Error(args[0]), args[1]));
      case NativeEvent.TrustNeeded:
        return this.resources.native.trust(args[0], currentTrust());
      case NativeEvent.Restored:
        return this.#onRestored(args[0]);
      case NativeEvent.CacheFile:
        return this.#messages.cacheFile(args[0], args[1]);
      default:
        return undefined;
    }
  }

  /** @param {any} native */
  #take(native) {
    const before = this.entry;
    const entry = Entry.fromNative(native, this.#lastFetch.isFetched ? undefined : before);
    // Not asked later: the old config is not kept alive for it.
    if (this.#settings.configChanged !== null) this.#isOther = isOtherConfig(before, entry);
    return entry;
  }

  /** @param {any} native */
  #onStored(native) {
    const before = this.entry;
    this.#memory.entry = this.#take(native);
    before.retire(this.entry);
  }

  /**
   * A config found in a cache is one that is announced, wherever that cache is.
   *
   * @param {any} native
   */
  #onRestored(native) {
    if (native !== null) {
      this.isRestored = true;
      this.#onStored(native);
      this.#emitChanged(this.entry);
    }
    this.#endRestoring();
  }

  #endRestoring() {
    this.#restoring?.resolve(this.entry);
    this.#restoring = null;
  }

  /**
   * @param {number} token
   * @param {any} native
   */
  async #onStore(token, native) {
    try {
      await this.#cache?.write(this.#take(native));
    } finally {
      this.resources.native.stored(token);
    }
  }

  /** @param {number} token */
  async #onSyncCache(token) {
    try {
      const synced = this.#firstSync ?? this.#syncCache();
      this.#firstSync = null;
      await synced;
    } finally {
      if (!this.#mode.isDue(this.entry)) this.#isRoundOpen = false;
      this.resources.native.cacheSynced(token, this.entry.handle);
    }
  }

  /** @param {any[]} args */
  #onFetchEnded(args) {
    const report = this.#lastFetch.ended(args);
    this.#isRoundOpen = false;
    this.#mode.fetchEnded(this.#lastFetch.isSuccess);
    this.#lastFetch.tell(report);
  }

  /**
   * The listeners still belong to the refresh: one that asks for another joins it.
   *
   * @param {boolean} byUser
   */
  #onFetched(byUser) {
    this.#isEnding = true;
    afterTurns(ENDING_TURNS, () => {
      this.#isEnding = false;
    });
    this.#hooks.emit('configFetched', this.#lastFetch.result, byUser);
  }

  #onChanged() {
    this.#emitChanged(this.entry);
    const { configChanged } = this.#settings;
    if (configChanged === null) return;
    const isOther = this.#isOther;
    this.#isOther = false;
    if (isOther) this.#hooks.call('configChanged', configChanged, []);
  }

  /**
   * @param {number} token
   * @param {number} code
   * @param {string | undefined} text
   * @param {string | undefined} errorCode
   */
  #onRefreshDone(token, code, text, errorCode) {
    const pending = this.#refreshing;
    if (pending?.token !== token) return;
    this.#refreshing = null;
    // It ended without a report.
    if (code === NoReport.Failed) this.#mode.fetchEnded(false);
    try {
      const result = this.#lastFetch.resultOf(code, text, errorCode);
      afterTurns(RESULT_TURNS, () => pending.resolve(result));
    } catch (err) {
      pending.reject(err);
    }
  }
}

/**
 * The callback of the native service. It must not keep the client alive, and nothing may escape from it: there is
 * nobody to catch it.
 *
 * @param {WeakRef<ConfigService>} service
 */
function eventReceiver(service) {
  return (/** @type {number} */ kind, /** @type {any[]} */ ...args) => {
    try {
      const done = service.deref()?.receive(kind, args);
      if (done instanceof Promise) done.catch(() => {});
    } catch {
      // Only the host's own logger throws here, so there is no place to report it to.
    }
  };
}

exports.ConfigService = ConfigService;
