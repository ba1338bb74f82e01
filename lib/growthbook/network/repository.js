'use strict';

// Payloads of servers: one cache for all instances of a thread. How they come is in `channel`, `native-feed` (native code, shared by
// all threads), `fetch-by-host`, `host-stream` and `host-poll` (functions of the application); what stays of them in `cache` and `storage`.

const { Channel } = require('./channel.js');
const { Hold } = require('../../node/hold.js');
const { customEventSource, getPolyfills, setPolyfills } = require('./polyfills.js');
const { entries, isUsable, trim } = require('./cache.js');
const { helpers } = require('./helpers.js');
const { isSame } = require('./sources.js');
const { pause } = require('./background.js');
const { changeSettings, settings } = require('./settings.js');
const { forget, persist, restore } = require('./storage.js');
const { tellListener } = require('./telling.js');

/**
 * @typedef {import('./channel.js').Consumer} Consumer
 * @typedef {import('./fetch-by-host.js').Found} Found
 * @typedef {import('./sources.js').PayloadSource} PayloadSource
 *
 * @typedef {object} LoadOptions
 * @property {number} [timeout] In milliseconds; none: for ever.
 * @property {boolean} [skipCache]
 * @property {boolean} [allowStale] Whether a payload will do that is not fresh any more.
 *
 * @typedef {object} Loaded
 * @property {PayloadSource | null} payload With `success` false: one that is too old, but the best there is.
 * @property {boolean} success
 * @property {'network' | 'cache' | 'error' | 'timeout'} source
 * @property {any} [error]
 */

const DEFAULT_HOST = 'https://cdn.growthbook.io';

/** Channels beyond this are forgotten where nobody uses them. */
const CHANNELS = 16;

const LONGEST_TIMER_MS = 2_147_483_647;

/** A program waits for what somebody waits for in it. */
const hold = new Hold({});

/** @type {Map<string, Channel>} */
const channels = new Map();

/** @param {unknown} host */
function withoutSlashes(host) {
  return String(host).replace(/\/+$/, '');
}

/** @param {Consumer} consumer */
function keyOf({ apiHost, clientKey }) {
  return `${withoutSlashes(apiHost)}||${clientKey}`;
}

/** @param {Consumer} consumer */
function channelOf(consumer) {
  const key = keyOf(consumer);
  let channel = channels.get(key);
  if (channel === undefined) {
    makeRoom();
    channel = new Channel(key, receive, confirm);
    channels.set(key, channel);
  }
  return channel;
}

/** Those who have gone unused for longest go first. */
function makeRoom() {
  for (const [key, channel] of channels) {
    if (channels.size < Math.max(CHANNELS, settings.maxEntries)) return;
    if (!channel.isIdle) continue;
    channel.retire();
    channels.delete(key);
  }
}

/**
 * Whether a payload is the known one: by what it says, or else by its text.
 *
 * @param {{ source: PayloadSource, version: string } | null | undefined} known
 * @param {Found} found
 */
function isKnown(known, { source, version }) {
  if (!known) return false;
  return version === '' ? known.version === '' && isSame(known.source, source) : known.version === version;
}

/**
 * Takes what a server gave, for the cache and for those who follow it.
 *
 * @param {Channel} channel
 * @param {Found} found
 * @returns {PayloadSource}
 */
function receive(channel, found) {
  const entry = settings.disableCache ? undefined : entries.get(channel.key);
  const known = [entry, channel.last].find((one) => isKnown(one, found));
  // The known one, so that instances go on with what is compiled.
  const kept = known ? { ...found, source: known.source } : found;
  // Nobody else has seen this one.
  if (kept.source !== found.source) found.source.native?.release();
  channel.last = kept;
  if (!settings.disableCache) store(channel, kept);
  if (!known) publish(channel, kept.source);
  return kept.source;
}

/**
 * @param {Channel} channel
 * @param {Found} found
 */
function store({ key, hasStream }, { source, version }) {
  entries.set(key, { source, version, staleAt: Date.now() + settings.staleTTL, hasStream: hasStream === true });
  trim();
  persist();
}

/** @param {Channel} channel */
function confirm(channel) {
  const entry = entries.get(channel.key);
  if (entry !== undefined) store(channel, entry);
}

/**
 * @param {Channel} channel
 * @param {PayloadSource} source
 */
function publish(channel, source) {
  for (const consumer of [...channel.subscribers.keys()]) {
    try {
      consumer.onPayload?.(source);
    } catch (error) {
      tellListener(consumer, error);
    }
  }
}

/**
 * Gets a payload, from the cache or from the server. Never rejects.
 *
 * @param {Consumer} consumer
 * @param {LoadOptions} [options]
 * @returns {Promise<Loaded>}
 */
function loadPayload(consumer, options = {}) {
  const { allowStale = false, skipCache = false, timeout } = options;
  const usesCache = !skipCache && !consumer.disableCache;
  const lastGood = () => (allowStale && usesCache && !settings.disableCache ? (entries.get(keyOf(consumer))?.source ?? null) : null);
  /** @type {(source: 'error' | 'timeout', error: any) => Loaded} */
  const failure = (source, error) => ({ payload: lastGood(), success: false, source, error });
  const loading = find(consumer, usesCache, allowStale, skipCache).catch((error) => failure('error', error));
  return hold.during(timeout ? inTime(loading, timeout, () => failure('timeout', new Error('Timeout'))) : loading);
}

/**
 * @param {Consumer} consumer
 * @param {boolean} usesCache
 * @param {boolean} allowStale
 * @param {boolean} insists
 * @returns {Promise<Loaded>}
 */
async function find(consumer, usesCache, allowStale, insists) {
  const restoring = restore();
  if (restoring !== null) await restoring;
  const channel = channelOf(consumer);
  const now = Date.now();
  const entry = entries.get(channel.key);
  if (usesCache && !settings.disableCache && entry !== undefined && isUsable(entry, allowStale, now)) {
    channel.hasStream ||= entry.hasStream;
    if (entry.staleAt <= now) channel.look(consumer);
    else streamForHost(channel, consumer);
    return { payload: entry.source, success: true, source: 'cache' };
  }
  const payload = await channel.fetch(consumer, insists);
  streamForHost(channel, consumer);
  return { payload, success: true, source: 'network' };
}

/**
 * Who sets an `EventSource` wants the cache to be kept up to date by it, whoever subscribes.
 *
 * @param {Channel} channel
 * @param {Consumer} consumer
 */
function streamForHost(channel, consumer) {
  if (channel.hasStream && consumer.backgroundSync !== false && customEventSource() !== undefined) keepStream(channel, consumer);
}

/**
 * @param {Channel} channel
 * @param {Consumer} consumer
 */
function keepStream(channel, consumer) {
  // Of the consumer only what names it: instances come and go.
  const { apiHost, apiHostRequestHeaders, clientKey, streamingHost, streamingHostRequestHeaders } = consumer;
  channel.keeper ??= { apiHost, apiHostRequestHeaders, clientKey, streamingHost, streamingHostRequestHeaders };
  channel.background.update();
}

/**
 * The result, or another one when the time is over.
 *
 * @template T
 * @param {Promise<T>} result
 * @param {number} limitMs
 * @param {() => T} otherwise
 * @returns {Promise<T>}
 */
function inTime(result, limitMs, otherwise) {
  return new Promise((resolve) => {
    // A thread that was busy for so long looks for the result once more.
    const late = () => setImmediate(() => resolve(otherwise()));
    const timer = setTimeout(late, Math.min(limitMs, LONGEST_TIMER_MS));
    result.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

/**
 * Lets somebody follow changes: `onPayload` is called with each other payload.
 *
 * @param {Consumer} consumer
 * @param {{ streaming?: boolean, pollingInterval?: number }} wish
 */
function subscribe(consumer, { streaming, pollingInterval }) {
  const interval = Number(pollingInterval);
  const channel = channelOf(consumer);
  const isInterval = interval >= 1 && interval <= LONGEST_TIMER_MS;
  channel.subscribers.set(consumer, { streaming: Boolean(streaming), pollingInterval: isInterval ? interval : 0 });
  channel.background.update();
}

/** @param {Consumer} consumer */
function unsubscribe(consumer) {
  const channel = channels.get(keyOf(consumer));
  if (channel?.subscribers.delete(consumer)) channel.background.update();
}

/** Ends all streams, polls and subscriptions. */
function closeAll() {
  for (const channel of channels.values()) {
    channel.subscribers.clear();
    channel.keeper = null;
    channel.background.update(true);
  }
}

/**
 * Gets a payload into the cache before somebody needs it, and keeps a stream open for it if that is wanted. Rejects only without a key.
 *
 * @param {any} options
 * @returns {Promise<void>}
 */
async function prefetch(options) {
  const { apiHost, clientKey, skipCache, streaming, streamingHost } = options;
  if (!clientKey) throw new Error('Missing clientKey');
  const host = withoutSlashes(apiHost || DEFAULT_HOST);
  const consumer = { ...options, apiHost: host, streamingHost: withoutSlashes(streamingHost || host), disableCache: false };
  await loadPayload(consumer, { skipCache: Boolean(skipCache) });
  if (streaming) keepStream(channelOf(consumer), consumer);
}

/**
 * Changes the settings of the cache that are named.
 *
 * @param {Partial<import('./settings.js').CacheSettings>} overrides
 */
function configureCache(overrides) {
  changeSettings(overrides);
  for (const channel of channels.values()) channel.background.update();
}

/** Forgets all payloads, and ends all that keeps them up to date. The persistent cache is emptied. */
async function clearCache() {
  entries.clear();
  for (const channel of channels.values()) channel.retire();
  channels.clear();
  forget();
  await hold.during(persist());
}

/** Pauses all streams and polls. */
function onHidden() {
  setPaused(true);
}

/** Ends the pause. */
function onVisible() {
  setPaused(false);
}

/** @param {boolean} isOn */
function setPaused(isOn) {
  pause.isOn = isOn;
  for (const channel of channels.values()) channel.background.update();
}

module.exports = {
  clearCache,
  closeAll,
  configureCache,
  getPolyfills,
  helpers,
  load: loadPayload,
  onHidden,
  onVisible,
  prefetch,
  setPolyfills,
  subscribe,
  unsubscribe,
};
