'use strict';

const assert = require('node:assert/strict');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, newSdkKey } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { openLegacy } = require('../behaviour/support/legacy');

const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'toJSON', 'then', '__defineGetter__', ''];
const MARK = 'polluted';

/** Every key is hostile, every object holds a mark that must not turn up where nobody put it. */
const member = (key, value) => `${JSON.stringify(key)}:${value}`;
const marked = `"${MARK}":"${MARK}","__proto__":{"${MARK}":"${MARK}"}`;
const flagText = (key) =>
  `{${marked},"t":1,"v":{${marked},"s":${JSON.stringify(`value of ${key}`)}},"i":${JSON.stringify(`id ${key}`)},` +
  `"r":[{${marked},"c":[{${marked},"u":{${marked},"a":${JSON.stringify(key)},"c":28,"s":"match"}}],"s":{${marked},"v":{"s":"ruled"},"i":"__proto__"}}]}`;
const CONFIG = `{${marked},"p":{${marked},"s":"salt"},"s":[{${marked},"n":"__proto__","r":[]}],"f":{${HOSTILE.map((key) => member(key, flagText(key))).join()}}}`;

const NAMES = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

function assertClean() {
  for (const sample of [{}, [], () => {}, new Error('x'), new Date(0), Object(''), Object(1)]) {
    assert.equal(sample[MARK], undefined);
    assert.equal(Object.getPrototypeOf(sample)[MARK], undefined);
  }
  assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), NAMES);
}

/** No object that is handed out has a prototype out of the config. */
function assertPrototypes(value, path = '$', seen = new Set()) {
  if (value === null || typeof value !== 'object' || seen.has(value)) return;
  seen.add(value);
  const prototype = Object.getPrototypeOf(value);
  assert.equal(prototype?.[MARK], undefined, path);
  assert.ok(prototype === null || Object.hasOwn(prototype, 'constructor'), path);
  for (const key of Object.getOwnPropertyNames(value)) assertPrototypes(value[key], `${path}.${key}`, seen);
}

const USER = { identifier: '1', custom: JSON.parse(`{${HOSTILE.map((key) => member(key, '"match"')).join()}}`) };

own('hostile keys are keys like others, and pollute nothing that is handed out', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const told = [];
  const setupHooks = (hooks) => {
    for (const event of ['configChanged', 'configFetched', 'flagEvaluated', 'clientError']) hooks.on(event, (...args) => told.push(args));
  };
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, setupHooks });
  await client.waitForReady();
  assert.deepEqual((await client.getAllKeysAsync()).sort(), [...HOSTILE].sort());
  const given = [await client.getAllValuesAsync(), await client.getAllValueDetailsAsync(USER), client.snapshot(), client.snapshot().fetchedConfig];
  for (const key of HOSTILE.filter((name) => name !== '')) {
    assert.equal(await client.getValueAsync(key, ''), `value of ${key}`);
    const details = await client.getValueDetailsAsync(key, '', USER);
    assert.equal(details.value, 'ruled', key);
    assert.equal(details.key, key);
    const found = await client.getKeyAndValueAsync(`id ${key}`);
    assert.deepEqual([found.settingKey, found.settingValue], [key, `value of ${key}`]);
    given.push(details, found);
  }
  given.push(client.snapshot().getKeyAndValue('__proto__'), structuredClone(JSON.parse(JSON.stringify(client.snapshot().fetchedConfig))));
  assertPrototypes(given);
  assertPrototypes(told);
  assertClean();
});

own('so in the callback API, in its cache, and in overrides', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const items = [];
  const cache = { get: () => null, set: (_key, item) => void items.push(item) };
  const legacy = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache });
  await legacy.forceRefreshAsync();
  const given = [await legacy.getAllValuesAsync(USER), await legacy.getAllKeysAsync(), await legacy.getAllVariationIdsAsync(USER), items];
  assert.equal(items.length, 1);
  const copy = openLegacy(t, sdk, 'createClientWithManualPoll', { cache: { get: () => items[0], set() {} }, offline: true });
  for (const key of HOSTILE) assert.equal(await copy.getValueAsync(key, '', USER), 'ruled', key);

  const map = JSON.parse(`{${HOSTILE.map((key) => member(key, '"override"')).join()}}`);
  for (const behaviour of Object.values(sdk.OverrideBehaviour).filter((value) => typeof value === 'number')) {
    const flagOverrides = sdk.createFlagOverridesFromMap(map, behaviour);
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, flagOverrides });
    await client.forceRefreshAsync();
    const all = await client.getAllValueDetailsAsync(USER);
    assert.deepEqual(all.map(({ key }) => key).sort(), [...HOSTILE].sort());
    for (const { value } of all) assert.equal(value, behaviour === sdk.OverrideBehaviour.RemoteOverLocal ? 'ruled' : 'override');
    given.push(all, await client.getAllValuesAsync(), client.snapshot().fetchedConfig);
  }
  const query = sdk.createFlagOverridesFromQueryParams(sdk.OverrideBehaviour.LocalOnly, false, 'cc-', {
    currentValue: '?cc-__proto__=1&cc-constructor=2',
  });
  given.push(await open(t, sdk, 'ManualPoll', { flagOverrides: query }).getAllValuesAsync());
  // What the cache got is JSON as `JSON.parse` makes it: its own `__proto__` is a property.
  assertPrototypes(given);
  assertClean();
});

own('keys of a megabyte, and a hundred thousand of them that differ little', async (t, sdk) => {
  const long = 'k'.repeat(1 << 20);
  const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}`);
  const config = `{"f":{${[long, `${long}l`, ...keys].map((key, index) => member(key, `{"t":2,"v":{"i":${index}}}`)).join()}}}`;
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache: { get: () => cachePayload(config), set() {} } }, newSdkKey());
  assert.equal(await client.getValueAsync(long, -1), 0);
  assert.equal(await client.getValueAsync(`${long}l`, -1), 1);
  assert.equal(await client.getValueAsync(`${long}m`, -1), -1);
  assert.equal(await client.getValueAsync('k99999', -1), 100_001);
  assert.equal((await client.getAllKeysAsync()).length, 100_002);
});
