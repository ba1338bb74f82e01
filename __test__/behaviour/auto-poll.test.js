'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('the first poll stores, then announces: cache.set, configFetched, configChanged, clientReady', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const order = [];
  const cache = { get: () => undefined, set: () => void order.push('cache.set') };
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    cache,
    setupHooks: (hooks) => {
      for (const name of ['configFetched', 'configChanged', 'clientReady']) {
        hooks.on(name, () => order.push(name));
      }
    },
  });
  await client.waitForReady();
  assert.deepEqual(order, ['cache.set', 'configFetched', 'configChanged', 'clientReady']);
});

shared('a slow cache.set holds back every announcement until it is done', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const gate = createGate();
  const events = createEventLog();
  const order = [];
  const cache = {
    get: () => undefined,
    set: () => {
      order.push('set started');
      return gate.opened.then(() => order.push('set done'));
    },
  };
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, setupHooks: events.setupHooks });
  await until(() => order.length === 1);
  await settle(4);
  assert.deepEqual(events.names(), []);
  gate.open();
  await client.waitForReady();
  assert.deepEqual(order, ['set started', 'set done']);
  assert.deepEqual(events.names(), ['configFetched', 'configChanged', 'clientReady']);
});

shared('without a cache the first poll announces in the same order, with the documented arguments', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.deepEqual(events.names(), ['configFetched', 'configChanged', 'clientReady']);
  const [result, byUser] = events.last('configFetched').args;
  assert.equal(result.isSuccess, true);
  assert.equal(result.errorCode, sdk.RefreshErrorCode.None);
  assert.equal(byUser, false);
  assert.deepEqual(Object.keys(events.last('configChanged').args[0].f), ['flag']);
  assert.deepEqual(events.last('clientReady').args, [sdk.ClientCacheState.HasUpToDateFlagData]);
});

shared('getValueAsync waits for the first poll', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, maxInitWaitTimeSeconds: 25 });
  let settled = false;
  const pending = client.getValueAsync('flag', false).finally(() => (settled = true));
  await until(() => origin.requests.length === 1);
  await settle(4);
  assert.equal(settled, false);
  gate.open();
  assert.equal(await pending, true);
});

shared('polling goes on: a changed config is announced once and served', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'old' }), '"1"'));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    pollIntervalSeconds: 1,
    setupHooks: events.setupHooks,
  });
  assert.equal(await client.getValueAsync('flag', ''), 'old');
  origin.respond = serveConfig(configOf({ flag: 'new' }), '"2"');
  await until(() => events.count('configChanged') === 2);
  assert.equal(await client.getValueAsync('flag', ''), 'new');
  const seen = origin.requests.length;
  await until(() => origin.requests.length > seen && events.count('configFetched') > 2);
  assert.equal(events.count('configChanged'), 2, 'a 304 is no change');
  assert.equal(events.count('clientReady'), 1);
});

shared('a later poll names the ETag it has, the first one names none', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true }), 'W/"abc"'));
  open(t, sdk, 'AutoPoll', { baseUrl: origin.url, pollIntervalSeconds: 1 });
  await until(() => origin.requests.length >= 2);
  assert.equal(origin.requests[0].headers['if-none-match'], undefined);
  assert.equal(origin.requests[1].headers['if-none-match'], 'W/"abc"');
});

shared('a 200 with identical content is still a change', async (t, sdk) => {
  const body = JSON.stringify(configOf({ flag: true }));
  const origin = await startOrigin(t, () => ({ status: 200, headers: { ETag: '"same"' }, body }));
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  await client.forceRefreshAsync();
  await client.forceRefreshAsync();
  assert.equal(events.count('configChanged'), 2);
});

shared('polling survives failures and announces each of them', async (t, sdk) => {
  let failing = true;
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, (request) => (failing ? { status: 503 } : serve(request)));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    pollIntervalSeconds: 1,
    setupHooks: events.setupHooks,
  });
  assert.equal(await client.getValueAsync('flag', false), false);
  assert.equal(events.log.find((event) => event.name === 'configFetched').args[0].errorCode, 1101);
  failing = false;
  await until(() => events.count('configChanged') === 1);
  assert.equal(await client.getValueAsync('flag', false), true);
});

shared('the wait for readiness ends with the first fetch, even a failed one', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(404));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    maxInitWaitTimeSeconds: -1,
    setupHooks: events.setupHooks,
  });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  assert.deepEqual(
    events.names().filter((name) => name !== 'clientError'),
    ['configFetched', 'clientReady'],
  );
});

shared('maxInitWaitTimeSeconds 0 waits for nothing', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    maxInitWaitTimeSeconds: 0,
    setupHooks: events.setupHooks,
  });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  assert.equal(await client.getValueAsync('flag', false), false);
  gate.open();
  await until(() => events.count('configChanged') === 1);
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.equal(events.count('clientReady'), 1);
});

shared('a short maxInitWaitTimeSeconds ends the wait while the fetch goes on', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, maxInitWaitTimeSeconds: 0.1 });
  assert.equal(await client.getValueAsync('flag', false), false);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  gate.open();
  await until(() => client.getValueAsync('flag', false));
});

shared('a negative maxInitWaitTimeSeconds waits for the first fetch, however long', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, maxInitWaitTimeSeconds: -5 });
  let ready = false;
  const waiting = client.waitForReady().then((state) => {
    ready = true;
    return state;
  });
  await until(() => origin.requests.length === 1);
  await settle();
  assert.equal(ready, false);
  gate.open();
  assert.equal(await waiting, sdk.ClientCacheState.HasUpToDateFlagData);
});

shared('after initialisation an expired config is returned at once, without waiting for a fetch', async (t, sdk) => {
  const gate = createGate();
  const origin = await startOrigin(t, async () => {
    await gate.opened;
    return { status: 500 };
  });
  const cache = createCache(cachePayload(configOf({ flag: 'stale' }), { timestamp: 1000 }));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, maxInitWaitTimeSeconds: 0.05 });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasCachedFlagDataOnly);
  assert.equal(await client.getValueAsync('flag', ''), 'stale');
  gate.open();
});

shared('the poll loop reports a broken logger or cache as event 1200 or 2200 and goes on', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const recorder = createRecorder(1);
  let reads = 0;
  const cache = {
    get: () => {
      reads++;
      throw new Error('cache is down');
    },
    set: () => {},
  };
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    cache,
    logger: recorder,
    pollIntervalSeconds: 1,
  });
  assert.equal(await client.getValueAsync('flag', false), true);
  await until(() => reads >= 3);
  assert.ok(recorder.events.every((event) => event.id === 2200));
  assert.match(recorder.events[0].exception.message, /cache is down/);
});

own('a joining client sees the events of a first fetch', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const sdkKey = require('./support/fixtures').newSdkKey();
  const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
  const first = sdk.createClientWithAutoPoll(sdkKey, { baseUrl: origin.url, logger });
  t.after(() => first.dispose());
  assert.equal(await first.getValueAsync('flag', false), true);
  let changes = 0;
  const second = sdk.createClientWithAutoPoll(sdkKey, {
    baseUrl: origin.url,
    logger,
    configChanged: () => changes++,
  });
  t.after(() => second.dispose());
  assert.equal(await second.getValueAsync('flag', false), true);
  await until(() => changes === 1);
  assert.equal(origin.requests.length, 1, 'one poller, one download');
});
