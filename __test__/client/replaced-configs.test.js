'use strict';

// A config that was replaced is freed at once, without a garbage collection, unless somebody got hold of it. Nobody notices that.

const assert = require('node:assert/strict');
const test = require('node:test');
const { setImmediate: turn, setTimeout: pause } = require('node:timers/promises');
const { configcatAlive } = require('../../binding.js');
const { LogLevel, OverrideBehaviour, PollingMode, createClientWithAutoPoll, createFlagOverridesFromMap, getClient } = require('../../index.js');

const HANG_GUARD_MS = 60_000;

const alive = () => configcatAlive()[1];

/** Long enough for other threads to let go, too short for a garbage collection: there is nothing to collect meanwhile. */
const ROUNDS = 200;

async function assertAlive(atMost) {
  for (let round = 0; round < 10; round += 1) await turn();
  for (let round = 0; round < ROUNDS && alive() > atMost; round += 1) await pause(1);
  // Those of earlier tests may be collected at any moment.
  assert.ok(alive() <= atMost, `${alive()} configs are alive, and not ${atMost}`);
}

const USER = { identifier: 'u', email: 'someone@here.example', country: 'Nowhere' };

const text = (value) => ({ s: value });

/** Every value tells the version. */
function configOf(version) {
  const rule = { c: [{ u: { a: 'Email', c: 2, l: ['@here.example'] } }], s: { v: text(`hit ${version}`), i: `v-${version}` } };
  return {
    p: { s: 'salt' },
    f: {
      targeted: { t: 1, v: text('wrong'), r: [rule] },
      shared: { t: 1, v: text('wrong'), p: [{ p: 100, v: text(`option ${version}`) }] },
      plain: { t: 1, v: text(`plain ${version}`) },
    },
  };
}

let lastKey = 0;

/** A client with its config in the hands of the test. It logs nothing: errors are what a test would look for. */
function open(t, options = {}) {
  const state = { version: 0, status: 200, errors: /** @type {string[]} */ ([]) };
  const configFetcher = {
    fetchAsync: async () => ({
      statusCode: state.status,
      reasonPhrase: '',
      eTag: `"${state.version}"`,
      body: state.status === 200 ? JSON.stringify(configOf(state.version)) : undefined,
    }),
  };
  const log = (_, eventId, message) => state.errors.push(`${eventId} ${message}`);
  const sdkKey = `configcat-sdk-1/TEST_KEY-0123456789012/${String((lastKey += 1)).padStart(22, '0')}`;
  const client = getClient(sdkKey, PollingMode.ManualPoll, { configFetcher, logger: { level: LogLevel.Warn, log }, ...options });
  t.after(() => client.dispose());
  const swap = async () => {
    state.version += 1;
    await client.forceRefreshAsync();
  };
  return { client, state, swap };
}

test('a replaced config is freed without a garbage collection', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const { client, state, swap } = open(t);
  for (let count = 1; count <= 20; count += 1) {
    await swap();
    assert.equal(await client.getValueAsync('targeted', '', USER), `hit ${count}`);
    assert.equal((await client.getAllValuesAsync(USER)).length, 3);
    assert.equal((await client.getValueDetailsAsync('shared', '', USER)).value, `option ${count}`);
    await assertAlive(before + 1);
  }
  assert.deepEqual(state.errors, []);
});

test('a config that is only confirmed stays, and is freed when it is replaced', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const { client, state, swap } = open(t);
  await swap();
  state.status = 304;
  for (let count = 0; count < 5; count += 1) await client.forceRefreshAsync();
  for (let count = 0; count < 10; count += 1) await turn();
  assert.equal(await client.getValueAsync('targeted', '', USER), 'hit 1');
  state.status = 200;
  await swap();
  await assertAlive(before + 1);
  assert.equal(await client.getValueAsync('targeted', '', USER), 'hit 2');
  assert.deepEqual(state.errors, []);
});

test('a snapshot that was handed out works for as long as somebody has it', { timeout: HANG_GUARD_MS }, async (t) => {
  const { client, state, swap } = open(t);
  await swap();
  const snapshot = client.snapshot();
  await swap();
  await swap();
  for (let count = 0; count < 10; count += 1) await turn();
  assert.equal(snapshot.getValue('targeted', '', USER), 'hit 1');
  assert.equal(snapshot.getValueDetails('shared', '', USER).matchedPercentageOption.v.s, 'option 1');
  assert.deepEqual(snapshot.getAllKeys(), ['targeted', 'shared', 'plain']);
  assert.equal(snapshot.getKeyAndValue('v-1').settingValue, 'hit 1');
  assert.equal(snapshot.fetchedConfig.f.plain.v.s, 'plain 1');
  assert.equal(client.snapshot().getValue('targeted', '', USER), 'hit 3');
  assert.deepEqual(state.errors, []);
});

test('what callers got of a config is whole after it was freed', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const { client, state, swap } = open(t);
  await swap();
  const targeted = await client.getValueDetailsAsync('targeted', '', USER);
  const shared = await client.getValueDetailsAsync('shared', '', USER);
  const missing = await client.getValueDetailsAsync('missing', '', USER);
  await swap();
  await assertAlive(before + 1);
  assert.equal(targeted.matchedTargetingRule.s.v.s, 'hit 1');
  assert.equal(shared.matchedPercentageOption.v.s, 'option 1');
  assert.match(missing.errorMessage, /'targeted', 'shared', 'plain'/);
  assert.equal(state.errors.filter((line) => !line.startsWith('1001 ')).length, 0);
});

test('what listeners got of a config is whole after it was freed', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const { client, state, swap } = open(t);
  const configs = [];
  client.on('configChanged', (config) => configs.push(config));
  for (let count = 0; count < 3; count += 1) await swap();
  await assertAlive(before + 1);
  assert.deepEqual(configs.map(({ f }) => f.plain.v.s), ['plain 1', 'plain 2', 'plain 3']);
  assert.deepEqual(state.errors, []);
});

test('evaluations on their way get the value of a config, whatever is replaced meanwhile', { timeout: HANG_GUARD_MS }, async (t) => {
  const { client, state, swap } = open(t);
  client.on('flagEvaluated', () => {});
  await swap();
  let isOver = false;
  const asking = Array.from({ length: 20 }, async () => {
    while (!isOver) {
      const [one, all, details] = await Promise.all([
        client.getValueAsync('targeted', 'default', USER),
        client.getAllValuesAsync(USER),
        client.getValueDetailsAsync('shared', 'default', USER),
      ]);
      assert.match(one, /^hit \d+$/);
      assert.match(all[0].settingValue, /^hit \d+$/);
      assert.match(details.matchedPercentageOption.v.s, /^option \d+$/);
      await turn();
    }
  });
  for (let count = 0; count < 100; count += 1) {
    await swap();
    await turn();
  }
  isOver = true;
  await Promise.all(asking);
  assert.deepEqual(state.errors, []);
});

test('a config that is replaced in the middle of an evaluation is still used for it', { timeout: HANG_GUARD_MS }, async (t) => {
  let version = 1;
  const cache = { get: () => `${Date.now()}\n"${version}"\n${JSON.stringify(configOf(version))}`, set() {} };
  const { client, state } = open(t, { cache });
  assert.equal(await client.getValueAsync('targeted', '', USER), 'hit 1');
  const inner = [];
  const user = {
    identifier: 'u',
    get email() {
      version = 2;
      inner.push(client.getValueAsync('targeted', '', USER));
      return USER.email;
    },
  };
  assert.equal(await client.getValueAsync('targeted', '', user), 'hit 1');
  assert.deepEqual(await Promise.all(inner), inner.map(() => 'hit 2'));
  assert.deepEqual(state.errors, []);
});

test('configs of a cache are freed as well', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  let version = 0;
  const cache = { get: () => `${Date.now()}\n"${version}"\n${JSON.stringify(configOf(version))}`, set() {} };
  const { client, state } = open(t, { cache });
  for (version = 1; version <= 10; version += 1) {
    assert.equal(await client.getValueAsync('targeted', '', USER), `hit ${version}`);
    await assertAlive(before + 1);
  }
  assert.deepEqual(state.errors, []);
});

test('with overrides the fetched config is freed, and so is what was merged with it', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const flagOverrides = createFlagOverridesFromMap({ more: true }, OverrideBehaviour.LocalOverRemote);
  const { client, state, swap } = open(t, { flagOverrides });
  for (let count = 1; count <= 5; count += 1) {
    await swap();
    assert.equal(await client.getValueAsync('targeted', '', USER), `hit ${count}`);
    assert.equal(await client.getValueAsync('more', false), true);
    await assertAlive(before + 2);
  }
  const details = await client.getValueDetailsAsync('targeted', '', USER);
  await swap();
  await client.getValueAsync('targeted', '', USER);
  await assertAlive(before + 2);
  const snapshot = client.snapshot();
  await swap();
  await client.getValueAsync('targeted', '', USER);
  for (let count = 0; count < 10; count += 1) await turn();
  assert.equal(details.matchedTargetingRule.s.v.s, 'hit 5');
  assert.equal(snapshot.getValueDetails('targeted', '', USER).matchedTargetingRule.s.v.s, 'hit 6');
  assert.equal(snapshot.fetchedConfig.f.plain.v.s, 'plain 6');
  assert.deepEqual(state.errors, []);
});

test('the callback API tells a change without holding on to the old config', { timeout: HANG_GUARD_MS }, async (t) => {
  const before = alive();
  const state = { version: 1 };
  let changes = 0;
  const configFetcher = {
    fetchAsync: async () => ({ statusCode: 200, reasonPhrase: '', body: JSON.stringify(configOf(state.version)) }),
  };
  const client = createClientWithAutoPoll('configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012', {
    configFetcher,
    pollIntervalSeconds: 1_000,
    configChanged: () => {
      changes += 1;
    },
  });
  t.after(() => client.dispose());
  await client.waitForReady();
  for (const [version, expected] of [[1, 1], [1, 1], [2, 2], [3, 3], [3, 3]]) {
    state.version = version;
    await client.forceRefreshAsync();
    assert.equal(changes, expected);
    await assertAlive(before + 1);
  }
});
