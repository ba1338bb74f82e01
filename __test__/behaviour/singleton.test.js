'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { createRecorder, newSdkKey } = require('./support/fixtures');
const { silent } = require('./support/client');

shared('getClient gives one client per SDK key and warns with 3000 when options are ignored', (t, sdk) => {
  const sdkKey = newSdkKey();
  const recorder = createRecorder(2);
  const options = { offline: true, logger: recorder };
  const first = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, options);
  t.after(() => first.dispose());
  assert.equal(sdk.getClient(sdkKey), first);
  assert.equal(sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll), first);
  assert.deepEqual(recorder.ids(), []);
  assert.equal(sdk.getClient(sdkKey, sdk.PollingMode.LazyLoad, { logger: recorder }), first);
  assert.deepEqual(recorder.ids(), [3000]);
  const masked = sdkKey.slice(0, -6).replace(/[^/]/g, '*') + sdkKey.slice(-6);
  assert.equal(
    recorder.find(3000).text,
    `There is an existing client instance for the specified SDK Key. No new client instance will be created and the specified options are ignored. Returning the existing client instance. SDK Key: '${masked}'.`,
  );
});

shared('the options of an ignored call are still processed', (t, sdk) => {
  const sdkKey = newSdkKey();
  const first = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { offline: true, logger: silent(sdk) });
  t.after(() => first.dispose());
  let calls = 0;
  const setupHooks = (hooks) => {
    calls++;
    hooks.on('flagEvaluated', () => {});
  };
  sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { logger: silent(sdk), setupHooks });
  assert.equal(calls, 1);
  assert.equal(first.listenerCount('flagEvaluated'), 0, 'on a throw-away hooks object');
  assert.throws(
    () => sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { pollIntervalSeconds: 0 }),
    /Invalid property `options\.pollIntervalSeconds`/,
  );
});

shared('dispose frees the place of the client', (t, sdk) => {
  const sdkKey = newSdkKey();
  const options = { offline: true, logger: silent(sdk) };
  const first = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, options);
  first.dispose();
  const second = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, options);
  t.after(() => second.dispose());
  assert.notEqual(second, first);
  first.dispose();
  assert.equal(sdk.getClient(sdkKey), second, 'a second dispose of the first leaves the second alone');
});

shared('disposeAllClients disposes every client that getClient made', (t, sdk) => {
  const keys = [newSdkKey(), newSdkKey()];
  const clients = keys.map((key) =>
    sdk.getClient(key, sdk.PollingMode.ManualPoll, { offline: true, logger: silent(sdk) }),
  );
  sdk.disposeAllClients();
  for (const [index, client] of clients.entries()) {
    assert.equal(client.isOffline, true);
    const fresh = sdk.getClient(keys[index], sdk.PollingMode.ManualPoll, { offline: true, logger: silent(sdk) });
    assert.notEqual(fresh, client);
    fresh.dispose();
  }
  sdk.disposeAllClients();
});

own('createClient* makes a new client on every call', (t, sdk) => {
  const sdkKey = newSdkKey();
  const options = { logger: silent(sdk), flagOverrides: sdk.createFlagOverridesFromMap({}, sdk.OverrideBehaviour.LocalOnly) };
  for (const create of [
    sdk.createClient, sdk.createClientWithAutoPoll, sdk.createClientWithLazyLoad, sdk.createClientWithManualPoll,
  ]) {
    const [first, second] = [create(sdkKey, options), create(sdkKey, options)];
    assert.notEqual(first, second);
    first.dispose();
    second.dispose();
  }
});
