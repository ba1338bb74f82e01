'use strict';

// Clients that share a poller: what one does, or misses, must not cost the others anything.

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { serveStatus, startOrigin } = require('../behaviour/support/origin');
const { configOf, newSdkKey } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { eventually, pause, within } = require('./support/waits');

const SOON_MS = 10_000;

/** The same ETag, whatever the config. */
const serveAlike = (flag) => () => ({ headers: { ETag: '"e"' }, body: JSON.stringify(configOf({ flag })) });

/** `getClient` gives one client per SDK key; these are as many as are asked for, on one poller. */
const openShared = (t, sdk, options, sdkKey) => openLegacy(t, sdk, 'createClientWithAutoPoll', options, sdkKey);

const flagOf = (client) => client.getValueAsync('flag', 'default');

describe('clients that share a poller', { concurrency: true }, () => {
  own('an ETag that stands for two configs: whoever was offline gets the newer one, also in an outage', async (t, sdk) => {
    const origin = await startOrigin(t, serveAlike('one'));
    const sdkKey = newSdkKey();
    const options = { baseUrl: origin.url, pollIntervalSeconds: 1 };
    const first = openShared(t, sdk, options, sdkKey);
    const others = [openShared(t, sdk, options, sdkKey), openShared(t, sdk, options, sdkKey)];
    for (const client of [first, ...others]) {
      assert.equal(await within(SOON_MS, flagOf(client)), 'one');
    }
    for (const client of others) client.setOffline();
    origin.respond = serveAlike('two');
    await eventually(SOON_MS, async () => (await flagOf(first)) === 'two');
    origin.respond = serveStatus(500);
    await eventually(SOON_MS, () => first.status().lastError !== null);
    const changes = [];
    others[0].on('configChanged', (config) => changes.push(config.settings?.flag?.value ?? config.f.flag.v.s));
    // Within the rest after a failure, and on the answer that nothing has changed.
    others[0].setOnline();
    await eventually(SOON_MS, async () => (await flagOf(others[0])) === 'two');
    assert.deepEqual(changes, ['two']);
    assert.equal(await flagOf(others[1]), 'one', 'offline');
    origin.respond = serveStatus(304);
    others[1].setOnline();
    await eventually(SOON_MS, async () => (await flagOf(others[1])) === 'two');
    assert.equal(await flagOf(first), 'two');
  });

  own('thirty short-lived clients in an outage: no request of theirs, and no longer rest of the others', async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(500));
    const sdkKey = newSdkKey();
    const options = { baseUrl: origin.url, pollIntervalSeconds: 60 };
    const first = openShared(t, sdk, options, sdkKey);
    await within(SOON_MS, flagOf(first));
    const made = origin.requests.length;
    const { nextAttempt } = first.status();
    for (let i = 0; i < 30; i++) {
      const client = openShared(t, sdk, options, sdkKey);
      await within(SOON_MS, flagOf(client));
      assert.equal(client.status().lastError.code, 'UNEXPECTED_STATUS');
      client.dispose();
    }
    assert.equal(origin.requests.length, made);
    // Each look at it reads the clock anew.
    assert.ok(Math.abs(first.status().nextAttempt.getTime() - nextAttempt.getTime()) < 1000);
  });

  own('a server that wants to be left alone is, however often a client goes online', async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(429, { 'Retry-After': '600' }));
    const client = openShared(t, sdk, { baseUrl: origin.url, pollIntervalSeconds: 60 }, newSdkKey());
    await within(SOON_MS, flagOf(client));
    const made = origin.requests.length;
    for (let i = 0; i < 5; i++) {
      client.setOffline();
      client.setOnline();
      await pause(20);
    }
    assert.equal(origin.requests.length, made);
    assert.ok(client.status().nextAttempt.getTime() - Date.now() > 200_000, 'five intervals at most');
    await within(SOON_MS, client.forceRefreshAsync());
    assert.equal(origin.requests.length, made + 1, 'a refresh is always sent');
  });
});
