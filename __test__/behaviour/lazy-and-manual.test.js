'use strict';

const assert = require('node:assert/strict');
const { shared } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('lazy: nothing is fetched before a value is asked for', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, setupHooks: events.setupHooks });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  await settle(3);
  assert.equal(origin.requests.length, 0);
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.equal(origin.requests.length, 1);
  assert.deepEqual(events.names(), ['clientReady', 'configFetched', 'configChanged']);
  assert.equal(events.last('configFetched').args[1], false);
});

shared('lazy: within the TTL values come from memory', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cacheTimeToLiveSeconds: 600 });
  await client.getValueAsync('flag', false);
  await client.getAllKeysAsync();
  await client.getAllValuesAsync();
  assert.equal(origin.requests.length, 1);
});

shared('lazy: an expired entry is refreshed and the call waits for the new value', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'new' })));
  const cache = createCache(cachePayload(configOf({ flag: 'old' }), { timestamp: Date.now() - 120_000 }));
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cache, cacheTimeToLiveSeconds: 60 });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasCachedFlagDataOnly);
  assert.equal(client.snapshot().getValue('flag', ''), 'old', 'a snapshot never fetches');
  assert.equal(origin.requests.length, 0);
  assert.equal(await client.getValueAsync('flag', ''), 'new');
});

shared('lazy: a TTL longer than the age of the entry spares the request', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'new' })));
  const cache = createCache(cachePayload(configOf({ flag: 'old' }), { timestamp: Date.now() - 120_000 }));
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cache, cacheTimeToLiveSeconds: 3600 });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.equal(await client.getValueAsync('flag', ''), 'old');
  assert.equal(origin.requests.length, 0);
});

shared('lazy: when the refresh fails the expired value is served', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const cache = createCache(cachePayload(configOf({ flag: 'old' }), { timestamp: 1000 }));
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, cache });
  assert.equal(await client.getValueAsync('flag', ''), 'old');
});

shared('lazy: calls that wait for the same refresh share it', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url });
  const pending = [client.getValueAsync('flag', false), client.getValueAsync('flag', false), client.getAllKeysAsync()];
  await until(() => origin.requests.length === 1);
  gate.open();
  assert.deepEqual(await Promise.all(pending), [true, true, ['flag']]);
  assert.equal(origin.requests.length, 1);
});

shared('manual: only forceRefreshAsync fetches', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const recorder = createRecorder(1);
  const events = createEventLog(['flagEvaluated', 'clientError']);
  const client = open(t, sdk, 'ManualPoll', {
    baseUrl: origin.url, logger: recorder, setupHooks: events.setupHooks,
  });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  assert.equal(await client.getValueAsync('flag', false), false);
  assert.deepEqual(recorder.ids(), [1000]);
  assert.equal(
    recorder.find(1000).text,
    "Config JSON is not present when evaluating setting 'flag'. Returning the `defaultValue` parameter that you specified in your application: 'false'.",
  );
  assert.equal(origin.requests.length, 0);
  const result = await client.forceRefreshAsync();
  assert.deepEqual({ ...result }, { isSuccess: true, errorCode: 0 });
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.deepEqual(events.names(), ['clientReady', 'configFetched', 'configChanged']);
  assert.equal(events.last('configFetched').args[1], true, 'initiated by the user');
});

shared('manual: a cached config is never called up to date', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: true })));
  const client = open(t, sdk, 'ManualPoll', { cache, offline: true });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasCachedFlagDataOnly);
  assert.equal(client.snapshot().cacheState, sdk.ClientCacheState.HasCachedFlagDataOnly);
});

shared('exactly one refresh is in flight: joiners share request and result', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  const pending = [client.forceRefreshAsync(), client.forceRefreshAsync()];
  await until(() => origin.requests.length === 1);
  pending.push(client.forceRefreshAsync());
  await settle(3);
  gate.open();
  for (const result of await Promise.all(pending)) {
    assert.equal(result.isSuccess, true);
  }
  assert.equal(origin.requests.length, 1);
  assert.equal(events.count('configFetched'), 1);
  assert.equal(events.count('configChanged'), 1);
  await client.forceRefreshAsync();
  assert.equal(origin.requests.length, 2, 'a later refresh is a new one');
});

shared('a user refresh during the first auto poll joins it', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  await until(() => origin.requests.length === 1);
  const pending = client.forceRefreshAsync();
  await settle(3);
  gate.open();
  assert.equal((await pending).isSuccess, true);
  assert.equal(origin.requests.length, 1);
  assert.deepEqual(events.last('configFetched').args[1], false);
});

shared('a failed refresh resolves with code, message and exception', async (t, sdk) => {
  const origin = await startOrigin(t, () => ({ status: 200, body: 'nonsense' }));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  const result = await client.forceRefreshAsync();
  assert.equal(result.isSuccess, false);
  assert.equal(result.errorCode, sdk.RefreshErrorCode.InvalidHttpResponseContent);
  assert.equal(
    result.errorMessage,
    'Fetching config JSON was successful but the HTTP response content was invalid.',
  );
  assert.ok(result.errorException instanceof Error);
});
