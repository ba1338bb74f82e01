'use strict';

const assert = require('node:assert/strict');
const { legacyOwn, own, shared } = require('../behaviour/support/subjects');
const { cachePayload, createCache, createRecorder, newSdkKey, setting } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');

const ruleOn = (condition) => ({
  ...setting(1, { s: 'no' }),
  r: [{ c: [{ u: { a: 'A', ...condition } }], s: { v: { s: 'yes' } } }],
});

/** One flag per way of reading attribute A, and one that reads nothing. */
const CONFIG = {
  f: {
    text: ruleOn({ c: 28, s: 'x' }),
    number: ruleOn({ c: 10, d: 1 }),
    array: ruleOn({ c: 34, l: ['x'] }),
    date: ruleOn({ c: 18, d: 1 }),
    semver: ruleOn({ c: 6, s: '1.0.0' }),
    percent: { ...setting(1, { s: 'no' }), a: 'A', p: [{ p: 100, v: { s: 'yes' } }] },
    plain: setting(1, { s: 'plain' }),
  },
};

const KEYS = Object.keys(CONFIG.f);

/** Every value is unusable as an attribute; the texts are what each flag of `KEYS` then gives, `!` = default and 1002. */
const PATIENT = 'no no no no no yes plain';
const FAILING = '! ! ! ! ! ! plain';

function cyclic(value) {
  value[0] = value;
  return value;
}

function throwing() {
  throw new Error('from the user object');
}

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** [name, attribute value, outcomes when nothing is logged, outcomes when the evaluation is logged] */
const ATTRIBUTES = [
  ['a cyclic array', cyclic([]), PATIENT, '! ! ! ! ! ! !'],
  ['a cyclic object', cyclic({}), PATIENT, '! ! ! ! ! ! !'],
  ['a BigInt', 10n, PATIENT, '! ! ! ! ! ! !'],
  ['a symbol', Symbol('s'), PATIENT, PATIENT],
  ['an object without prototype', Object.create(null), PATIENT, PATIENT],
  ['an object whose toString throws', { toString: throwing }, PATIENT, PATIENT],
  ['an object whose toString gives no primitive', { toString: () => ({}), valueOf: () => ({}) }, PATIENT, PATIENT],
  ['a function', () => {}, PATIENT, PATIENT],
  ['an invalid date', new Date(NaN), PATIENT, PATIENT],
  ['an array of a symbol', [Symbol('s')], PATIENT, PATIENT],
  ['a proxy whose reads throw', new Proxy({}, { get: throwing }), PATIENT, '! ! ! ! ! ! !'],
];

function openOn(t, sdk, level) {
  const recorder = createRecorder(level);
  const cache = createCache(cachePayload(CONFIG));
  return { recorder, client: open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder }) };
}

async function outcomes(client, user) {
  const seen = [];
  for (const key of KEYS) {
    const details = await client.getValueDetailsAsync(key, 'default', user);
    seen.push(details.isDefaultValue ? '!' : details.value);
  }
  return seen.join(' ');
}

for (const [name, value, silent, logged] of ATTRIBUTES) {
  shared(`an attribute that is ${name}`, async (t, sdk) => {
    const user = { identifier: '1', custom: { A: value } };
    for (const [level, expected] of [[1, silent], [3, logged]]) {
      const { client, recorder } = openOn(t, sdk, level);
      assert.equal(await outcomes(client, user), expected, `log level ${level}`);
      const failures = expected.split(' ').filter((outcome) => outcome === '!').length;
      assert.equal(recorder.events.filter((event) => event.id === 1002).length, failures);
    }
  });
}

/** [name, user, outcomes] without evaluation log. */
const USERS = [
  ['a getter of the attribute throws', { identifier: '1', custom: { get A() { return throwing(); } } }, FAILING],
  ['the getter of `custom` throws', { identifier: '1', get custom() { return throwing(); } }, FAILING],
  ['every read of the user throws', new Proxy({}, { get: throwing }), FAILING],
  ['asking `custom` for the property throws', { identifier: '1', custom: new Proxy({}, { getOwnPropertyDescriptor: throwing }) }, FAILING],
  ['a getter that is not needed throws', { get identifier() { return throwing(); }, custom: { A: 'x' } }, 'yes no no no no yes plain'],
  ['`custom` is a number', { identifier: '1', custom: 5 }, 'no no no no no no plain'],
  ['`custom` is a string', { identifier: '1', custom: 'text' }, 'no no no no no no plain'],
  ['the user has no prototype', Object.assign(Object.create(null), { custom: { A: 'x' } }), 'yes no no no no yes plain'],
];

for (const [name, user, expected] of USERS) {
  shared(`a user object: ${name}`, async (t, sdk) => {
    const { client } = openOn(t, sdk, 1);
    assert.equal(await outcomes(client, user), expected);
  });
}

shared('the default value and a logged error name the cause', async (t, sdk) => {
  const { client, recorder } = openOn(t, sdk, 1);
  const user = { identifier: '1', custom: { get A() { return throwing(); } } };
  assert.equal(await client.getValueAsync('text', 'default', user), 'default');
  const event = recorder.find(1002);
  assert.equal(
    event.text,
    "Error occurred in the `getValueAsync` method while evaluating setting 'text'. Returning the `defaultValue` parameter that you specified in your application: 'default'.",
  );
  assert.equal(event.exception.message, 'from the user object');
  const all = await client.getAllValuesAsync(user);
  assert.deepEqual(all.map((pair) => pair.settingValue), [null, null, null, null, null, null, 'plain']);
});

shared('a throwing attribute is an error only if the evaluation reaches it', async (t, sdk) => {
  const config = {
    f: {
      flag: {
        ...setting(1, { s: 'no' }),
        r: [
          { c: [{ u: { a: 'First', c: 28, s: 'match' } }], s: { v: { s: 'first' } } },
          { c: [{ u: { a: 'Second', c: 28, s: 'x' } }], s: { v: { s: 'second' } } },
        ],
      },
    },
  };
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(cachePayload(config)) });
  const user = (First) => ({ identifier: '1', custom: { First, get Second() { return throwing(); } } });
  assert.equal(await client.getValueAsync('flag', 'default', user('match')), 'first');
  assert.equal(await client.getValueAsync('flag', 'default', user('other')), 'default');
});

own('an attribute that is a revoked proxy: the default value and a logged error where it is needed', async (t, sdk) => {
  const { client, recorder } = openOn(t, sdk, 1);
  assert.equal(await outcomes(client, { identifier: '1', custom: { A: revoked({}) } }), FAILING);
  assert.deepEqual(recorder.ids(), [1002, 1002, 1002, 1002, 1002, 1002]);
});

own('a user that is a revoked proxy: the default value and a logged error, no rejection', async (t, sdk) => {
  const { client, recorder } = openOn(t, sdk, 1);
  assert.equal(await client.getValueAsync('text', 'default', revoked({})), 'default');
  assert.deepEqual(recorder.ids(), [1002]);
});

own('users from hell through every method and both surfaces: no rejection, no crash', async (t, sdk) => {
  const { client } = openOn(t, sdk, 3);
  const silent = sdk.createConsoleLogger(sdk.LogLevel.Off);
  const legacy = sdk.createClientWithManualPoll(newSdkKey(), {
    logger: silent,
    flagOverrides: { behaviour: 0, dataSource: { getOverrides: () => sdk.prepareConfig(structuredClone(CONFIG)).f } },
  });
  t.after(() => legacy.dispose());
  const users = [...USERS.map(([, user]) => user), ...ATTRIBUTES.map(([, A]) => ({ identifier: '1', custom: { A } }))];
  for (const user of users) {
    assert.equal((await client.getAllValuesAsync(user)).length, KEYS.length);
    assert.equal((await client.getAllValueDetailsAsync(user)).length, KEYS.length);
    assert.equal((await legacy.getAllValuesAsync(user)).length, KEYS.length);
    for (const key of KEYS) {
      client.snapshot().getValue(key, 'default', user);
      client.snapshot().getValueDetails(key, 'default', user);
      await legacy.getValueAsync(key, 'default', user);
      await legacy.getVariationIdAsync(key, 'none', user);
      await new Promise((resolve) => legacy.getValue(key, 'default', resolve, user));
    }
    client.setDefaultUser(user);
    await client.getValueAsync('text', 'default');
  }
});

legacyOwn('the older surface takes any user at all', async (t, sdk) => {
  const client = sdk.createClientWithManualPoll(newSdkKey(), {
    logger: sdk.createConsoleLogger(sdk.LogLevel.Off),
    flagOverrides: sdk.createFlagOverridesFromMap({ flag: true }, sdk.OverrideBehaviour.LocalOnly),
  });
  t.after(() => client.dispose());
  for (const user of ['text', 5, true, [], () => {}, Symbol('s'), 10n, null, {}]) {
    assert.equal(await client.getValueAsync('flag', false, user), true);
  }
});

shared('lone surrogates in attributes are compared and hashed as they are', async (t, sdk) => {
  const config = `{"f":{"flag":{"t":1,"v":{"s":"no"},"r":[{"c":[{"u":{"a":"A","c":28,"s":"\\ud83d"}}],"s":{"v":{"s":"yes"}}}]}}}`;
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(cachePayload(config)) });
  const read = (A) => client.getValueAsync('flag', '', { identifier: '1', custom: { A } });
  assert.equal(await read('\ud83d'), 'yes');
  assert.equal(await read('\ufffd'), 'no');
  assert.equal(await read('\ud83e'), 'no');
});

shared('attribute texts of a megabyte', async (t, sdk) => {
  const { client } = openOn(t, sdk, 1);
  const user = { identifier: 'i'.repeat(1 << 20), custom: { A: '\u20ac'.repeat(1 << 20) } };
  assert.equal(await outcomes(client, user), 'no no no no no yes plain');
});
