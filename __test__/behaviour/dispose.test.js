'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { createGate, serveConfig, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('after dispose no event is emitted, and new listeners are ignored', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url, pollIntervalSeconds: 1, setupHooks: events.setupHooks,
  });
  await client.waitForReady();
  client.dispose();
  const seen = events.log.length;
  let late = 0;
  client.on('flagEvaluated', () => late++);
  assert.equal(await client.getValueAsync('flag', false), true, 'evaluation goes on from memory');
  await client.getValueAsync('missing', false);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal(events.log.length, seen);
  assert.equal(late, 0);
});

shared('a disposed client polls no more', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, pollIntervalSeconds: 1 });
  await client.waitForReady();
  client.dispose();
  await settle(2);
  const seen = origin.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 1300));
  assert.equal(origin.requests.length, seen);
});

shared('a disposed client is offline; switching it warns with 3201', async (t, sdk) => {
  const recorder = createRecorder(2);
  const client = open(t, sdk, 'ManualPoll', { logger: recorder });
  client.dispose();
  assert.equal(client.isOffline, true);
  client.setOnline();
  client.setOffline();
  assert.deepEqual(recorder.ids(), [3201, 3201]);
  assert.deepEqual(recorder.texts(), [
    'The client object is already disposed, thus `setOnline()` has no effect.',
    'The client object is already disposed, thus `setOffline()` has no effect.',
  ]);
  assert.equal(client.isOffline, true);
});

shared('dispose may be called again, and a snapshot outlives its client', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: 'kept' })));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  const snapshot = client.snapshot();
  client.dispose();
  client.dispose();
  assert.equal(snapshot.getValue('flag', ''), 'kept');
  assert.equal(client.snapshot().getValue('flag', ''), 'kept');
  assert.deepEqual(snapshot.getAllKeys(), ['flag']);
});

shared('a listener may dispose the client', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const order = [];
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    pollIntervalSeconds: 1,
    setupHooks: (hooks) => {
      hooks.on('configFetched', function () {
        order.push('configFetched');
        this.configCatClient.dispose();
      });
      hooks.on('configChanged', () => order.push('configChanged'));
      hooks.on('clientReady', () => order.push('clientReady'));
    },
  });
  await client.waitForReady();
  await settle(3);
  assert.deepEqual(order, ['configFetched']);
});

own('dispose during the first fetch settles pending values with their defaults', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  for (const mode of ['AutoPoll', 'LazyLoad']) {
    const events = createEventLog();
    const client = open(t, sdk, mode, {
      baseUrl: origin.url, maxInitWaitTimeSeconds: -1, setupHooks: events.setupHooks,
    });
    const pending = Promise.all([
      client.getValueAsync('flag', 'default'),
      client.getValueDetailsAsync('flag', 'default'),
      client.getAllKeysAsync(),
      client.getAllValuesAsync(),
      client.getKeyAndValueAsync('id'),
      client.waitForReady(),
    ]);
    const before = origin.requests.length;
    await until(() => origin.requests.length > before || before > 0);
    const seen = events.log.length;
    client.dispose();
    const [value, details, keys, values, found, state] = await pending;
    assert.equal(value, 'default');
    assert.equal(details.isDefaultValue, true);
    assert.deepEqual([keys, values, found], [[], [], null]);
    assert.equal(state, sdk.ClientCacheState.NoFlagData);
    assert.equal(events.log.length, seen, 'and emits nothing');
  }
});

own('dispose settles pending values with the value of the config in memory', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  for (const mode of ['AutoPoll', 'LazyLoad']) {
    const cache = createCache(cachePayload(configOf({ flag: 'in memory' }), { timestamp: 1000 }));
    const client = open(t, sdk, mode, { baseUrl: origin.url, cache, maxInitWaitTimeSeconds: -1 });
    const before = origin.requests.length;
    const pending = client.getValueAsync('flag', 'default');
    await until(() => origin.requests.length > before);
    client.dispose();
    assert.equal(await pending, 'in memory');
  }
});

own('dispose during a refresh gives a failure result', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
    const before = origin.requests.length;
    const client = open(t, sdk, mode, { baseUrl: origin.url });
    const pending = client.forceRefreshAsync();
    await until(() => origin.requests.length > before);
    client.dispose();
    const result = await pending;
    assert.equal(result.isSuccess, false);
    assert.notEqual(result.errorCode, sdk.RefreshErrorCode.None);
  }
});

own('dispose right after creation, before anything ran', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
    const events = createEventLog();
    const client = open(t, sdk, mode, { baseUrl: origin.url, setupHooks: events.setupHooks });
    client.dispose();
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
    assert.equal((await client.forceRefreshAsync()).isSuccess, false);
    await client.waitForReady();
    await settle(3);
    assert.deepEqual(events.names(), []);
  }
});

own('dispose while an asynchronous cache is being read or written', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const reading = createGate();
  const first = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache: { get: () => reading.opened, set: () => {} } });
  const value = first.getValueAsync('flag', false);
  first.dispose();
  reading.open(null);
  assert.equal(await value, false);

  const writing = createGate();
  let started = false;
  const cache = {
    get: () => undefined,
    set: () => {
      started = true;
      return writing.opened;
    },
  };
  const second = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache });
  const refresh = second.forceRefreshAsync();
  await until(() => started);
  second.dispose();
  assert.equal(typeof (await refresh).isSuccess, 'boolean');
  writing.open();
  await settle(2);
});

own('a cache that hangs for ever holds no value back once the client is disposed', async (t, sdk) => {
  for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
    const cache = { get: () => new Promise(() => {}), set: () => {} };
    const client = open(t, sdk, mode, { offline: true, cache });
    const pending = [client.getValueAsync('flag', 'default'), client.forceRefreshAsync()];
    await settle(2);
    client.dispose();
    const [value, result] = await Promise.all(pending);
    assert.equal(value, 'default');
    assert.equal(result.isSuccess, false);
  }
});
