'use strict';

const assert = require('node:assert/strict');
const { shared } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { configOf, createRecorder, setting } = require('./support/fixtures');
const { open } = require('./support/client');

const REMOTE = configOf({ remoteOnly: 'remote', both: 'remote' });
const LOCAL = { both: 'local', localOnly: 'local' };

async function openRefreshed(t, sdk, behaviour, map = LOCAL, watch = false) {
  const origin = await startOrigin(t, serveConfig(REMOTE));
  const client = open(t, sdk, 'ManualPoll', {
    baseUrl: origin.url,
    flagOverrides: sdk.createFlagOverridesFromMap(map, sdk.OverrideBehaviour[behaviour], watch),
  });
  await client.forceRefreshAsync();
  return { client, origin };
}

async function valuesOf(client) {
  return (await client.getAllValuesAsync()).map(({ settingKey, settingValue }) => [settingKey, settingValue]);
}

shared('LocalOnly: only the local settings, no request', async (t, sdk) => {
  const { client, origin } = await openRefreshed(t, sdk, 'LocalOnly');
  assert.deepEqual(await valuesOf(client), [['both', 'local'], ['localOnly', 'local']]);
  assert.equal(origin.requests.length, 0);
  const details = await client.getValueDetailsAsync('both', '');
  assert.equal(details.fetchTime, undefined);
  assert.equal(details.isDefaultValue, false);
});

shared('LocalOverRemote: the union, the local value wins, remote keys come first', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk, 'LocalOverRemote');
  assert.deepEqual(await valuesOf(client), [['remoteOnly', 'remote'], ['both', 'local'], ['localOnly', 'local']]);
});

shared('RemoteOverLocal: the union, the remote value wins, local keys come first', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk, 'RemoteOverLocal');
  assert.deepEqual(await valuesOf(client), [['both', 'remote'], ['localOnly', 'local'], ['remoteOnly', 'remote']]);
});

shared('overrides work before the first fetch', async (t, sdk) => {
  for (const behaviour of ['LocalOverRemote', 'RemoteOverLocal']) {
    const client = open(t, sdk, 'ManualPoll', {
      flagOverrides: sdk.createFlagOverridesFromMap(LOCAL, sdk.OverrideBehaviour[behaviour]),
    });
    assert.equal(await client.getValueAsync('both', ''), 'local');
    assert.equal(client.snapshot().getValue('localOnly', ''), 'local');
  }
});

shared('a map is copied; with watchChanges it is followed', async (t, sdk) => {
  for (const watch of [false, true]) {
    const map = { flag: 'before', gone: 1 };
    const { client } = await openRefreshed(t, sdk, 'LocalOnly', map, watch);
    assert.equal(await client.getValueAsync('flag', ''), 'before');
    const snapshot = client.snapshot();
    map.flag = 'after';
    map.added = true;
    delete map.gone;
    assert.equal(await client.getValueAsync('flag', ''), watch ? 'after' : 'before');
    assert.equal(client.snapshot().getValue('flag', ''), watch ? 'after' : 'before');
    assert.deepEqual(await client.getAllKeysAsync(), watch ? ['flag', 'added'] : ['flag', 'gone']);
    assert.equal(snapshot.getValue('flag', ''), 'before', 'a snapshot is not');
  }
});

shared('numbers fit any numeric default; other types do not', async (t, sdk) => {
  const { client } = await openRefreshed(t, sdk, 'LocalOnly', {
    i: 5, d: 3.14, n: NaN, inf: -Infinity, zero: -0, t: '', b: false,
  });
  assert.equal(await client.getValueAsync('i', 0.5), 5);
  assert.equal(await client.getValueAsync('d', 0), 3.14);
  assert.ok(Number.isNaN(await client.getValueAsync('n', 0)));
  assert.equal(await client.getValueAsync('inf', 0), -Infinity);
  assert.ok(Object.is(await client.getValueAsync('zero', 1), -0));
  assert.equal(await client.getValueAsync('t', 'x'), '');
  assert.equal(await client.getValueAsync('b', null), false);
  const details = await client.getValueDetailsAsync('b', 'text');
  assert.equal(details.errorCode, sdk.EvaluationErrorCode.SettingValueTypeMismatch);
  assert.equal(
    details.errorException.message,
    "The type of a setting must match the type of the specified default value. Setting's type was Boolean but the default value's type was string. Please use a default value which corresponds to the setting type Boolean. Learn more: https://configcat.com/docs/sdk-reference/js/overview/#setting-type-mapping",
  );
});

const UNSUPPORTED = [
  [null, 'Setting value is null.'],
  [undefined, 'Setting value is undefined.'],
  [{ a: 1 }, "Setting value '[object Object]' is of an unsupported type (object)."],
  [[1, 2], "Setting value '1,2' is of an unsupported type (object)."],
  [10n, "Setting value '10' is of an unsupported type (bigint)."],
  [Symbol('s'), "Setting value '[symbol]' is of an unsupported type (symbol)."],
  [new Date(NaN), "Setting value 'Invalid Date' is of an unsupported type (object)."],
];

for (const [value, message] of UNSUPPORTED) {
  shared(`an override of unsupported type fails with its own text: ${message}`, async (t, sdk) => {
    const recorder = createRecorder(1);
    const client = open(t, sdk, 'AutoPoll', {
      logger: recorder,
      flagOverrides: sdk.createFlagOverridesFromMap({ flag: value, fine: true }, sdk.OverrideBehaviour.LocalOnly),
    });
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
    assert.equal(recorder.find(1002).exception.message, message);
    assert.equal((await client.getValueDetailsAsync('flag', 'default')).errorCode, sdk.EvaluationErrorCode.InvalidConfigModel);
    assert.equal(await client.getValueAsync('fine', false), true);
  });
}

shared('prerequisites see overrides', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig({
    f: {
      main: {
        ...setting(1, { s: 'off' }),
        r: [{ c: [{ p: { f: 'gate', c: 0, v: { b: true } } }], s: { v: { s: 'on' } } }],
      },
      gate: setting(0, { b: false }),
    },
  }));
  const client = open(t, sdk, 'ManualPoll', {
    baseUrl: origin.url,
    flagOverrides: sdk.createFlagOverridesFromMap({ gate: true }, sdk.OverrideBehaviour.LocalOverRemote),
  });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('main', ''), 'on');
});

shared('a data source of the user may supply whole settings made by prepareConfig', async (t, sdk) => {
  const config = sdk.prepareConfig({
    p: { s: 'salt' },
    s: [{ n: 'Beta', r: [{ a: 'Email', c: 2, l: ['@beta'] }] }],
    f: {
      flag: {
        ...setting(1, { s: 'out' }),
        r: [{ c: [{ s: { s: 0, c: 0 } }], s: { v: { s: 'in' } } }],
      },
    },
  });
  let map = config.f;
  const client = open(t, sdk, 'AutoPoll', {
    flagOverrides: { behaviour: sdk.OverrideBehaviour.LocalOnly, dataSource: { getOverrides: () => map } },
  });
  const user = { identifier: '1', email: 'me@beta' };
  assert.equal(await client.getValueAsync('flag', '', user), 'in');
  assert.equal(await client.getValueAsync('flag', '', { identifier: '1', email: 'me@x' }), 'out');
  map = { ...config.f, added: sdk.createSettingFromValue(7) };
  assert.equal(await client.getValueAsync('added', 0), 7);
  assert.equal(await client.getValueAsync('flag', '', user), 'in');
});

shared('a data source that throws: default value and 1002', async (t, sdk) => {
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'AutoPoll', {
    logger: recorder,
    flagOverrides: {
      behaviour: sdk.OverrideBehaviour.LocalOnly,
      dataSource: {
        getOverrides() {
          throw new Error('source fault');
        },
      },
    },
  });
  assert.equal(await client.getValueAsync('flag', 'default'), 'default');
  assert.equal(recorder.find(1002).exception.message, 'source fault');
  assert.deepEqual(await client.getAllKeysAsync(), []);
});

shared('overrides from query parameters', async (t, sdk) => {
  const search =
    '?cc-bool=TRUE&cc-num=1.5&cc-inf=Infinity&cc-nan=NaN&cc-text=a+b%20c&cc-str;str=true&cc-empty&other=1&cc-=x&cc-twice=1&cc-twice=2';
  const overrides = sdk.createFlagOverridesFromQueryParams(
    sdk.OverrideBehaviour.LocalOnly, false, undefined, { currentValue: search },
  );
  const client = open(t, sdk, 'AutoPoll', { flagOverrides: overrides });
  assert.deepEqual(await valuesOf(client), [
    ['bool', true], ['num', 1.5], ['inf', Infinity], ['nan', 'NaN'], ['text', 'a b c'], ['str', 'true'], ['empty', ''], ['twice', 2],
  ]);
});

shared('query parameters: own prefix, a map of values, and watching', async (t, sdk) => {
  const provider = { currentValue: { 'x_flag': 'false', 'x_list': ['1', '2'], 'cc-no': '1' } };
  const overrides = sdk.createFlagOverridesFromQueryParams(sdk.OverrideBehaviour.LocalOnly, true, 'x_', provider);
  const client = open(t, sdk, 'AutoPoll', { flagOverrides: overrides });
  assert.deepEqual(await valuesOf(client), [['flag', false], ['list', 2]]);
  provider.currentValue = '?x_flag=later';
  assert.deepEqual(await valuesOf(client), [['flag', 'later']]);
});
