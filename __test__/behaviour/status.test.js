'use strict';

// `client.status()`, which no official package has: what it tells, and that it can be asked at any time.

const assert = require('node:assert/strict');
const { legacyOwn, own } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, newKnownSdkKey, newSdkKey, settle, until } = require('./support/fixtures');
const { openLegacy } = require('./support/legacy');
const { open } = require('./support/client');

const NOTHING = { lastSuccess: null, lastError: null, nextAttempt: null, config: null };

/** Clocks of the poller and of the test are read at different moments, and are cut to milliseconds. */
const TOLERANCE_MS = 50;

function assertBetween(date, from, to) {
  assert.ok(date instanceof Date, `${date}`);
  assert.ok(date.getTime() >= from - TOLERANCE_MS && date.getTime() <= to + TOLERANCE_MS, `${date.toISOString()}, ${from} to ${to}`);
}

own('an auto-polling client tells of its last success, its config and its next poll', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true }), '"v7"'));
  const before = Date.now();
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, pollIntervalSeconds: 60 });
  assert.deepEqual(client.status(), NOTHING, 'before anything happened');
  await client.waitForReady();
  const { lastSuccess, lastError, nextAttempt, config } = client.status();
  const after = Date.now();
  assertBetween(lastSuccess, before, after);
  assert.equal(lastError, null);
  assertBetween(nextAttempt, before + 60_000, after + 60_000);
  assert.equal(config.version, '"v7"');
  assertBetween(config.fetchTime, before, after);
  assert.ok(config.age >= 0 && config.age <= after - before + TOLERANCE_MS);
});

own('a failure stays, with its time, when a success follows', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  const before = Date.now();
  await client.forceRefreshAsync();
  const failed = client.status();
  assertBetween(failed.lastError.time, before, Date.now());
  assert.equal(failed.lastError.code, 'UNEXPECTED_STATUS');
  assert.equal(failed.lastError.errorCode, sdk.RefreshErrorCode.UnexpectedHttpResponse);
  assert.equal(failed.lastError.message, 'Unexpected HTTP response: 500 Internal Server Error');
  assert.deepEqual({ ...failed, lastError: null }, NOTHING);

  origin.respond = serveConfig(configOf({ flag: true }));
  await settle(1);
  await client.forceRefreshAsync();
  const healed = client.status();
  assert.deepEqual(healed.lastError, failed.lastError);
  assert.ok(healed.lastSuccess > healed.lastError.time);
  assert.equal(healed.nextAttempt, null, 'nothing is planned');
});

for (const [name, respond, code, errorCode] of [
  ['a wrong key', serveStatus(404), 'INVALID_SDK_KEY', 'InvalidSdkKey'],
  ['a broken connection', () => null, 'NETWORK', 'HttpRequestFailure'],
  ['a silent server', () => new Promise(() => {}), 'TIMEOUT', 'HttpRequestTimeout'],
  ['an empty answer', () => ({ status: 200, body: '' }), 'INVALID_CONFIG', 'InvalidHttpResponseContent'],
  ['news of nothing', serveStatus(304), 'NOT_MODIFIED_WHEN_EMPTY', 'InvalidHttpResponseWhenLocalCacheIsEmpty'],
]) {
  own(`${name} has the code ${code}, and the one of the refresh`, async (t, sdk) => {
    const origin = await startOrigin(t, respond);
    const sdkKey = newSdkKey();
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, requestTimeoutMs: 300 }, sdkKey);
    const result = await client.forceRefreshAsync();
    const { lastError } = client.status();
    assert.equal(lastError.code, code);
    assert.equal(lastError.errorCode, sdk.RefreshErrorCode[errorCode]);
    assert.equal(lastError.errorCode, result.errorCode);
    assert.ok(lastError.message.length > 0);
    assert.ok(!JSON.stringify(client.status()).includes(sdkKey.slice(-10)));
    assert.ok(!JSON.stringify(client.status()).includes(origin.url));
  });
}

own('what a fetcher of the host says is told without key and address', async (t, sdk) => {
  const sdkKey = newKnownSdkKey();
  const configFetcher = {
    async fetchAsync(request) {
      throw new Error(`no way to '${request.url}' with ${sdkKey}!`);
    },
  };
  const client = open(t, sdk, 'ManualPoll', { configFetcher }, sdkKey);
  await client.forceRefreshAsync();
  const { code, errorCode, message } = client.status().lastError;
  assert.deepEqual([code, errorCode], ['HOST', sdk.RefreshErrorCode.HttpRequestFailure]);
  assert.match(message, /^Error: no way to '\[URL\]' with configcat-sdk-1\/\*\*\*\/\*\*\*!$/);
  assert.ok(!message.includes(sdkKey));
});

for (const [title, fetchAsync, expected] of [
  [
    'an error of fetching, without the name of its class',
    async (sdk) => { throw new sdk.FetchError('failure', new Error('no cable')); },
    ['NETWORK', 'Request failed due to a network or protocol error. no cable'],
  ],
  ['an answer that is none', async () => 42, ['UNEXPECTED_STATUS', 'Unexpected HTTP response: no status']],
  ['a status alone', async () => ({ statusCode: 500 }), ['UNEXPECTED_STATUS', 'Unexpected HTTP response: 500']],
]) {
  own(`a fetcher of the host: ${title}`, async (t, sdk) => {
    const client = open(t, sdk, 'ManualPoll', { configFetcher: { fetchAsync: () => fetchAsync(sdk) } });
    await client.forceRefreshAsync();
    const { code, message } = client.status().lastError;
    assert.deepEqual([code, message], expected);
  });
}

own('a fetcher that gives up, and goes on afterwards', async (t, sdk) => {
  let fails = true;
  const configFetcher = {
    async fetchAsync() {
      if (fails) throw new sdk.FetchError('abort');
      return new sdk.FetchResponse(200, 'OK', [['etag', '"f"']], JSON.stringify(configOf({ flag: true })));
    },
  };
  const client = open(t, sdk, 'ManualPoll', { configFetcher });
  await client.forceRefreshAsync();
  assert.deepEqual([client.status().lastError.code, client.status().lastError.errorCode], ['ABORTED', -1]);
  fails = false;
  await client.forceRefreshAsync();
  assert.ok(client.status().lastSuccess instanceof Date);
  assert.equal(client.status().config.version, '"f"');
});

own('offline there are no plans, and a config of the cache is no success', async (t, sdk) => {
  const timestamp = Date.now() - 120_000;
  const cache = createCache(cachePayload(configOf({ flag: true }), { timestamp, etag: '"c"' }));
  const client = open(t, sdk, 'AutoPoll', { offline: true, cache });
  await client.waitForReady();
  const { config, ...rest } = client.status();
  assert.deepEqual({ ...rest, config: null }, NOTHING);
  assert.equal(config.version, '"c"');
  assert.deepEqual(config.fetchTime, new Date(timestamp));
  assert.ok(config.age >= 120_000 && config.age < 180_000);
});

own('a config without ETag has no version; one from the future no age', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: true }), { timestamp: Date.now() + 3_600_000, etag: '' }));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  const { age, version, fetchTime } = client.status().config;
  assert.deepEqual([age, version], [0, null]);
  assert.ok(fetchTime > new Date());
});

for (const status of [403, 404]) {
  own(`a ${status} makes no config younger`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
    await client.forceRefreshAsync();
    const { fetchTime } = client.status().config;
    origin.respond = serveStatus(status);
    await settle(30);
    await client.forceRefreshAsync();
    const { lastError, config } = client.status();
    assert.equal(lastError.code, 'INVALID_SDK_KEY');
    assert.deepEqual(config.fetchTime, fetchTime);
    assert.ok(config.age >= 30, `${config.age} ms`);
  });
}

legacyOwn('a failure that puts off the next look at a config makes it no younger', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cacheTimeToLiveSeconds: 1 });
  await client.getValueAsync('flag', false);
  const { fetchTime } = client.status().config;
  origin.respond = serveStatus(500);
  await settle(230);
  await client.getValueAsync('flag', false);
  assert.equal(client.status().lastError.code, 'UNEXPECTED_STATUS');
  assert.deepEqual(client.status().config.fetchTime, fetchTime);
});

own('going offline and online takes the plans away and back', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  await client.waitForReady();
  client.setOffline();
  assert.equal(client.status().nextAttempt, null, 'at once');
  assert.ok(client.status().lastSuccess instanceof Date);
  client.setOnline();
  await until(() => client.status().nextAttempt > new Date());
});

own('a listener that goes offline sees no plans, although the poller hears of it later', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  const plans = [];
  client.on('configFetched', () => {
    plans.push(client.status().nextAttempt > new Date());
    client.setOffline();
    plans.push(client.status().nextAttempt);
  });
  await client.waitForReady();
  assert.deepEqual(plans, [true, null]);
});

own('while a poll is under way, its beginning is told', async (t, sdk) => {
  const gate = createGate();
  const origin = await startOrigin(t, () => gate.opened);
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  const before = Date.now();
  await until(() => origin.requests.length > 0);
  await settle(2);
  const { nextAttempt } = client.status();
  assert.ok(nextAttempt <= new Date());
  assertBetween(nextAttempt, before - 1000, Date.now());
  gate.open({ status: 500 });
});

own('listeners see the status of what they hear of', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  const seen = [];
  client.on('clientError', () => seen.push(client.status()));
  client.on('configFetched', () => seen.push(client.status()));
  await client.waitForReady();
  assert.deepEqual(seen.map(({ lastError }) => lastError.code), ['UNEXPECTED_STATUS', 'UNEXPECTED_STATUS']);
  assert.ok(seen[1].nextAttempt > new Date());
});

own('a disposed client keeps its past; one that never began has none', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  await client.waitForReady();
  const { lastSuccess } = client.status();
  client.dispose();
  assert.deepEqual(client.status().lastSuccess, lastSuccess);
  assert.equal(client.status().nextAttempt, null);
  assert.equal(client.status().config.version, '"v1"');

  const unused = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  unused.dispose();
  assert.deepEqual(unused.status(), NOTHING);
});

own('a client that lives on local overrides has nothing to tell; others tell of the downloaded config', async (t, sdk) => {
  const overrides = (behaviour) => sdk.createFlagOverridesFromMap({ flag: false }, sdk.OverrideBehaviour[behaviour]);
  const local = open(t, sdk, 'AutoPoll', { flagOverrides: overrides('LocalOnly') });
  assert.deepEqual(local.status(), NOTHING);
  local.dispose();
  assert.deepEqual(local.status(), NOTHING);

  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const mixed = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, flagOverrides: overrides('LocalOverRemote') });
  assert.equal(mixed.status().config, null);
  await mixed.forceRefreshAsync();
  assert.equal(mixed.status().config.version, '"v1"');
});

own('the status is a plain frozen object, another one each time', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const cache = createCache(cachePayload(configOf({ flag: true }), { timestamp: 1000 }));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache });
  await client.waitForReady();
  const status = client.status();
  assert.notEqual(client.status(), status);
  for (const part of [status, status.lastError, status.config]) {
    assert.ok(Object.isFrozen(part));
    assert.equal(Object.getPrototypeOf(part), Object.prototype);
  }
  assert.deepEqual(structuredClone(status), status);
  status.lastError.time.setTime(0);
  assert.notEqual(client.status().lastError.time.getTime(), 0, 'who changes a date changes his own');
});

legacyOwn('clients of the callback API have it too', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true }), '"L"'));
  for (const factory of ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll']) {
    const client = openLegacy(t, sdk, factory, { baseUrl: origin.url });
    await client.forceRefreshAsync();
    const { lastSuccess, lastError, nextAttempt, config } = client.status();
    assert.ok(lastSuccess instanceof Date);
    assert.equal(lastError, null);
    assert.equal(nextAttempt instanceof Date, factory === 'createClientWithAutoPoll');
    assert.equal(config.version, '"L"');
  }
});
