'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson } = require('../support/conformance');
const { CurrentLogger } = require('../support/loggers');
const { maskOf } = require('../support/mask');
const { isOfficial, load, newSdkKey } = require('../support/sdk');

const vectors = skip ? {} : readJson('derived/unit_vectors.json');
const rejectsAll = isOfficial && 'the official package rejects the whole config';
const BASE_URL = 'http://127.0.0.1:9/';
const CONFIG = '{"f":{"testKey":{"t":1,"v":{"s":"testValue"}}}}';

/** A config fetcher that always answers with the same config and keeps the requests. */
function fetcherOf(body, eTag) {
  const requests = [];
  return {
    requests,
    fetchAsync(request) {
      requests.push(request);
      return Promise.resolve({ statusCode: 200, reasonPhrase: 'OK', eTag, body });
    },
  };
}

/** An external cache of one payload. */
function cacheOf(payload) {
  return {
    keys: new Set(),
    payload,
    get(key) {
      this.keys.add(key);
      return this.payload;
    },
    set(key, value) {
      this.keys.add(key);
      this.payload = value;
    },
  };
}

function open(t, sdkKey, options) {
  const { getClient, PollingMode } = load('current');
  const client = getClient(sdkKey, PollingMode.ManualPoll, { logger: new CurrentLogger(-1), ...options });
  t.after(() => client.dispose());
  return client;
}

test('SDK key formats', { skip }, (t) => {
  const rows = vectors.sdkKeyValidation_key_customBaseUrl_valid;
  for (const [sdkKey, hasBaseUrl, valid] of rows) {
    const options = hasBaseUrl ? { baseUrl: BASE_URL } : {};
    if (valid) {
      open(t, sdkKey, options).dispose();
    } else {
      const shown = isOfficial ? sdkKey : maskOf(sdkKey);
      const message = `Invalid argument \`sdkKey\`. Expected a string matching the SDK Key format, got '${shown}'.`;
      assert.throws(() => open(t, sdkKey, options), { message });
    }
  }
  t.diagnostic(`${rows.length} keys`);
});

test('the key under which an external cache sees the config', { skip }, async (t) => {
  for (const [sdkKey, cacheKey] of vectors.cacheKeys) {
    const cache = cacheOf(null);
    const client = open(t, sdkKey, { baseUrl: BASE_URL, cache, configFetcher: fetcherOf(CONFIG, '"1"') });
    await client.forceRefreshAsync();
    assert.deepEqual([...cache.keys], [cacheKey]);
    assert.match(cache.payload, /testValue/);
  }
});

test('the payload that an external cache gets', { skip }, async (t) => {
  const { config, timestampMs, etag, serialized } = vectors.cachePayload;
  assert.equal(serialized, `${timestampMs}\n${etag}\n${config}`);

  const cache = cacheOf(null);
  const before = Date.now();
  const client = open(t, newSdkKey(), { cache, configFetcher: fetcherOf(CONFIG, etag) });
  await client.forceRefreshAsync();

  const [timestamp, ...rest] = cache.payload.split('\n');
  assert.match(timestamp, /^\d+$/);
  assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now(), timestamp);
  assert.deepEqual(rest, [etag, CONFIG]);
});

/** Reads a payload; its config must have a flag `testKey`. */
async function readPayload(t, payload) {
  const { timestampMs, etag } = vectors.cachePayload;
  const configFetcher = fetcherOf(CONFIG, etag);
  const client = open(t, newSdkKey(), { cache: cacheOf(payload), configFetcher });

  assert.deepEqual(await client.getAllKeysAsync(), ['testKey']);
  const details = await client.getValueDetailsAsync('testKey', null);
  assert.equal(details.fetchTime.getTime(), timestampMs);

  await client.forceRefreshAsync();
  assert.equal(configFetcher.requests[0].lastETag, etag);
  return details;
}

test('the payload that an external cache gives', { skip }, async (t) => {
  const { config, serialized } = vectors.cachePayload;
  const details = await readPayload(t, serialized.replace(config, CONFIG));
  assert.equal(details.value, 'testValue');
});

test('the payload of the vector, whose flag is of the older format', { skip: skip || rejectsAll }, async (t) => {
  const details = await readPayload(t, vectors.cachePayload.serialized);
  assert.equal(details.errorException.message, 'Invalid config JSON content. Type mismatch at $.f.testKey.v');
});
