'use strict';

const crypto = require('node:crypto');

/** A fresh SDK key of the right format, so that no two tests share a client, a poller or a cache entry. */
function newSdkKey() {
  const text = crypto.randomBytes(22).toString('hex');
  return `configcat-sdk-1/${text.slice(0, 22)}/${text.slice(22, 44)}`;
}

/** An SDK key that a fetcher or cache of the test itself gives away, so that it is not searched for (`support/canary.js`). */
function newKnownSdkKey() {
  return newSdkKey().replace(/\/.{6}/, '/KNOWN-');
}

const SettingType = { Boolean: 0, String: 1, Int: 2, Double: 3 };

/** A setting without rules. */
function plain(value, variationId) {
  if (typeof value === 'boolean') {
    return setting(SettingType.Boolean, { b: value }, variationId);
  }
  if (typeof value === 'string') {
    return setting(SettingType.String, { s: value }, variationId);
  }
  return Number.isInteger(value)
    ? setting(SettingType.Int, { i: value }, variationId)
    : setting(SettingType.Double, { d: value }, variationId);
}

function setting(t, v, i) {
  return i === undefined ? { t, v } : { t, v, i };
}

/** A config v6 of settings without rules: `configOf({ flag: true })`. */
function configOf(values, extra = {}) {
  const f = {};
  for (const [key, value] of Object.entries(values)) {
    f[key] = value !== null && typeof value === 'object' ? value : plain(value, `id-${key}`);
  }
  return { ...extra, f };
}

/** The text that ConfigCat SDKs keep in an external cache. */
function cachePayload(config, { timestamp = Date.now(), etag = '"cached"' } = {}) {
  return `${timestamp}\n${etag}\n${typeof config === 'string' ? config : JSON.stringify(config)}`;
}

function cacheKeyOf(sdkKey) {
  return crypto.createHash('sha1').update(`${sdkKey}_config_v6.json_v2`).digest('hex');
}

/** A string cache over a Map, with a record of its calls. `mode` decides whether it answers directly or with promises. */
function createCache(initial, mode = 'sync') {
  const cache = {
    calls: [],
    value: initial,
    get(key) {
      cache.calls.push(['get', key]);
      return mode === 'sync' ? cache.value : Promise.resolve(cache.value);
    },
    set(key, value) {
      cache.calls.push(['set', key, value]);
      cache.value = value;
      return mode === 'sync' ? undefined : Promise.resolve();
    },
    sets: () => cache.calls.filter(([name]) => name === 'set'),
    gets: () => cache.calls.filter(([name]) => name === 'get'),
  };
  return cache;
}

/** A logger that keeps what it hears. */
function createRecorder(level = 3) {
  const events = [];
  return {
    level,
    events,
    log(eventLevel, eventId, message, exception) {
      events.push({ level: eventLevel, id: eventId, text: String(message), exception });
    },
    ids: () => events.filter((event) => event.id !== 0).map((event) => event.id),
    texts: () => events.map((event) => event.text),
    find: (id) => events.find((event) => event.id === id),
  };
}

/** Waits for a condition without assuming how long it takes; the test's own hang guard ends a hopeless wait. */
async function until(condition) {
  for (;;) {
    const value = await condition();
    if (value) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lets everything that is already due happen, several times over. */
async function settle(turns = 10) {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

module.exports = {
  SettingType,
  cacheKeyOf,
  cachePayload,
  configOf,
  createCache,
  createRecorder,
  newKnownSdkKey,
  newSdkKey,
  plain,
  setting,
  settle,
  until,
};
