'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { cachePayload, configOf, createCache, createRecorder, setting } = require('./support/fixtures');
const { open } = require('./support/client');

const OPTIONS = [
  { p: 50, v: { s: 'A' }, i: 'id-a' },
  { p: 50, v: { s: 'B' }, i: 'id-b' },
];
const CONFIG = {
  f: {
    plain: setting(0, { b: true }, 'id-plain'),
    halves: { ...setting(1, { s: 'none' }, 'id-none'), p: OPTIONS },
    ruled: {
      ...setting(2, { i: 1 }, 'id-one'),
      r: [
        { c: [{ u: { a: 'Email', c: 2, l: ['@x'] } }], s: { v: { i: 2 }, i: 'id-two' } },
        { c: [{ u: { a: 'Country', c: 28, s: 'HU' } }], p: [{ p: 100, v: { i: 3 }, i: 'id-three' }] },
      ],
    },
  },
};

function openOn(t, sdk, config, options = {}) {
  const cache = createCache(cachePayload(config));
  return open(t, sdk, 'ManualPoll', { offline: true, cache, ...options });
}

shared('details of a plain value: neither rule nor option', async (t, sdk) => {
  const details = await openOn(t, sdk, CONFIG).getValueDetailsAsync('plain', false);
  assert.deepEqual(Object.keys(details).slice(0, 6), ['key', 'value', 'variationId', 'fetchTime', 'user', 'isDefaultValue']);
  assert.equal(details.variationId, 'id-plain');
  assert.equal(details.user, undefined);
  assert.equal(details.matchedTargetingRule, undefined);
  assert.equal(details.matchedPercentageOption, undefined);
});

shared('a percentage option of the setting sets only the option, one inside a rule sets both', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG);
  const halves = await client.getValueDetailsAsync('halves', '', { identifier: 'someone' });
  const option = OPTIONS.find((candidate) => candidate.v.s === halves.value);
  assert.deepEqual(JSON.parse(JSON.stringify(halves.matchedPercentageOption)), option);
  assert.equal(halves.variationId, option.i);
  assert.equal(halves.matchedTargetingRule, undefined);

  const ruled = await client.getValueDetailsAsync('ruled', 0, { identifier: '1', country: 'HU' });
  assert.equal(ruled.value, 3);
  assert.deepEqual(JSON.parse(JSON.stringify(ruled.matchedTargetingRule)), CONFIG.f.ruled.r[1]);
  assert.deepEqual(JSON.parse(JSON.stringify(ruled.matchedPercentageOption)), CONFIG.f.ruled.r[1].p[0]);

  const simple = await client.getValueDetailsAsync('ruled', 0, { identifier: '1', email: 'a@x' });
  assert.deepEqual([simple.value, simple.variationId], [2, 'id-two']);
  assert.deepEqual(JSON.parse(JSON.stringify(simple.matchedTargetingRule)), CONFIG.f.ruled.r[0]);
  assert.equal(simple.matchedPercentageOption, undefined);
});

shared('failure details carry the default, the message, the exception and the code', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG);
  const user = { identifier: '1' };
  const missing = await client.getValueDetailsAsync('missing', 7, user);
  assert.deepEqual(
    [missing.key, missing.value, missing.user, missing.isDefaultValue, missing.errorCode],
    ['missing', 7, user, true, sdk.EvaluationErrorCode.SettingKeyMissing],
  );
  assert.match(missing.errorMessage, /^Failed to evaluate setting 'missing'/);
  assert.equal(missing.errorException, undefined);
  assert.ok(missing.fetchTime instanceof Date);

  const mismatch = await client.getValueDetailsAsync('plain', 'text', user);
  assert.equal(mismatch.errorCode, sdk.EvaluationErrorCode.SettingValueTypeMismatch);
  assert.equal(mismatch.errorException.name, 'EvaluationError');
  assert.match(mismatch.errorMessage, /The type of a setting must match the type of the specified default value\./);

  const empty = await open(t, sdk, 'ManualPoll', { offline: true }).getValueDetailsAsync('plain', 'x');
  assert.equal(empty.errorCode, sdk.EvaluationErrorCode.ConfigJsonNotAvailable);
  assert.equal(empty.fetchTime.getTime(), 0);
});

shared('null and undefined defaults accept any type', async (t, sdk) => {
  const client = openOn(t, sdk, configOf({ b: true, s: 'x', i: 5, d: 1.5 }));
  for (const nothing of [null, undefined]) {
    for (const [key, value] of Object.entries({ b: true, s: 'x', i: 5, d: 1.5 })) {
      assert.equal(await client.getValueAsync(key, nothing), value);
    }
    assert.equal(await client.getValueAsync('missing', nothing), nothing);
  }
});

shared('getAllValueDetailsAsync: one details object per key, in order', async (t, sdk) => {
  const all = await openOn(t, sdk, CONFIG).getAllValueDetailsAsync({ identifier: '1', email: 'a@x', country: 'DE' });
  assert.deepEqual(all.map(({ key, isDefaultValue }) => [key, isDefaultValue]), [
    ['plain', false], ['halves', false], ['ruled', false],
  ]);
  assert.equal(all[2].value, 2);
});

shared('one broken setting: null for it, one error with all causes, the rest is evaluated', async (t, sdk) => {
  const recorder = createRecorder(1);
  const config = {
    f: {
      bad1: setting(0, { s: 'not a boolean' }),
      good: setting(0, { b: true }),
      bad2: { ...setting(0, { b: true }), p: [{ p: 10, v: { b: true } }] },
    },
  };
  const client = openOn(t, sdk, config, { logger: recorder });
  const values = await client.getAllValuesAsync({ identifier: '1' });
  assert.deepEqual(
    values.map(({ settingKey, settingValue }) => [settingKey, settingValue]),
    [['bad1', null], ['good', true], ['bad2', null]],
  );
  assert.deepEqual(recorder.ids(), [1002]);
  assert.equal(recorder.events[0].text, 'Error occurred in the `getAllValuesAsync` method. Returning evaluation result.');
  const { exception } = recorder.events[0];
  assert.ok(exception instanceof AggregateError);
  assert.equal(exception.errors.length, 2);
  assert.equal(exception.errors[1].message, 'Sum of percentage option percentages is less than 100.');
});

shared('nothing fetched: empty results and 1000', async (t, sdk) => {
  const recorder = createRecorder(1);
  const client = open(t, sdk, 'ManualPoll', { offline: true, logger: recorder });
  assert.deepEqual(await client.getAllKeysAsync(), []);
  assert.deepEqual(await client.getAllValuesAsync(), []);
  assert.deepEqual(await client.getAllValueDetailsAsync(), []);
  assert.equal(await client.getKeyAndValueAsync('id'), null);
  assert.deepEqual(recorder.texts(), [
    'Config JSON is not present. Returning empty array.',
    'Config JSON is not present. Returning empty array.',
    'Config JSON is not present. Returning empty array.',
    'Config JSON is not present. Returning null.',
  ]);
});

shared('getKeyAndValueAsync searches settings, rules, options of rules and options, first match wins', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG);
  const found = async (id) => {
    const pair = await client.getKeyAndValueAsync(id);
    return [pair.settingKey, pair.settingValue];
  };
  assert.deepEqual(await found('id-plain'), ['plain', true]);
  assert.deepEqual(await found('id-none'), ['halves', 'none']);
  assert.deepEqual(await found('id-b'), ['halves', 'B']);
  assert.deepEqual(await found('id-two'), ['ruled', 2]);
  assert.deepEqual(await found('id-three'), ['ruled', 3]);
});

shared('keys follow the order of JavaScript objects', async (t, sdk) => {
  const text = '{"f":{"b":{"t":2,"v":{"i":1}},"10":{"t":2,"v":{"i":2}},"a":{"t":2,"v":{"i":3}},"9":{"t":2,"v":{"i":4}},"b":{"t":2,"v":{"i":5}}}}';
  const client = openOn(t, sdk, text);
  assert.deepEqual(await client.getAllKeysAsync(), ['9', '10', 'b', 'a']);
  assert.equal(await client.getValueAsync('b', 0), 5, 'of duplicate keys the last value wins');
});

shared('the default user applies when the user is null or undefined', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG, { defaultUser: { identifier: '1', email: 'a@x' } });
  assert.equal(await client.getValueAsync('ruled', 0), 2);
  assert.equal(await client.getValueAsync('ruled', 0, null), 2);
  assert.equal(await client.getValueAsync('ruled', 0, { identifier: '2' }), 1);
  client.clearDefaultUser();
  assert.equal(await client.getValueAsync('ruled', 0), 1);
  client.setDefaultUser(new sdk.User('3', 'b@x'));
  assert.equal(await client.getValueAsync('ruled', 0), 2);
});

shared('attributes are read when they are needed, and only those that are needed', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG);
  const reads = new Set();
  const user = {
    get identifier() {
      reads.add('identifier');
      return '1';
    },
    get email() {
      reads.add('email');
      return 'a@x';
    },
    get country() {
      reads.add('country');
      return 'HU';
    },
    get custom() {
      reads.add('custom');
      return {};
    },
  };
  await client.getValueAsync('plain', false, user);
  assert.equal(reads.size, 0);
  await client.getValueAsync('ruled', 0, user);
  assert.ok(reads.has('email') && !reads.has('custom'));
});

shared('only own properties of `custom` count; well-known names in it do not', async (t, sdk) => {
  const rule = (a) => ({ f: { flag: { ...setting(0, { b: false }), r: [{ c: [{ u: { a, c: 28, s: 'yes' } }], s: { v: { b: true } } }] } } });
  const inherited = Object.create({ Role: 'yes' });
  assert.equal(await openOn(t, sdk, rule('Role')).getValueAsync('flag', false, { identifier: '1', custom: inherited }), false);
  assert.equal(await openOn(t, sdk, rule('Role')).getValueAsync('flag', false, { identifier: '1', custom: { Role: 'yes' } }), true);
  assert.equal(await openOn(t, sdk, rule('Email')).getValueAsync('flag', false, { identifier: '1', custom: { Email: 'yes' } }), false);
  assert.equal(await openOn(t, sdk, rule('email')).getValueAsync('flag', false, { identifier: '1', email: 'no', custom: { email: 'yes' } }), true);
});

shared('prepareConfig, deserializeConfig and createSettingFromValue', (t, sdk) => {
  const text = JSON.stringify({ p: { s: 'salt' }, ...CONFIG });
  const config = sdk.deserializeConfig(text);
  assert.deepEqual(Object.keys(config.f), Object.keys(CONFIG.f));
  assert.throws(() => sdk.deserializeConfig('nonsense'), SyntaxError);
  assert.throws(() => sdk.deserializeConfig('[]'), /Invalid config JSON content/);
  assert.throws(() => sdk.deserializeConfig('{"f":[]}'), /Type mismatch at \$\.f/);
  assert.deepEqual(Object.keys(sdk.prepareConfig({})), []);
  assert.equal(sdk.createSettingFromValue('x').v.s ?? sdk.createSettingFromValue('x').v, 'x');
});

own('one client may be asked concurrently without end', async (t, sdk) => {
  const client = openOn(t, sdk, CONFIG);
  const values = await Promise.all(
    Array.from({ length: 2000 }, (_, index) => client.getValueAsync('halves', '', { identifier: `user ${index}` })),
  );
  assert.deepEqual([...new Set(values)].sort(), ['A', 'B']);
});
