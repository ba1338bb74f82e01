'use strict';

// Programs that make a client per task, or that are restarted within a process: each client is the first of its kind.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { configOf, createRecorder, newSdkKey } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, within } = require('./support/waits');

const SOON_MS = 10_000;
const ROUNDS = 20;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };
const busy = (seconds) => ({ status: 503, headers: { 'Retry-After': String(seconds) } });

describe('clients that are made and disposed of over and over', { concurrency: true }, () => {
  own('ask a server once that answers with Retry-After, and are ready at once', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer(busy(100));
    const sdkKey = newSdkKey();
    for (let round = 0; round < ROUNDS; round++) {
      const logger = createRecorder(1);
      const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, maxInitWaitTimeSeconds: 60, logger }, sdkKey);
      assert.equal(await within(SOON_MS, client.waitForReady()), sdk.ClientCacheState.NoFlagData);
      assert.equal(await client.getValueAsync('flag', 'default'), 'default');
      const { lastError, nextAttempt } = client.status();
      assert.equal(lastError?.code, 'UNEXPECTED_STATUS');
      assert.ok(nextAttempt instanceof Date && nextAttempt.getTime() > lastError.time.getTime() + 60_000, `${nextAttempt}`);
      assert.ok(logger.ids().includes(1101), 'it is told why there is no config');
      client.dispose();
    }
    assert.equal(await server.requestCount(), 1);
  });

  own('the callback API: the same', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer(busy(100));
    const sdkKey = newSdkKey();
    for (let round = 0; round < ROUNDS; round++) {
      const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: server.url, maxInitWaitTimeSeconds: 60 }, sdkKey);
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
      assert.equal(client.status().lastError?.code, 'UNEXPECTED_STATUS');
      client.dispose();
    }
    assert.equal(await server.requestCount(), 1);
  });

  own('send a refresh of the user all the same, and its success ends the wait', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer(busy(100));
    const sdkKey = newSdkKey();
    const make = () => open(t, sdk, 'AutoPoll', { baseUrl: server.url }, sdkKey);
    for (let round = 0; round < 2; round++) {
      const client = make();
      await within(SOON_MS, client.waitForReady());
      client.dispose();
    }
    await server.answer(GOOD);
    const client = make();
    await within(SOON_MS, client.waitForReady());
    assert.equal(await server.requestCount(), 1);
    assert.ok((await within(SOON_MS, client.forceRefreshAsync())).isSuccess);
    assert.equal(await client.getValueAsync('flag', ''), 'good');
    client.dispose();
    assert.equal(await within(SOON_MS, make().getValueAsync('flag', '')), 'good');
    assert.equal(await server.requestCount(), 3);
  });

  own('begin with their cache file, and poll when the wait is over', async (t, sdk) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vexil-recreated-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const server = await startFaultServer(t);
    await server.answer(GOOD);
    const options = { baseUrl: server.url, pollIntervalSeconds: 1, cacheFile: path.join(folder, 'flags') };
    const sdkKey = newSdkKey();
    const make = () => open(t, sdk, 'AutoPoll', options, sdkKey);
    const first = make();
    assert.equal(await within(SOON_MS, first.getValueAsync('flag', '')), 'good');
    await server.answer(busy(4));
    await eventually(SOON_MS, async () => first.status().lastError, 'a failure');
    first.dispose();
    const before = (await server.seen()).requests;
    await server.answer({ ...GOOD, body: JSON.stringify(configOf({ flag: 'better' })) });
    let client = make();
    for (let round = 0; round < ROUNDS; round++) {
      await within(SOON_MS, client.waitForReady());
      assert.equal(client.snapshot().getValue('flag', ''), 'good');
      client.dispose();
      client = make();
    }
    await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'better', 'a poll');
    const last = before.at(-1).atMs;
    const next = (await server.seen()).requests.find(({ atMs }) => atMs > last).atMs;
    assert.ok(next - last >= 3900, `${next - last} ms`);
  });
});
