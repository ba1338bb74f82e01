'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, configOf, createCache } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { eventually, within } = require('./support/waits');

const REMOTE = configOf({ flag: 'remote' });
const CACHED = configOf({ flag: 'cached' });
const MODES = ['AutoPoll', 'LazyLoad', 'ManualPoll'];
const FACTORIES = ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll'];

/** The second that a cache is waited for, as often as a call may ask it, and the slowness of a busy machine. */
const BORNE_MS = 6000;
const YEAR_MS = 365 * 86_400_000;

const never = () => new Promise(() => {});
const thenable = () => ({ then() {} });

/** Caches that do not answer, or take nothing. */
const SILENT = {
  'whose `get` never settles': { get: never, set() {} },
  'whose `get` gives a `then` that never calls back': { get: thenable, set() {} },
  'whose `set` never settles': { get: () => null, set: never },
  'that never settles anything': { get: never, set: never },
};

describe('a silent cache is a miss after a second', { concurrency: true }, () => {
  for (const [name, cache] of Object.entries(SILENT)) {
    for (const mode of MODES) {
      own(`one ${name}: ${mode}`, async (t, sdk) => {
        const origin = await startOrigin(t, serveConfig(REMOTE));
        const client = open(t, sdk, mode, { baseUrl: origin.url, cache, maxInitWaitTimeSeconds: 60 });
        await within(BORNE_MS, client.waitForReady(), 'readiness');
        if (mode === 'ManualPoll') {
          assert.equal((await within(BORNE_MS, client.forceRefreshAsync(), 'the refresh')).isSuccess, true);
        }
        assert.equal(await within(BORNE_MS, client.getValueAsync('flag', 'default'), 'the value'), 'remote');
        assert.equal((await within(BORNE_MS, client.forceRefreshAsync(), 'the refresh')).isSuccess, true);
        client.dispose();
        assert.equal(await within(BORNE_MS, client.getValueAsync('flag', 'default'), 'the value after dispose'), 'remote');
      });
    }

    own(`one ${name}: callback API`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      await Promise.all(FACTORIES.map(async (factory) => {
        const client = openLegacy(t, sdk, factory, { baseUrl: origin.url, cache, maxInitWaitTimeSeconds: 60 });
        await within(BORNE_MS, client.forceRefreshAsync(), factory);
        assert.equal(await within(BORNE_MS, client.getValueAsync('flag', 'default'), factory), 'remote');
      }));
    });
  }
});

describe('a cache with times from the future', { concurrency: true }, () => {
  for (const [name, age] of Object.entries({ 'in an hour': -3_600_000, 'in ten years': -10 * YEAR_MS, 'beyond all dates': -1e20 })) {
    own(`an entry of a time ${name} keeps no poll and no lazy load from downloading`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      const payload = cachePayload(CACHED, { timestamp: Date.now() - age });
      for (const mode of ['AutoPoll', 'LazyLoad']) {
        const client = open(t, sdk, mode, { baseUrl: origin.url, cache: createCache(payload), pollIntervalSeconds: 1 });
        assert.equal(await within(BORNE_MS, client.getValueAsync('flag', ''), mode), 'remote', mode);
      }
      const item = { Timestamp: Date.now() - age, HttpETag: '"cached"', ConfigJSON: CACHED };
      const legacy = openLegacy(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cache: { get: () => item, set() {} } });
      assert.equal(await within(BORNE_MS, legacy.getValueAsync('flag', '')), 'remote');
    });
  }

  own('one that is poisoned later, again and again, does not end the polling', async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(REMOTE));
    const cache = { get: () => cachePayload(CACHED, { timestamp: Date.now() + YEAR_MS, etag: `"${Date.now()}"` }), set() {} };
    open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, pollIntervalSeconds: 1 });
    await eventually(BORNE_MS, () => origin.requests.length >= 2, 'a second poll');
  });
});
