'use strict';

const assert = require('node:assert/strict');
const { shared } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('an offline client makes no request and is ready at once', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
    const client = open(t, sdk, mode, { baseUrl: origin.url, offline: true });
    assert.equal(client.isOffline, true);
    assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
    assert.equal(await client.getValueAsync('flag', false), false);
  }
  await settle(3);
  assert.equal(origin.requests.length, 0);
});

shared('a refresh while offline fails with 3200', async (t, sdk) => {
  const recorder = createRecorder(2);
  const client = open(t, sdk, 'ManualPoll', { offline: true, logger: recorder });
  const result = await client.forceRefreshAsync();
  const text = 'Client is in offline mode, it cannot initiate HTTP calls.';
  assert.equal(result.isSuccess, false);
  assert.equal(result.errorCode, sdk.RefreshErrorCode.OfflineClient);
  assert.equal(result.errorMessage, text);
  assert.deepEqual(recorder.ids(), [3200]);
  assert.equal(recorder.find(3200).text, text);
});

shared('a refresh while offline succeeds with an external cache: it syncs', async (t, sdk) => {
  const cache = createCache();
  const recorder = createRecorder(2);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
  cache.value = cachePayload(configOf({ flag: 'from the cache' }));
  assert.equal((await client.forceRefreshAsync()).isSuccess, true);
  assert.equal(client.snapshot().getValue('flag', ''), 'from the cache');
  assert.deepEqual(recorder.ids(), []);
});

shared('switching logs 5200 once per real switch', async (t, sdk) => {
  const recorder = createRecorder(3);
  const client = open(t, sdk, 'ManualPoll', { logger: recorder });
  assert.equal(client.isOffline, false);
  client.setOnline();
  client.setOffline();
  assert.equal(client.isOffline, true);
  client.setOffline();
  client.setOnline();
  assert.equal(client.isOffline, false);
  assert.deepEqual(recorder.texts(), ['Switched to OFFLINE mode.', 'Switched to ONLINE mode.']);
  assert.deepEqual(recorder.ids(), [5200, 5200]);
});

shared('going online starts polling with an immediate check', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, offline: true, pollIntervalSeconds: 3600 });
  await client.waitForReady();
  assert.equal(origin.requests.length, 0);
  client.setOnline();
  await until(() => client.getValueAsync('flag', false));
  assert.equal(origin.requests.length, 1);
});

shared('going offline stops polling, values stay', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, pollIntervalSeconds: 1 });
  await client.waitForReady();
  client.setOffline();
  await settle(4);
  const seen = origin.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 1300));
  assert.equal(origin.requests.length, seen);
  assert.equal(await client.getValueAsync('flag', false), true);
  client.setOnline();
  await until(() => origin.requests.length > seen);
});

shared('lazy mode refreshes again once it is back online', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, offline: true });
  assert.equal(await client.getValueAsync('flag', false), false);
  client.setOnline();
  assert.equal(await client.getValueAsync('flag', false), true);
});

shared('an offline auto-polling client still follows its external cache', async (t, sdk) => {
  const cache = createCache();
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'AutoPoll', {
    offline: true, cache, pollIntervalSeconds: 1, setupHooks: events.setupHooks,
  });
  await client.waitForReady();
  cache.value = cachePayload(configOf({ flag: 'shared' }));
  await until(() => events.count('configChanged') === 1);
  assert.equal(client.snapshot().getValue('flag', ''), 'shared');
});

shared('LocalOnly: offline for good, setOnline warns with 3202, a refresh is refused', async (t, sdk) => {
  const recorder = createRecorder(2);
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    logger: recorder,
    flagOverrides: sdk.createFlagOverridesFromMap({ flag: true }, sdk.OverrideBehaviour.LocalOnly),
    setupHooks: events.setupHooks,
  });
  assert.deepEqual(events.names(), ['clientReady'], 'emitted in the constructor');
  assert.deepEqual(events.log[0].args, [sdk.ClientCacheState.HasLocalOverrideFlagDataOnly]);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasLocalOverrideFlagDataOnly);
  assert.equal(client.isOffline, true);
  client.setOffline();
  client.setOnline();
  assert.equal(client.isOffline, true);
  assert.deepEqual(recorder.ids(), [3202]);
  assert.equal(
    recorder.find(3202).text,
    'Client is configured to use the `LocalOnly` override behavior, thus `setOnline()` has no effect.',
  );
  const result = await client.forceRefreshAsync();
  assert.equal(result.errorCode, sdk.RefreshErrorCode.LocalOnlyClient);
  assert.equal(
    result.errorMessage,
    'Client is configured to use the LocalOnly override behavior, which prevents synchronization with external cache and making HTTP requests.',
  );
  assert.deepEqual(recorder.ids(), [3202], 'and nothing is logged about it');
});
