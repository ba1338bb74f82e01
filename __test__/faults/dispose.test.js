'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, configOf, createCache } = require('../behaviour/support/fixtures');
const { createLegacyRecorder, openLegacy } = require('../behaviour/support/legacy');
const { runScript } = require('../behaviour/support/child');
const { open } = require('../behaviour/support/client');
const { eventually, pause, within } = require('./support/waits');

const CONFIG = configOf({ flag: 'remote' });
const MODES = ['AutoPoll', 'LazyLoad', 'ManualPoll'];
const FACTORIES = ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll'];

/** What a promise that is pending at `dispose()` may take to be settled. */
const SETTLES_MS = 100;
const SOON_MS = 4000;

/** Every call of the current API that gives a promise. */
const askAll = (client) => [
  client.waitForReady(),
  client.getValueAsync('flag', 'default'),
  client.getValueDetailsAsync('flag', 'default'),
  client.getAllKeysAsync(),
  client.getAllValuesAsync(),
  client.getAllValueDetailsAsync(),
  client.getKeyAndValueAsync('id-flag'),
  client.forceRefreshAsync(),
];

/** And of the callback API. */
const askAllLegacy = (client) => [
  client.getValueAsync('flag', 'default'),
  new Promise((resolve) => client.getValue('flag', 'default', resolve)),
  client.getAllKeysAsync(),
  new Promise((resolve) => client.getAllKeys(resolve)),
  client.getAllValuesAsync(),
  new Promise((resolve) => client.getAllValues(resolve)),
  client.getVariationIdAsync('flag', 'default'),
  client.getAllVariationIdsAsync(),
  client.getKeyAndValueAsync('id-flag'),
  client.forceRefreshAsync(),
  new Promise((resolve) => client.forceRefresh(() => resolve(undefined))),
];

const silence = () => new Promise(() => {});

/** What keeps the promises of a client pending. */
const SCENES = {
  'a silent server': async (t) => ({ baseUrl: (await startOrigin(t, silence)).url }),
  'a server that is slow': async (t) => {
    const serve = serveConfig(CONFIG);
    const origin = await startOrigin(t, (request) => pause(1000).then(() => serve(request)));
    return { baseUrl: origin.url };
  },
  'a server that refuses': async () => ({ baseUrl: 'http://127.0.0.1:9' }),
  'a fetcher that hangs': async () => ({ configFetcher: { fetchAsync: silence } }),
  'a cache that hangs': async (t) => ({
    baseUrl: (await startOrigin(t, serveConfig(CONFIG))).url, cache: { get: silence, set() {} },
  }),
  'a cache that takes no item': async (t) => ({
    baseUrl: (await startOrigin(t, serveConfig(CONFIG))).url, cache: { get: () => null, set: silence },
  }),
};

describe('dispose settles everything that is pending', { concurrency: true }, () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    for (const waitMs of [0, 120]) {
      own(`with ${name}, after ${waitMs} ms`, async (t, sdk) => {
        const options = { ...(await scene(t)), maxInitWaitTimeSeconds: 100 };
        for (const mode of MODES) {
          const client = open(t, sdk, mode, options);
          const pending = askAll(client);
          await pause(waitMs);
          client.dispose();
          const settled = await within(SETTLES_MS, Promise.allSettled(pending), mode);
          assert.deepEqual(settled.filter(({ status }) => status === 'rejected'), []);
          const again = await within(SETTLES_MS, Promise.allSettled(askAll(client)), `${mode}, again`);
          assert.deepEqual(again.filter(({ status }) => status === 'rejected'), []);
        }
      });

      own(`with ${name}, after ${waitMs} ms, in the callback API`, async (t, sdk) => {
        const { configFetcher, ...options } = await scene(t);
        for (const factory of FACTORIES) {
          const client = openLegacy(t, sdk, factory, { ...options, configFetcher, maxInitWaitTimeSeconds: 100 });
          const pending = askAllLegacy(client);
          await pause(waitMs);
          client.dispose();
          await within(SETTLES_MS, Promise.all(pending), factory);
          await within(SETTLES_MS, Promise.all(askAllLegacy(client)), `${factory}, again`);
        }
      });
    }
  }
});

own('a cache that disposes its client, and hangs: what is pending settles', async (t, sdk) => {
  for (const mode of MODES) {
    let client = null;
    let looks = 0;
    const get = () => {
      if (client === null) return null;
      looks++;
      client.dispose();
      return silence();
    };
    const cache = { get, set() {} };
    client = open(t, sdk, mode, { offline: true, cache });
    await within(SETTLES_MS, client.waitForReady(), mode);
    assert.equal(await within(SETTLES_MS, client.getValueAsync('flag', 'default'), mode), 'default');
    assert.equal(client.isOffline, true);
    await within(SETTLES_MS, Promise.all(askAll(client)), mode);
    assert.equal(looks, 1, 'a disposed client leaves the cache alone');
  }
});

own('a cache that hangs: a disposed client answers before the process ends, which nothing delays', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const mode of MODES) {
    const { done } = runScript(t, origin.url, `
      const cache = { get: () => new Promise(() => {}), set() {} };
      const client = sdk.getClient(sdkKey, sdk.PollingMode.${mode}, { baseUrl: origin, logger, cache });
      (async () => {
        const pending = client.getValueAsync('flag', 'default');
        await undefined;
        client.dispose();
        console.log(await pending);
        console.log(await client.getAllKeysAsync());
        console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout'));
      })();
    `);
    const { code, output, errors } = await within(SOON_MS, done, mode);
    assert.equal(errors, '');
    assert.equal(output, 'default\n[]\n[]\n', mode);
    assert.equal(code, 0);
  }
});

own('dispose ends the request that is under way', async (t, sdk) => {
  const origin = await startOrigin(t, silence);
  for (const mode of MODES) {
    const before = origin.requests.length;
    const client = open(t, sdk, mode, { baseUrl: origin.url });
    const refresh = client.forceRefreshAsync();
    await eventually(SOON_MS, () => origin.requests.length > before);
    client.dispose();
    assert.equal((await within(SETTLES_MS, refresh)).isSuccess, false);
  }
});

own('dispose any number of times, from anywhere', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const mode of MODES) {
    const client = open(t, sdk, mode, {
      baseUrl: origin.url,
      setupHooks: (hooks) => {
        for (const event of ['clientReady', 'configFetched', 'configChanged']) {
          hooks.on(event, function () {
            this.configCatClient.dispose();
            this.configCatClient.dispose();
          });
        }
      },
    });
    const refresh = client.forceRefreshAsync();
    const promises = [refresh.finally(() => client.dispose()), client.waitForReady().then(() => client.dispose())];
    queueMicrotask(() => client.dispose());
    setImmediate(() => client.dispose());
    await within(SOON_MS, Promise.all(promises));
    sdk.disposeAllClients();
    sdk.disposeAllClients();
    client.dispose();
  }
});

own('a disposed client evaluates with what it had, in every way', async (t, sdk) => {
  const cache = createCache(cachePayload(CONFIG));
  const client = open(t, sdk, 'AutoPoll', { offline: true, cache });
  await client.waitForReady();
  const snapshot = client.snapshot();
  client.dispose();
  assert.equal(await client.getValueAsync('flag', 'default'), 'remote');
  assert.deepEqual(await client.getAllKeysAsync(), ['flag']);
  assert.equal((await client.getKeyAndValueAsync('id-flag')).settingValue, 'remote');
  assert.equal(client.snapshot().getValue('flag', 'default'), 'remote');
  assert.equal(snapshot.getValue('flag', 'default'), 'remote');
  client.setOnline();
  client.setDefaultUser({ identifier: '1' });
  client.clearDefaultUser();
  client.on('flagEvaluated', () => assert.fail('told after dispose')).removeAllListeners();
  assert.equal((await client.forceRefreshAsync()).isSuccess, true, 'as for any offline client with a cache');
});

own('the key of a disposed client is free at once, whatever the old client still does', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const key = 'configcat-sdk-1/faults-dispose-0123456/0123456789012345678901';
  let last = null;
  for (let round = 0; round < 50; round++) {
    const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url }, key);
    assert.notEqual(client, last);
    const pending = client.forceRefreshAsync();
    client.dispose();
    await within(SETTLES_MS, pending);
    last = client;
  }
  assert.equal(await within(SOON_MS, open(t, sdk, 'AutoPoll', { baseUrl: origin.url }, key).getValueAsync('flag', '')), 'remote');
});

own('a client that is collected in the middle of a fetch, and one disposed by a finaliser', async (t) => {
  const serve = serveConfig(CONFIG);
  const origin = await startOrigin(t, (request) => pause(50).then(() => serve(request)));
  const { done } = runScript(t, origin.url, `
    require('node:v8').setFlagsFromString('--expose-gc');
    const gc = require('node:vm').runInNewContext('gc');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const key = (n) => 'configcat-sdk-1/0123456789012345678901/' + String(n).padStart(22, '0');
    let finalised = 0;
    const registry = new FinalizationRegistry((client) => {
      finalised++;
      client.dispose();
      client.getValueAsync('flag', 'default');
    });
    const refs = [];
    const open = (n) => {
      const client = sdk.getClient(key(n), n % 3, { baseUrl: origin, logger, pollIntervalSeconds: 1 });
      refs.push(new WeakRef(client));
      if (n % 2) client.setOffline();
      registry.register({ n }, sdk.createClientWithManualPoll(key(n), { baseUrl: origin, logger }));
    };
    (async () => {
      for (let n = 0; n < 200; n++) {
        open(n);
        if (n % 20 === 0) { await pause(5); gc(); }
      }
      for (let round = 0; round < 40 && (refs.some((ref) => ref.deref()) || finalised < 200); round++) {
        await pause(50);
        gc();
      }
      console.log(refs.filter((ref) => ref.deref()).length, finalised);
    })();
  `);
  const { code, signal, output, errors } = await done;
  assert.equal(errors, '');
  assert.equal(signal, null);
  assert.equal(output, '0 200\n');
  assert.equal(code, 0);
});

own('four-method loggers and callbacks that dispose their client', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const factory of FACTORIES) {
    const client = openLegacy(t, sdk, factory, { baseUrl: origin.url, logger: createLegacyRecorder() });
    const values = [];
    for (let call = 0; call < 3; call++) {
      client.getValue('flag', 'default', (value) => {
        values.push(value);
        client.dispose();
      });
    }
    await eventually(SOON_MS, () => values.length === 3, factory);
    assert.ok(values.every((value) => value === 'default' || value === 'remote'));
  }
});
