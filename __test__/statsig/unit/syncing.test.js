'use strict';

const assert = require('node:assert/strict');
const { afterEach, beforeEach, mock, test } = require('node:test');
const { coded, loadStatsig, native, noting, specs } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
  mock.timers.enable({ apis: ['setInterval', 'Date'], now: 1_000_000 });
});

afterEach(() => mock.timers.reset());

const USER = { userID: 'a' };

async function serverOf(options = {}) {
  native.specs = () => specs();
  const server = new statsig.StatsigServer('secret-k', { logger: noting('none'), ...options });
  await server.initializeAsync();
  const [network] = native.networks.slice(-1);
  const count = (call) => network.calls.filter(([name]) => name === call).length;
  return { server, network, specs: () => count('fetchSpecs'), lists: () => count('syncIdLists') };
}

/** Lets what is pending end. */
async function settle() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(ms) {
  mock.timers.tick(ms);
  await settle();
}

test('specs and ID lists are looked for at their intervals, until the end', async () => {
  const { server, ...asked } = await serverOf();
  assert.deepEqual([asked.specs(), asked.lists()], [1, 1]);
  await pass(9_999);
  assert.equal(asked.specs(), 1);
  await pass(1);
  assert.equal(asked.specs(), 2);
  await pass(50_000);
  assert.equal(asked.lists(), 2);
  const before = asked.specs();
  server.shutdown();
  await pass(600_000);
  assert.deepEqual([asked.specs(), asked.lists()], [before, 2]);
});

test('intervals are those of the options', async () => {
  const { server, ...asked } = await serverOf({ rulesetsSyncIntervalMs: 5_000, idListsSyncIntervalMs: 30_000 });
  for (let at = 0; at < 6; at++) await pass(5_000);
  assert.deepEqual([asked.specs(), asked.lists()], [7, 2]);
  server.shutdown();
});

test('syncing can be switched off; syncing by hand works even so', async () => {
  for (const [options, expected] of [
    [{ disableRulesetsSync: true }, [1, 3]],
    [{ disableIdListsSync: true }, [13, 1]],
    [{ initStrategyForIDLists: 'none' }, [13, 0]],
  ]) {
    const { server, ...asked } = await serverOf(options);
    for (let at = 0; at < 12; at++) await pass(10_000);
    assert.deepEqual([asked.specs(), asked.lists()], expected);
    await server.syncStoreSpecs();
    await server.syncStoreIdLists();
    assert.deepEqual([asked.specs(), asked.lists()], expected.map((count) => count + 1));
    server.shutdown();
  }
});

test('one look at a time, however long it takes', async () => {
  const { server, ...asked } = await serverOf();
  native.specs = () => new Promise(() => {});
  for (let at = 0; at < 5; at++) await pass(10_000);
  assert.equal(asked.specs(), 2);
  server.shutdown();
});

test('a failure keeps what there is, and is told after two minutes of them, once per two minutes', async (t) => {
  const logger = noting('warn');
  const { server } = await serverOf({ logger });
  let now = 1_000_000;
  t.mock.method(performance, 'now', () => now);
  native.specs = () => {
    throw coded('HTTP_STATUS', 'Request failed with status 503');
  };
  const failFor = async (seconds) => {
    for (let at = 0; at < seconds; at += 10) {
      await pass(10_000);
      now += 10_000;
    }
  };
  await failFor(120);
  assert.deepEqual(logger.said, []);
  assert.equal(server.checkGate(USER, 'on'), true);
  await failFor(10);
  assert.equal(logger.said.length, 1);
  assert.match(logger.said[0][1], /^statsigSDK::sync> Syncing config specs has failed for 120 s: Request failed with status 503\./);
  await failFor(110);
  assert.equal(logger.said.length, 1);
  await failFor(10);
  assert.equal(logger.said.length, 2);
  native.specs = () => null;
  await pass(10_000);
  native.specs = () => {
    throw coded('HTTP_STATUS', 'Request failed with status 503');
  };
  await failFor(120);
  assert.equal(logger.said.length, 2);
  server.shutdown();
});

test('after a freeze, evaluations make syncing catch up', async () => {
  const { server, ...asked } = await serverOf();
  // The clock went on; the timers did not.
  mock.timers.setTime(1_000_000 + 121_000);
  for (let at = 0; at < 63; at++) server.checkGate(USER, 'on');
  await settle();
  const skipped = asked.specs();
  server.checkGate(USER, 'on');
  await settle();
  assert.equal(asked.specs(), skipped + 1);
  for (let at = 0; at < 200; at++) server.checkGate(USER, 'on');
  await settle();
  assert.equal(asked.specs(), skipped + 1);
  await pass(10_000);
  assert.equal(asked.specs(), skipped + 2);
  server.shutdown();
});

test('after a freeze, so does a flush', async () => {
  const { server, ...asked } = await serverOf({ disableIdListsSync: true });
  mock.timers.setTime(1_000_000 + 121_000);
  const before = asked.specs();
  await server.flush();
  await settle();
  assert.equal(asked.specs(), before + 1);
  server.shutdown();
});
