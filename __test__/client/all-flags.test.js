'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { loadOfficial, newSdkKey } = require('../support/sdk.js');

const isOneOf = (attribute, ...list) => ({
  t: 1,
  v: { s: 'own' },
  i: 'v-own',
  r: [{ c: [{ u: { a: attribute, c: 0, l: list } }], s: { v: { s: `in ${list[0]}` }, i: `v-${list[0]}` } }],
});

const CONFIG = {
  p: { s: 'salt' },
  f: {
    first: isOneOf('A', 'a'),
    fixed: { t: 0, v: { b: true }, i: 'v-fixed' },
    second: isOneOf('B', 'b', 'c'),
    broken: { t: 0, v: { s: 'not a boolean' } },
    wide: { t: 1, v: { s: 'own' }, r: ['A', 'B', 'C', 'D', 'E', 'F'].map((a) => isOneOf(a, `only ${a}`).r[0]) },
  },
};

async function open(sdk, options = {}) {
  const configFetcher = {
    fetchAsync: async () => ({ statusCode: 200, reasonPhrase: 'OK', body: JSON.stringify(CONFIG) }),
  };
  const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
  const client = sdk.getClient(newSdkKey(), sdk.PollingMode.ManualPoll, { configFetcher, logger, ...options });
  await client.forceRefreshAsync();
  return client;
}

const user = (custom) => ({ identifier: 'id', custom });

test('all flags at once are what each flag is on its own, and what the official package gives', async () => {
  const [client, official] = [await open(require('../..')), await open(loadOfficial('current'))];
  const users = [undefined, user({}), user({ A: 'a' }), user({ A: 'x', B: 'c' }), user({ F: 'only F' }), user({ B: new Date(5) })];
  for (const [index, one] of users.entries()) {
    const values = await client.getAllValuesAsync(one);
    assert.deepEqual(values, (await official.getAllValuesAsync(one)).map((value) => ({ ...value })), `user ${index}`);
    for (const { settingKey, settingValue } of values) {
      assert.equal(await client.getValueAsync(settingKey, null, one), settingValue, `user ${index}, ${settingKey}`);
    }
    const ids = (details) => details.map(({ key, value, variationId }) => [key, value, variationId]);
    assert.deepEqual(ids(await client.getAllValueDetailsAsync(one)), ids(await official.getAllValueDetailsAsync(one)));
  }
  client.dispose();
  official.dispose();
});

test('a listener may ask for all flags of another user in between', async () => {
  const client = await open(require('../..'));
  const inner = [];
  const collect = (details) => {
    if (details.user.identifier !== 'id' || inner.length > 0) return;
    inner.push(client.getAllValuesAsync({ identifier: 'other', custom: { A: 'a', B: 'b' } }));
  };
  client.on('flagEvaluated', collect);
  const outer = await client.getAllValuesAsync(user({ B: 'c' }));
  const value = (values, key) => values.find(({ settingKey }) => settingKey === key).settingValue;
  assert.deepEqual(['first', 'second', 'fixed', 'broken'].map((key) => value(outer, key)), ['own', 'in b', true, null]);
  const other = await inner[0];
  assert.deepEqual(['first', 'second', 'fixed', 'broken'].map((key) => value(other, key)), ['in a', 'in b', true, null]);
  client.dispose();
});

test('an attribute is read once for all flags, and spoils only the flags that need it', async () => {
  const client = await open(require('../..'));
  let reads = 0;
  const custom = {
    get A() {
      reads++;
      return 'a';
    },
    get B() {
      throw new Error('not to be had');
    },
  };
  const values = await client.getAllValuesAsync(user(custom));
  assert.equal(reads, 1);
  const byKey = Object.fromEntries(values.map(({ settingKey, settingValue }) => [settingKey, settingValue]));
  assert.deepEqual(byKey, { first: 'in a', fixed: true, second: null, broken: null, wide: null });
  client.dispose();
});

test('values of overrides are among all values', async () => {
  const sdk = require('../..');
  const map = { first: 'mine', added: 7, fixed: false };
  const flagOverrides = sdk.createFlagOverridesFromMap(map, sdk.OverrideBehaviour.LocalOverRemote);
  const client = await open(sdk, { flagOverrides });
  const values = await client.getAllValuesAsync(user({ B: 'b' }));
  const byKey = Object.fromEntries(values.map(({ settingKey, settingValue }) => [settingKey, settingValue]));
  assert.deepEqual(byKey, { first: 'mine', fixed: false, second: 'in b', broken: null, wide: 'own', added: 7 });
  client.dispose();
});

test('a downloaded setting that claims to be an override spoils no other flag', async () => {
  const sdk = require('../..');
  const body = JSON.stringify({ f: { a: { t: 1, v: { s: 'A' } }, z: { t: -1, v: { s: 'Z' } } } });
  const configFetcher = { fetchAsync: async () => ({ statusCode: 200, reasonPhrase: 'OK', body }) };
  const flagOverrides = sdk.createFlagOverridesFromMap({ a: 'x', z: { o: 1 } }, sdk.OverrideBehaviour.RemoteOverLocal);
  const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
  const client = sdk.createClientWithManualPoll(newSdkKey(), { configFetcher, flagOverrides, logger });
  await client.forceRefreshAsync();
  const values = await client.getAllValuesAsync();
  for (const { settingKey, settingValue } of values) {
    assert.deepEqual([settingKey, settingValue], [settingKey, await client.getValueAsync(settingKey, null)]);
  }
  assert.equal(values[0].settingValue, 'A');
  client.dispose();
});
