'use strict';

const assert = require('node:assert/strict');
const { legacyOwn, legacyShared } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { newSdkKey, setting, settle, until } = require('./support/fixtures');
const { bothGenerations, createLegacyRecorder, openLegacy, servePair } = require('./support/legacy');

const VALUES = { flag: true, text: 'x', count: 5, ratio: 0.5 };

async function openRefreshed(t, sdk, options = {}) {
  const origin = await startOrigin(t, servePair(bothGenerations(VALUES)));
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, ...options });
  await client.forceRefreshAsync();
  return { client, origin };
}

const called = (start) => new Promise((resolve) => start((...args) => resolve(args)));

legacyShared('every call has a callback form and a promise form with the same result', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk);
  const pairs = [
    [(done) => client.getValue('flag', false, done), () => client.getValueAsync('flag', false), true],
    [(done) => client.getAllKeys(done), () => client.getAllKeysAsync(), ['flag', 'text', 'count', 'ratio']],
    [(done) => client.getVariationId('flag', 'none', done), () => client.getVariationIdAsync('flag', 'none'), 'id-flag'],
    [(done) => client.getAllVariationIds(done), () => client.getAllVariationIdsAsync(), ['id-flag', 'id-text', 'id-count', 'id-ratio']],
    [(done) => client.getKeyAndValue('id-count', done), () => client.getKeyAndValueAsync('id-count'), { settingKey: 'count', settingValue: 5 }],
    [
      (done) => client.getAllValues(done),
      () => client.getAllValuesAsync(),
      Object.entries(VALUES).map(([settingKey, settingValue]) => ({ settingKey, settingValue })),
    ],
  ];
  for (const [callbackForm, promiseForm, expected] of pairs) {
    const [result] = await called(callbackForm);
    assert.deepEqual(result, expected);
    assert.deepEqual(await promiseForm(), expected);
  }
});

legacyShared('forceRefresh calls back without an argument; forceRefreshAsync resolves with undefined', async (t, sdk) => {
  const { client, origin } = await openRefreshed(t, sdk);
  assert.deepEqual(await called((done) => client.forceRefresh(done)), []);
  assert.equal(await client.forceRefreshAsync(), undefined);
  assert.equal(origin.requests.length, 3);
});

legacyShared('a failed refresh calls back all the same', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url });
  assert.deepEqual(await called((done) => client.forceRefresh(done)), []);
  assert.equal(await client.forceRefreshAsync(), undefined);
});

legacyShared('a callback is never called before its method returned', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk);
  const order = [];
  const done = called((resolve) => {
    client.getValue('flag', false, () => {
      order.push('callback');
      resolve();
    });
    order.push('returned');
  });
  await done;
  assert.deepEqual(order, ['returned', 'callback']);
});

legacyShared('the default of another type does not matter', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk);
  assert.equal(await client.getValueAsync('flag', 'text'), true);
  assert.equal(await client.getValueAsync('text', 5), 'x');
  assert.equal(await client.getValueAsync('count', null), 5);
  assert.equal(await client.getValueAsync('ratio', { an: 'object' }), 0.5);
  const fallback = { any: 'thing' };
  assert.equal(await client.getValueAsync('missing', fallback), fallback);
});

legacyShared('without a config: defaults, empty lists, null, and an error each', async (t, sdk) => {
  const logger = createLegacyRecorder();
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { logger });
  assert.equal(await client.getValueAsync('flag', 'default'), 'default');
  assert.deepEqual(await client.getAllKeysAsync(), []);
  assert.deepEqual(await client.getAllValuesAsync(), []);
  assert.deepEqual(await client.getAllVariationIdsAsync(), []);
  assert.equal(await client.getVariationIdAsync('flag', 'none'), 'none');
  assert.equal(await client.getKeyAndValueAsync('id'), null);
  assert.equal(logger.of('error')[0], "config.json is not present. Returning default value: 'default'.");
  assert.equal(logger.of('error')[1], 'config.json is not present, returning empty array');
  assert.ok(logger.of('error').includes("config.json is not present. Returning default variationId: 'none'."));
});

legacyShared('an unknown key: the default, and an error that lists the keys', async (t, sdk) => {
  const logger = createLegacyRecorder();
  const { client } = await openRefreshed(t, sdk, { logger });
  assert.equal(await client.getValueAsync('missing', 'default'), 'default');
  assert.deepEqual(logger.of('error'), [
    "Evaluating getValue('missing') failed. Returning default value: 'default'. Here are the available keys: {flag,text,count,ratio}.",
  ]);
});

legacyShared('an unknown variation id: null, and an error', async (t, sdk) => {
  const logger = createLegacyRecorder();
  const { client } = await openRefreshed(t, sdk, { logger });
  assert.equal(await client.getKeyAndValueAsync('unknown'), null);
  assert.deepEqual(logger.of('error'), ['Could not find the setting for the given variation ID: unknown']);
});

legacyShared('a wrong SDK key: two errors', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(404));
  const logger = createLegacyRecorder();
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, logger });
  await client.forceRefreshAsync();
  assert.deepEqual(logger.of('error').slice(0, 2), [
    'Failed to download feature flags & settings from ConfigCat. Status: 404 - Not Found',
    'Double-check your SDK Key on https://app.configcat.com/sdkkey',
  ]);
});

legacyShared('createClient is createClientWithAutoPoll', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations(VALUES)));
  const client = openLegacy(t, sdk, 'createClient', { baseUrl: origin.url, pollIntervalSeconds: 1 });
  assert.equal(await client.getValueAsync('flag', false), true);
});

legacyShared('lazy loading fetches with the first value and then reads from memory', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations(VALUES)));
  const client = openLegacy(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cacheTimeToLiveSeconds: 600 });
  assert.equal(origin.requests.length, 0);
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.equal(await client.getValueAsync('text', ''), 'x');
  assert.equal(origin.requests.length, 1);
});

legacyShared('configChanged: on the first config, then only when the ETag differs', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ flag: 'a' }), '"1"'));
  let changes = 0;
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', {
    baseUrl: origin.url, pollIntervalSeconds: 1, configChanged: () => changes++,
  });
  assert.equal(await client.getValueAsync('flag', ''), 'a');
  await until(() => changes === 1);
  const seen = origin.requests.length;
  await until(() => origin.requests.length > seen + 1);
  assert.equal(changes, 1);
  origin.respond = servePair(bothGenerations({ flag: 'b' }), '"2"');
  await until(() => changes === 2);
  assert.equal(await client.getValueAsync('flag', ''), 'b');
});

legacyShared('a default user is used when a call names none', async (t, sdk) => {
  const rule5 = { o: 0, a: 'Email', t: 2, c: '@example.com', v: 'yes', i: 'id-yes' };
  const pair = bothGenerations({ flag: 'no' });
  pair.v5.f.flag.r = [rule5];
  pair.v6.f.flag.r = [{ c: [{ u: { a: 'Email', c: 2, l: ['@example.com'] } }], s: { v: { s: 'yes' }, i: 'id-yes' } }];
  const origin = await startOrigin(t, servePair(pair));
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', {
    baseUrl: origin.url, defaultUser: { identifier: '1', email: 'a@example.com' },
  });
  await client.forceRefreshAsync();
  const read = () => client.getValueAsync('flag', '');
  assert.equal(await read(), 'yes');
  client.clearDefaultUser();
  assert.equal(await read(), 'no');
  client.setDefaultUser({ identifier: '2', email: 'b@example.com' });
  assert.equal(await read(), 'yes');
  assert.equal(await client.getVariationIdAsync('flag', ''), 'id-yes');
  assert.equal(await client.getValueAsync('flag', '', { identifier: '3', email: 'c@other' }), 'no');
  assert.deepEqual(await client.getAllVariationIdsAsync({ identifier: '3', email: 'c@other' }), ['id-flag']);
});

legacyShared('no user for a targeted flag: a warning in the words of that generation', async (t, sdk) => {
  const pair = bothGenerations({ flag: 'no' });
  pair.v5.f.flag.r = [{ o: 0, a: 'Email', t: 2, c: '@x', v: 'yes', i: 'i' }];
  pair.v6.f.flag.r = [{ c: [{ u: { a: 'Email', c: 2, l: ['@x'] } }], s: { v: { s: 'yes' }, i: 'i' } }];
  const origin = await startOrigin(t, servePair(pair));
  const logger = createLegacyRecorder();
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, logger });
  await client.forceRefreshAsync();
  await client.getValueAsync('flag', '');
  assert.deepEqual(logger.of('warn'), [
    "Evaluating getValue('flag'). UserObject missing! You should pass a UserObject to getValue(), in order to make targeting work properly. Read more: https://configcat.com/docs/advanced/user-object",
  ]);
});

legacyShared('overrides from a map: copied, all three behaviours', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations({ both: 'remote', remote: 'remote' })));
  const expected = {
    LocalOnly: ['local', undefined, 'local'],
    LocalOverRemote: ['local', 'remote', 'local'],
    RemoteOverLocal: ['remote', 'remote', 'local'],
  };
  for (const [behaviour, values] of Object.entries(expected)) {
    const map = { both: 'local', local: 'local' };
    const client = openLegacy(t, sdk, 'createClientWithManualPoll', {
      baseUrl: origin.url,
      flagOverrides: sdk.createFlagOverridesFromMap(map, sdk.OverrideBehaviour[behaviour]),
    });
    map.both = 'changed later';
    await client.forceRefreshAsync();
    for (const [index, key] of ['both', 'remote', 'local'].entries()) {
      assert.equal(await client.getValueAsync(key, undefined), values[index], `${behaviour} ${key}`);
    }
  }
});

legacyShared('the first value waits for the first download', async (t, sdk) => {
  const gate = createGate();
  const serve = servePair(bothGenerations(VALUES));
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', {
    baseUrl: origin.url, maxInitWaitTimeSeconds: 25, pollIntervalSeconds: 1,
  });
  let value;
  const pending = client.getValueAsync('flag', 'default').then((result) => (value = result));
  await until(() => origin.requests.length > 0);
  await settle(3);
  assert.equal(value, undefined);
  gate.open();
  assert.equal(await pending, true);
});

legacyOwn('numeric attributes do not stop a call: they are converted', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig({
    f: { flag: { ...setting(1, { s: 'no' }), r: [{ c: [{ u: { a: 'Age', c: 0, l: ['42'] } }], s: { v: { s: 'yes' } } }] } },
  }));
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', '', { identifier: '1', custom: { Age: 42 } }), 'yes');
});

legacyOwn('dispose settles what is pending', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, maxInitWaitTimeSeconds: 600 });
  const pending = [
    called((done) => client.getValue('flag', 'default', done)),
    called((done) => client.forceRefresh(done)),
    client.getAllKeysAsync(),
  ];
  await until(() => origin.requests.length > 0);
  client.dispose();
  assert.deepEqual(await Promise.all(pending), [['default'], [], []]);
});

legacyOwn('a SDK key of any format is taken', async (t, sdk) => {
  const origin = await startOrigin(t, servePair(bothGenerations(VALUES)));
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url }, `any-${newSdkKey().slice(-8)}`);
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', false), true);
});
