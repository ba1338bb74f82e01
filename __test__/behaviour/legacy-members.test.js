'use strict';

// The members that clients of `createClient*` have had since version 9: events, offline mode and evaluation details.

const assert = require('node:assert/strict');
const { legacyOwn } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { configOf } = require('./support/fixtures');
const { createLegacyRecorder, openLegacy } = require('./support/legacy');

const VALUES = { flag: true, text: 'x' };

const openManual = async (t, sdk, options = {}) => {
  const origin = await startOrigin(t, serveConfig(configOf(VALUES)));
  return { client: openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, ...options }), origin };
};

legacyOwn('an offline client can be told to go online, and back', async (t, sdk) => {
  const { client, origin } = await openManual(t, sdk, { offline: true });
  assert.equal(client.isOffline, true);
  await client.forceRefreshAsync();
  assert.equal(origin.requests.length, 0);

  client.setOnline();
  assert.equal(client.isOffline, false);
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', false), true);

  client.setOffline();
  assert.equal(client.isOffline, true);
  await client.forceRefreshAsync();
  assert.equal(origin.requests.length, 1);
  assert.equal(await client.getValueAsync('flag', false), true);
});

legacyOwn('going online starts auto polling', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf(VALUES)));
  const options = { baseUrl: origin.url, offline: true, pollIntervalSeconds: 3600 };
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', options);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  const changed = new Promise((resolve) => client.once('configChanged', resolve));
  client.setOnline();
  assert.deepEqual(Object.keys((await changed).f), ['flag', 'text']);
});

legacyOwn('with local overrides only there is nothing to go online for', async (t, sdk) => {
  const logger = createLegacyRecorder();
  const flagOverrides = sdk.createFlagOverridesFromMap({ flag: 1 }, sdk.OverrideBehaviour.LocalOnly);
  const client = openLegacy(t, sdk, 'createClient', { logger, flagOverrides });
  assert.equal(client.isOffline, true);
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasLocalOverrideFlagDataOnly);
  client.setOnline();
  client.setOffline();
  assert.equal(client.isOffline, true);
  assert.deepEqual(logger.events, [
    ['warn', 'Client is configured to use the `LocalOnly` override behavior, thus `setOnline()` has no effect.'],
  ]);
});

legacyOwn('waitForReady settles with what an auto-polling client has', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf(VALUES)));
  const client = openLegacy(t, sdk, 'createClient', { baseUrl: origin.url });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
});

legacyOwn('listeners are added and removed on the client; they find it as this.configCatClient', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  const seen = [];
  const listener = function (...args) {
    seen.push([this.configCatClient === client, args.length]);
  };
  for (const add of ['on', 'addListener', 'once']) assert.equal(client[add]('configFetched', listener), client);
  assert.deepEqual(client.eventNames(), ['configFetched']);
  assert.equal(client.listenerCount('configFetched'), 3);
  assert.deepEqual(client.listeners('configFetched'), [listener, listener, listener]);

  await client.forceRefreshAsync();
  assert.deepEqual(seen, [[true, 2], [true, 2], [true, 2]]);
  assert.equal(client.listenerCount('configFetched'), 2);

  assert.equal(client.off('configFetched', listener), client);
  assert.equal(client.removeListener('configFetched', listener), client);
  assert.deepEqual(client.eventNames(), []);
  client.on('clientError', listener);
  assert.equal(client.removeAllListeners(), client);
  assert.deepEqual(client.eventNames(), []);
});

legacyOwn('each evaluation is an event, and so is each logged error', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  await client.forceRefreshAsync();
  const seen = [];
  client.on('flagEvaluated', ({ key, value }) => seen.push([key, value]));
  client.on('clientError', (message) => seen.push(String(message).split('.')[0]));
  await client.getValueAsync('flag', 'of another type');
  await client.getValueAsync('missing', 5);
  assert.deepEqual(seen, [['flag', true], "Evaluating getValue('missing') failed", ['missing', 5]]);
});

legacyOwn('after dispose there are no events', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  client.on('flagEvaluated', assert.fail);
  client.dispose();
  assert.equal(client.on('flagEvaluated', assert.fail), client);
  assert.equal(client.listenerCount('flagEvaluated'), 0);
  await client.getValueAsync('flag', false);
});

legacyOwn('details tell how a value came about, with a callback and as a promise', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  await client.forceRefreshAsync();
  const user = { identifier: '1' };
  const details = await client.getValueDetailsAsync('flag', 'of another type', user);
  assert.equal(details.value, true);
  assert.equal(details.isDefaultValue, false);
  assert.equal(details.variationId, 'id-flag');
  assert.equal(details.user, user);
  assert.ok(details.fetchTime instanceof Date);

  const fromCallback = await new Promise((resolve) => client.getValueDetails('flag', null, resolve, user));
  assert.deepEqual(fromCallback, details);
  const all = await client.getAllValueDetailsAsync();
  assert.deepEqual(all.map(({ key, value }) => [key, value]), Object.entries(VALUES));
  assert.deepEqual(await new Promise((resolve) => client.getAllValueDetails(resolve)), all);
});

legacyOwn('the default user counts in details', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  await client.forceRefreshAsync();
  const user = { identifier: 'default' };
  client.setDefaultUser(user);
  assert.equal((await client.getValueDetailsAsync('flag', null)).user, user);
  assert.ok((await client.getAllValueDetailsAsync()).every((details) => details.user === user));
});

legacyOwn('details of what cannot be evaluated hold the default value and the reason', async (t, sdk) => {
  const { client } = await openManual(t, sdk);
  const { SettingKeyMissing, ConfigJsonNotAvailable } = sdk.EvaluationErrorCode;
  const early = await client.getValueDetailsAsync('flag', 'default');
  assert.deepEqual([early.value, early.isDefaultValue, early.errorCode], ['default', true, ConfigJsonNotAvailable]);
  assert.deepEqual(await client.getAllValueDetailsAsync(), []);
  await client.forceRefreshAsync();
  const missing = await client.getValueDetailsAsync('missing', 'default');
  assert.deepEqual([missing.value, missing.isDefaultValue, missing.errorCode], ['default', true, SettingKeyMissing]);
  assert.match(String(missing.errorMessage), /^Evaluating getValue\('missing'\) failed/);
});

legacyOwn('the callback gets details even where the logger fails', async (t, sdk) => {
  const fail = () => {
    throw new Error('logger');
  };
  const logger = { debug() {}, info: fail, warn: fail, error: fail };
  const { client } = await openManual(t, sdk, { logger });
  const details = await new Promise((resolve) => client.getValueDetails('flag', 'default', resolve));
  assert.deepEqual([details.key, details.value, details.isDefaultValue], ['flag', 'default', true]);
  assert.match(details.errorMessage, /^config\.json is not present/i);
  assert.deepEqual(await new Promise((resolve) => client.getAllValueDetails(resolve)), []);
});

legacyOwn('an object cache makes a client ready', async (t, sdk) => {
  const ready = [];
  const setupHooks = (hooks) => hooks.on('clientReady', (state) => ready.push(state));
  const cache = { get: () => ({ ConfigJSON: configOf(VALUES), HttpETag: '"1"', Timestamp: Date.now() }), set() {} };
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { cache, setupHooks, offline: true });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.deepEqual(ready, [sdk.ClientCacheState.HasUpToDateFlagData]);
});
