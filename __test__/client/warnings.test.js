'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { loadOfficial, newSdkKey } = require('../support/sdk.js');

const rule = (condition) => ({ c: [{ u: condition }], s: { v: { b: true } } });
const flag = (conditions, extra) => ({ t: 0, v: { b: false }, r: conditions.map(rule), ...extra });

const CONFIG = {
  p: { s: 'salt' },
  f: {
    texts: flag([{ a: 'Email', c: 28, s: 'x' }, { a: 'Country', c: 0, l: ['y', 'z'] }]),
    numbers: flag([{ a: 'Age', c: 12, d: 5 }, { a: 'Version', c: 6, s: '1.0.0' }]),
    dates: flag([{ a: 'Since', c: 18, d: 1693497600 }, { a: 'Roles', c: 34, l: ['admin'] }]),
    shares: flag([], { a: 'Team', p: [{ p: 50, v: { b: true } }, { p: 50, v: { b: false } }] }),
    outer: { t: 0, v: { b: false }, r: [{ c: [{ p: { f: 'texts', c: 0, v: { b: true } } }], p: [{ p: 100, v: { b: true } }] }] },
    wide: flag(['A', 'B', 'C', 'D', 'E'].map((a) => ({ a, c: 28, s: a }))),
  },
};

const USERS = [
  undefined,
  {},
  { identifier: 'id', email: '', country: null, custom: { Age: '', Team: '' } },
  { identifier: 5, email: 12.5, country: true, custom: { Age: 'old', Version: '1', Since: 'then', Roles: 'none', Team: 3 } },
  { email: new Date(0), country: ['y'], custom: { Age: new Date(0), Version: 1, Since: [], Roles: [1], Team: new Date(0) } },
  { custom: { A: 1, B: 'B', C: NaN, D: 'd', E: { toString: () => 'E' } } },
  { email: 10n, country: Symbol('s'), custom: { Age: () => 1, Version: Object.create(null), Roles: new Set() } },
];

/** Everything that evaluating each flag for each user logs, and gives. */
async function record(sdk, level) {
  const events = [];
  const logger = { level, log: (...event) => events.push([event[0], event[1], String(event[2])]) };
  const body = JSON.stringify(CONFIG);
  const configFetcher = { fetchAsync: async () => ({ statusCode: 200, reasonPhrase: 'OK', body }) };
  const client = sdk.getClient(newSdkKey(), sdk.PollingMode.ManualPoll, { logger, configFetcher });
  await client.forceRefreshAsync();
  for (const user of USERS) {
    for (const key of Object.keys(CONFIG.f)) events.push(await client.getValueAsync(key, false, user));
    events.push(await client.getAllValuesAsync(user));
  }
  client.dispose();
  return events;
}

for (const name of ['Warn', 'Error', 'Off']) {
  test(`at level ${name} the same is logged as by the official package, in the same order`, async () => {
    const [ours, official] = [require('../..'), loadOfficial('current')];
    const level = ours.LogLevel[name];
    const expected = await record(official, level);
    assert.deepEqual(await record(ours, level), expected);
    const ids = new Set(expected.filter(Array.isArray).map(([, id]) => id));
    const logged = [3001, 3003, 3004, 3005].map((id) => ids.has(id));
    assert.deepEqual(logged, Array(4).fill(name === 'Warn'));
  });
}

test('what an evaluation without a user warns of, it warns of each time', async () => {
  const sdk = require('../..');
  const ids = [];
  const logger = { level: sdk.LogLevel.Warn, log: (_level, id) => ids.push(id) };
  const flagOverrides = {
    behaviour: sdk.OverrideBehaviour.LocalOnly,
    dataSource: { getOverrides: () => sdk.prepareConfig(structuredClone(CONFIG)).f },
  };
  const client = sdk.getClient(newSdkKey(), sdk.PollingMode.ManualPoll, { logger, flagOverrides });
  for (let i = 0; i < 3; i++) await client.getValueAsync('texts', false);
  client.dispose();
  assert.deepEqual(ids, [3001, 3001, 3001]);
});
