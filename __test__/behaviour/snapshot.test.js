'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { serveConfig, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, setting } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

/** `flag` is "for <email>" when the user's e-mail is that, else "nobody". */
function targeted(...emails) {
  const r = emails.map((email) => ({
    c: [{ u: { a: 'Email', c: 28, s: email } }],
    s: { v: { s: `for ${email}` }, i: `id-${email}` },
  }));
  return { f: { flag: { ...setting(1, { s: 'nobody' }, 'id-nobody'), r } } };
}

shared('a snapshot keeps the config of its moment', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'one' }), '"1"'));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  const empty = client.snapshot();
  await client.forceRefreshAsync();
  const first = client.snapshot();
  origin.respond = serveConfig(configOf({ flag: 'two', other: 1 }), '"2"');
  await client.forceRefreshAsync();
  const second = client.snapshot();
  assert.equal(empty.getValue('flag', 'default'), 'default');
  assert.equal(empty.cacheState, sdk.ClientCacheState.NoFlagData);
  assert.equal(empty.fetchedConfig, null);
  assert.deepEqual(empty.getAllKeys(), []);
  assert.equal(first.getValue('flag', 'default'), 'one');
  assert.equal(second.getValue('flag', 'default'), 'two');
  assert.deepEqual([first.getAllKeys(), second.getAllKeys()], [['flag'], ['flag', 'other']]);
  assert.notEqual(first, second);
});

shared('fetchedConfig is the config as published', async (t, sdk) => {
  const config = configOf({ flag: true, count: 3 }, { p: { s: 'salt' } });
  const origin = await startOrigin(t, serveConfig(config));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  await client.forceRefreshAsync();
  const { fetchedConfig } = client.snapshot();
  assert.deepEqual(Object.keys(fetchedConfig.f), ['flag', 'count']);
  assert.equal(fetchedConfig.f.count.v.i, 3);
  assert.equal(fetchedConfig.p.s, 'salt');
  assert.equal('f' in fetchedConfig, true);
  assert.equal('x' in fetchedConfig, false);
});

shared('a snapshot keeps the default user of its moment', async (t, sdk) => {
  const cache = createCache(cachePayload(targeted('a@x', 'b@x')));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, defaultUser: { identifier: '1', email: 'a@x' } });
  const before = client.snapshot();
  client.setDefaultUser({ identifier: '2', email: 'b@x' });
  const after = client.snapshot();
  client.clearDefaultUser();
  const cleared = client.snapshot();
  assert.equal(before.getValue('flag', ''), 'for a@x');
  assert.equal(after.getValue('flag', ''), 'for b@x');
  assert.equal(cleared.getValue('flag', ''), 'nobody');
  assert.equal(after.getValue('flag', '', { identifier: '3', email: 'a@x' }), 'for a@x');
});

shared('details of a snapshot: user, rule, ids, fetch time', async (t, sdk) => {
  const timestamp = Date.now() - 5000;
  const cache = createCache(cachePayload(targeted('a@x'), { timestamp }));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  const user = { identifier: '1', email: 'a@x' };
  const details = client.snapshot().getValueDetails('flag', '', user);
  assert.deepEqual(
    { ...details, matchedTargetingRule: undefined },
    {
      key: 'flag',
      value: 'for a@x',
      variationId: 'id-a@x',
      fetchTime: new Date(timestamp),
      user,
      isDefaultValue: false,
      errorCode: sdk.EvaluationErrorCode.None,
      matchedTargetingRule: undefined,
      matchedPercentageOption: undefined,
    },
  );
  assert.equal(details.user, user, 'the very object that was passed');
  assert.deepEqual(JSON.parse(JSON.stringify(details.matchedTargetingRule)), targeted('a@x').f.flag.r[0]);
});

shared('evaluation through a snapshot emits flagEvaluated and logs under its own method names', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: true })));
  const recorder = createRecorder(1);
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', {
    offline: true, cache, logger: recorder, setupHooks: events.setupHooks,
  });
  const snapshot = client.snapshot();
  assert.equal(snapshot.getValue('flag', 'text'), 'text');
  const mismatch = snapshot.getValueDetails('flag', 1);
  assert.equal(mismatch.errorCode, sdk.EvaluationErrorCode.SettingValueTypeMismatch);
  assert.deepEqual(
    recorder.events.map((event) => event.text.split('`')[1]),
    ['Snapshot.getValue', 'Snapshot.getValueDetails'],
  );
  assert.equal(events.count('flagEvaluated'), 2);
  assert.equal(events.last('flagEvaluated').args[0].isDefaultValue, true);
});

shared('a snapshot checks its arguments at once', async (t, sdk) => {
  const snapshot = open(t, sdk, 'ManualPoll', { offline: true }).snapshot();
  assert.throws(() => snapshot.getValue('', false), /Invalid argument `key`/);
  assert.throws(() => snapshot.getValue('flag', {}), /The default value must be boolean, number, string, null or undefined\./);
  assert.throws(() => snapshot.getValueDetails('flag', false, 'user'), /Invalid argument `user`/);
  assert.throws(() => snapshot.getKeyAndValue(''), /Invalid argument `variationId`/);
});

shared('getKeyAndValue finds settings, rules and options', async (t, sdk) => {
  const recorder = createRecorder(1);
  const cache = createCache(cachePayload(targeted('a@x')));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
  const snapshot = client.snapshot();
  assert.deepEqual({ ...snapshot.getKeyAndValue('id-nobody') }, { settingKey: 'flag', settingValue: 'nobody' });
  assert.deepEqual({ ...snapshot.getKeyAndValue('id-a@x') }, { settingKey: 'flag', settingValue: 'for a@x' });
  assert.equal(snapshot.getKeyAndValue('unknown'), null);
  assert.deepEqual(recorder.ids(), [2011]);
  assert.equal(
    recorder.find(2011).text,
    "Could not find the setting for the specified variation ID: 'unknown'.",
  );
  assert.deepEqual({ ...(await client.getKeyAndValueAsync('id-a@x')) }, { settingKey: 'flag', settingValue: 'for a@x' });
});

own('fetchedConfig serialises to exactly what was published', async (t, sdk) => {
  const config = configOf({ flag: true, count: 3 }, { p: { s: 'salt' }, s: [{ n: 'segment', r: [] }] });
  const origin = await startOrigin(t, serveConfig(config));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  await client.forceRefreshAsync();
  assert.deepEqual(JSON.parse(JSON.stringify(client.snapshot().fetchedConfig)), config);
});

own('while nothing changed, snapshot() returns the same object', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'one' })));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  assert.equal(client.snapshot(), client.snapshot());
  await client.forceRefreshAsync();
  const snapshot = client.snapshot();
  assert.equal(client.snapshot(), snapshot);
  await client.getValueAsync('flag', '');
  assert.equal(client.snapshot(), snapshot);
  client.setDefaultUser({ identifier: '1' });
  assert.notEqual(client.snapshot(), snapshot);
});

own('snapshot() works on every client, those of the older API included', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'one' })));
  const { newSdkKey } = require('./support/fixtures');
  const client = sdk.createClientWithManualPoll(newSdkKey(), {
    baseUrl: origin.url, logger: sdk.createConsoleLogger(sdk.LogLevel.Off),
  });
  t.after(() => client.dispose());
  await client.forceRefreshAsync();
  assert.equal(client.snapshot(), client.snapshot());
  assert.equal(client.snapshot().getValue('flag', ''), 'one');
});
