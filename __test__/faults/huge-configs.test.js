'use strict';

const assert = require('node:assert/strict');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { runScript } = require('../behaviour/support/child');
const { cachePayload, createCache } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { eventually, within } = require('./support/waits');

const LONG_MS = 20_000;

const rule = (condition, s) => ({ c: [{ u: condition }], s: { v: { s } } });
const text = (s, more = {}) => ({ t: 1, v: { s }, ...more });
const rulesOf = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** 10,000 flags in 10 MB. */
function manyFlags() {
  const filler = 'x'.repeat(800);
  return Object.fromEntries(rulesOf(10_000, (n) => [
    `flag ${n}`, text(filler, { r: [rule({ a: 'Email', c: 28, s: `${n}@b.c` }, `ruled ${n}`)], p: [{ p: 100, v: { s: `percent ${n}` } }] }),
  ]));
}

/** [name, flags, key, user, value] */
const HUGE = [
  ['10,000 flags in 10 MB', manyFlags(), 'flag 9999', { identifier: '1', email: '9999@b.c' }, 'ruled 9999'],
  [
    'a list of 100,000 texts',
    { flag: text('no', { r: [rule({ a: 'Email', c: 0, l: rulesOf(100_000, (n) => `${n}@b.c`) }, 'yes')] }) },
    'flag', { identifier: '1', email: '99999@b.c' }, 'yes',
  ],
  [
    'a flag with 10,000 rules',
    { flag: text('no', { r: rulesOf(10_000, (n) => rule({ a: 'Email', c: 28, s: `${n}@b.c` }, `rule ${n}`)) }) },
    'flag', { identifier: '1', email: '9999@b.c' }, 'rule 9999',
  ],
];

/** What the JavaScript thread may be busy while such a config comes in and is looked at; JSON.parse alone takes more. */
const BUSY_MS = 50;

for (const [name, f, key, user, value] of HUGE) {
  own(`${name}: served, and made ready off the JavaScript thread`, async (t) => {
    const origin = await startOrigin(t, serveConfig(JSON.stringify({ f })));
    const { done } = runScript(t, origin.url, `
      const busy = [];
      (async () => {
        for (let turn = 0; turn < 3; turn++) {
          const key = sdkKey.slice(0, -1) + turn;
          const client = sdk.getClient(key, sdk.PollingMode.AutoPoll, { baseUrl: origin, logger });
          const before = performance.eventLoopUtilization();
          await client.waitForReady();
          busy.push(performance.eventLoopUtilization(before).active);
          const value = await client.getValueAsync(${JSON.stringify(key)}, 'default', ${JSON.stringify(user)});
          if (value !== ${JSON.stringify(value)}) throw new Error(value);
          client.dispose();
        }
        console.log(Math.min(...busy));
      })();
    `);
    const { code, output, errors } = await within(LONG_MS, done);
    assert.equal(code, 0, errors);
    assert.ok(Number(output) < BUSY_MS, `${output} ms`);
    t.diagnostic(`busy for ${output.trim()} ms`);
  });
}

own('a huge list is looked at in no more time than a small one', async (t, sdk) => {
  const listOf = (count) => JSON.stringify({
    f: { flag: text('no', { r: [rule({ a: 'Email', c: 0, l: rulesOf(count, (n) => `${n}@b.c`) }, 'yes')] }) },
  });
  const timeOf = async (count) => {
    const client = open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(cachePayload(listOf(count))) });
    await client.waitForReady();
    const snapshot = client.snapshot();
    let best = Infinity;
    for (let round = 0; round < 20; round++) {
      const start = performance.now();
      for (let call = 0; call < 1000; call++) snapshot.getValue('flag', '', { identifier: '1', email: `${call}@other` });
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  const [small, large] = [await timeOf(1000), await timeOf(100_000)];
  assert.ok(large < small * 10, `${small} ms, then ${large} ms`);
});

const prerequisite = (key, value = true) => ({ c: [{ p: { f: key, c: 0, v: { b: value } } }], s: { v: { b: true } } });
const flag = (...keys) => ({ t: 0, v: { b: false }, r: keys.map((key) => prerequisite(key)) });
const chain = (length, last) => Object.fromEntries(rulesOf(length, (n) => [`f${n}`, flag(n + 1 < length ? `f${n + 1}` : last)]));

/** [name, flags, what the first flag's error says] */
const CYCLES = [
  ['a flag that depends on itself', { f0: flag('f0') }, /Circular dependency detected between the following depending flags: 'f0' -> 'f0'\./],
  ['two flags that depend on each other', { f0: flag('f1'), f1: flag('f0') }, /'f0' -> 'f1' -> 'f0'\./],
  ['a circle of 10,000 flags', chain(10_000, 'f0'), /./],
  ['a chain of 10,000 flags', { ...chain(10_000, 'end'), end: { t: 0, v: { b: true } } }, /./],
  ['a chain that ends in nothing', chain(3, 'none'), /Prerequisite flag is missing/],
  ['every flag depends on every other', Object.fromEntries(rulesOf(60, (n) => [`f${n}`, flag(...rulesOf(60, (m) => `f${m}`))])), /Circular dependency/],
];

for (const [name, f, words] of CYCLES) {
  own(`${name}: an error with its reason, the other flags are served, nothing overflows`, async (t) => {
    const origin = await startOrigin(t, serveConfig(JSON.stringify({ f: { ...f, other: text('fine') } })));
    const { done } = runScript(t, origin.url, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger: { level: 3, log() {} } });
      (async () => {
        await client.forceRefreshAsync();
        const { value, isDefaultValue, errorMessage } = await client.getValueDetailsAsync('f0', null, { identifier: '1' });
        await client.getValueAsync('f0', false);
        console.log(JSON.stringify([value, isDefaultValue, errorMessage, await client.getValueAsync('other', '')]));
      })();
    `);
    const { code, signal, output, errors } = await within(LONG_MS, done);
    assert.equal(signal, null, errors);
    assert.equal(code, 0, errors);
    const [value, isDefaultValue, message, other] = JSON.parse(output);
    assert.deepEqual([value, isDefaultValue, other], [null, true, 'fine']);
    assert.match(message, words);
  });
}

own('as many segments and conditions as one likes', async (t, sdk) => {
  const s = rulesOf(2000, (n) => ({ n: `segment ${n}`, r: [{ a: 'Email', c: 28, s: 'a@b.c' }] }));
  const c = rulesOf(10_000, (n) => ({ s: { s: n % 2000, c: 0 } }));
  const config = JSON.stringify({ s, f: { flag: text('no', { r: [{ c, s: { v: { s: 'yes' } } }] }) } });
  const origin = await startOrigin(t, serveConfig(config));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url });
  await eventually(LONG_MS, async () => (await client.getAllKeysAsync()).length === 1);
  assert.equal(await client.getValueAsync('flag', '', { identifier: '1', email: 'a@b.c' }), 'yes');
  assert.equal(await client.getValueAsync('flag', '', { identifier: '1', email: 'other' }), 'no');
});
