'use strict';

// What random worlds reach too seldom or not at all, beside the official package.

const assert = require('node:assert/strict');
const test = require('node:test');
const { until } = require('../../behaviour/support/fixtures');
const { load, loadOfficial } = require('../support/sdks');
const { tell } = require('./tell');
const { silenceConsole } = require('./worlds');

const official = loadOfficial();
const own = load();

const open = (sdk, payload, options) => new sdk.GrowthBook(options).initSync({ payload });

/** Compares what an instance of each package gives. */
function assertSame(payload, options, run, place = '') {
  const [theirs, ours] = [official, own].map((sdk) => tell(run(open(sdk, structuredClone(payload), options))));
  assert.equal(ours, theirs, place);
}

const evaluateAll = (keys) => (gb) => keys.map((key) => gb.evalFeature(key));

test('long chains and wide diamonds of prerequisites', () => {
  const needs = (key, ...rest) => ({ defaultValue: false, rules: [{ parentConditions: [{ id: key, condition: { value: true } }, ...rest], force: true }] });
  const last = { defaultValue: false, rules: [{ condition: { id: 'a' }, force: true }] };
  const chain = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, i < 299 ? needs(`f${i + 1}`) : last]));
  const diamond = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [
    `f${i}`,
    i < 8 ? needs(`f${i + 1}`, { id: `f${i + 1}`, condition: { value: { $ne: false } }, gate: true }) : last,
  ]));
  const ring = { ...chain, f299: needs('f0') };
  for (const [name, features] of Object.entries({ chain, diamond, ring })) {
    for (const id of ['a', 'b']) {
      const used = [];
      assertSame({ features }, { attributes: { id }, onFeatureUsage: (...args) => used.push(tell(args)) }, (gb) => {
        used.length = 0;
        return [gb.evalFeature('f0'), gb.isOn('f5'), gb.getFeatureValue('f8', 'x'), [...used]];
      }, name);
    }
  }
});

test('seeds that are no texts are added to numbers and booleans, also to boxed ones', () => {
  const values = ['7', 7, true, new Number(7), new Number(NaN), new Boolean(false), new String('7'), new Date(7)];
  const features = Object.fromEntries([5, true, null, '5'].map((key) => [`by ${key}`, { rules: [{ key, variations: ['a', 'b'] }] }]));
  for (const id of values) assertSame({ features }, { attributes: { id } }, evaluateAll(Object.keys(features)), tell(id));
});

test('saved groups in a list go by their numbers', (t) => {
  silenceConsole(t);
  const rule = (condition) => ({ defaultValue: 'no', rules: [{ condition, force: 'yes' }] });
  const features = Object.fromEntries(['0', '1', '2', '3'].flatMap((id) => [
    [`in ${id}`, rule({ id: { $inGroup: id } })],
    [`not in ${id}`, rule({ id: { $notInGroup: id } })],
  ]));
  const savedGroups = [['a', 'b'], 'a', { type: 'list', values: ['b'] }];
  for (const id of ['a', 'b', 'c']) assertSame({ features, savedGroups }, { attributes: { id } }, evaluateAll(Object.keys(features)), id);
});

test('large things', (t) => {
  silenceConsole(t);
  const words = Array.from({ length: 2_000 }, (_, i) => `word ${i}`);
  const long = 'é'.repeat(50_000);
  const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
  const rule = (condition) => ({ defaultValue: 'no', rules: [{ condition, force: 'yes' }] });
  const features = {
    in: rule({ text: { $in: words } }),
    notIn: rule({ text: { $nin: words } }),
    ini: rule({ text: { $ini: words.map((word) => word.toUpperCase()) } }),
    group: rule({ text: { $inGroup: 'words' } }),
    all: rule({ list: { $all: words.slice(0, 100) } }),
    regex: rule({ text: { $regex: 'é{3}$' } }),
    version: rule({ text: { $vgt: '1.0.0' } }),
    equal: rule({ text: long }),
    deep: rule({ deep }),
    conditions: { rules: words.slice(0, 400).map((text) => ({ condition: { text }, force: text })) },
    variations: { rules: [{ variations: words, hashVersion: 2 }] },
    value: { defaultValue: { words, deep } },
    long: { defaultValue: long, rules: [{ variations: [long, 'b'], hashAttribute: 'text', seed: long, hashVersion: 2 }] },
  };
  for (const text of ['word 1999', 'WORD 1999', 'word', long, '1.0.1', 'word 399']) {
    const attributes = { id: text, text, list: words, deep };
    assertSame({ features, savedGroups: { words } }, { attributes }, evaluateAll(Object.keys(features)), text.slice(0, 10));
  }
});

test('values are the objects of the payload itself', () => {
  for (const sdk of [official, own]) {
    const payload = {
      features: {
        byDefault: { defaultValue: { a: [1] } },
        forced: { rules: [{ force: { a: 1 } }] },
        divided: { rules: [{ variations: [{ v: 0 }, { v: 1 }], hashVersion: 2, meta: [{ key: 'a' }, { key: 'b' }] }] },
      },
    };
    const gb = open(sdk, payload, { attributes: { id: '1' } });
    const { byDefault, forced, divided } = payload.features;
    assert.equal(gb.getFeatureValue('byDefault', null), byDefault.defaultValue);
    assert.equal(gb.evalFeature('byDefault').value, byDefault.defaultValue);
    assert.equal(gb.getFeatureValue('forced', null), forced.rules[0].force);
    const { value, experiment, experimentResult } = gb.evalFeature('divided');
    assert.equal(value, divided.rules[0].variations[experimentResult.variationId]);
    assert.equal(experiment.variations, divided.rules[0].variations);
    assert.equal(experiment.meta, divided.rules[0].meta);
    assert.equal(gb.getFeatures(), payload.features);
    assert.equal(gb.getPayload(), payload);
    const variations = [{ v: 0 }, { v: 1 }];
    assert.equal(gb.run({ key: 'own', variations }).value, variations[gb.run({ key: 'own', variations }).variationId]);
  }
});

function deepFreeze(value) {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

const REDIRECT = {
  key: 'redirect',
  changeId: 'change',
  persistQueryString: true,
  urlPatterns: [{ include: true, type: 'simple', pattern: '/old' }],
  variations: [{ urlRedirect: 'https://example.com/new' }, { urlRedirect: 'https://example.com/new?own=1' }],
};

test('payloads, options and attributes that are frozen', () => {
  const payload = deepFreeze({
    features: {
      divided: { defaultValue: { a: 1 }, rules: [{ variations: [{ v: 0 }, { v: 1 }], hashVersion: 2, meta: [{ key: 'a' }, { key: 'b' }] }] },
      forced: { rules: [{ condition: { tags: { $in: ['x'] } }, force: [1] }] },
    },
    experiments: [REDIRECT],
    savedGroups: { g: ['1'] },
  });
  const attributes = deepFreeze({ id: '1', tags: ['x'], nested: { a: 1 } });
  for (const sdk of [official, own]) {
    const gb = open(sdk, payload, { attributes, url: 'https://example.com/old' });
    assert.equal(gb.evalFeature('divided').source, 'experiment');
    assert.deepEqual(gb.getFeatureValue('forced', null), [1]);
    assert.match(gb.getRedirectUrl(), /^https:\/\/example\.com\/new/);
    const client = new sdk.GrowthBookClient().initSync({ payload });
    assert.equal(client.isOn('forced', deepFreeze({ attributes })), true);
  }
});

test('a program that is told where to send its user', async () => {
  const calls = await Promise.all([official, own].map(async (sdk) => {
    const navigated = [];
    const options = { attributes: { id: '1' }, url: 'https://example.com/old?a=b', navigate: (...args) => void navigated.push(args), navigateDelay: 0 };
    const gb = open(sdk, { experiments: [REDIRECT] }, options);
    await until(() => navigated.length);
    return [navigated, gb.getRedirectUrl(), gb.getCompletedChangeIds(), gb.getDeferredTrackingCalls(), [...gb.getAllResults()]];
  }));
  assert.equal(tell(calls[1]), tell(calls[0]));
  assert.match(calls[0][1], /\ba=b\b/);
});

test('what developers\' tools read', (t) => {
  silenceConsole(t);
  const payload = { features: { f: { rules: [{ variations: ['a', 'b'], hashVersion: 2 }] }, g: { defaultValue: 1 } } };
  const run = (gb) => {
    gb.isOn('f');
    gb.getFeatureValue('g', 0);
    gb.getFeatureValue('nobody', 0);
    gb.run({ key: 'own', variations: [0, 1] });
    gb.logEvent('event', { a: 1 });
    assert.ok(gb.logs.every(({ timestamp }) => timestamp), 'each entry has its time');
    return gb.logs.map((entry) => ({ ...entry, timestamp: 'some time' }));
  };
  const options = { attributes: { id: '1' }, enableDevMode: true };
  assertSame(payload, options, run);
  assert.equal(open(own, payload, options).inDevMode(), true);
});

test('what has been destroyed', (t) => {
  silenceConsole(t);
  const payload = { features: { f: { defaultValue: 1, rules: [{ variations: ['a', 'b'], hashVersion: 2 }] } } };
  const [theirs, ours] = [official, own].map((sdk) => {
    const seen = [];
    const note = (name) => (...args) => void seen.push([name, ...args]);
    const gb = open(sdk, payload, { attributes: { id: '1' }, trackingCallback: note('tracked'), onFeatureUsage: note('used') });
    gb.onDestroy(note('destroyed'));
    gb.onDestroy(() => { throw new Error('no'); });
    gb.subscribe(note('subscribed'));
    gb.destroy();
    gb.destroy();
    seen.push(gb.evalFeature('f'), gb.isDestroyed(), gb.getDeferredTrackingCalls(), [...gb.getAllResults()], gb.getPayload());
    const client = new sdk.GrowthBookClient({ trackingCallback: note('client tracked') }).initSync({ payload });
    const scoped = client.createScopedInstance({ attributes: { id: '1' } });
    client.destroy();
    seen.push(client.evalFeature('f', { attributes: { id: '1' } }), scoped.evalFeature('f'), client.isDestroyed());
    return tell(seen);
  });
  assert.equal(ours, theirs);
});

test('numbers of users in each variation', () => {
  // From the tests of the official package: 4,973 out, 2,538 and 2,489 in.
  for (const sdk of [official, own]) {
    const counts = { '-1': 0, 0: 0, 1: 0 };
    for (let id = 0; id < 10_000; id += 1) {
      const gb = new sdk.GrowthBook({ attributes: { id: String(id) } });
      const { inExperiment, variationId } = gb.run({ key: 'my-test', variations: [0, 1], namespace: ['namespace', 0, 0.5] });
      counts[inExperiment ? variationId : -1] += 1;
    }
    assert.deepEqual(counts, { '-1': 4973, 0: 2538, 1: 2489 });
  }
});

test('patterns that are no texts', () => {
  // Not texts that are patterns elsewhere: the official package keeps compiled patterns by their text.
  for (const pattern of [5.0625, -77, [5.125], { a: 1 }, new Date(77)]) {
    for (const [operator, value] of [['$regex', 'a'], ['$regexi', null], ['$regex', pattern], ['$regex', 5.0625]]) {
      const [theirs, ours] = [official, own].map((sdk) => sdk.evalCondition({ value }, { value: { [operator]: pattern } }));
      assert.equal(ours, theirs, tell([operator, pattern, value]));
    }
  }
});

test('forced values that JSON does not have', () => {
  for (const value of [NaN, Infinity, undefined, new Date(0), 10n, () => 1, Symbol.iterator, new Map()]) {
    assertSame({ features: { f: { defaultValue: 1 } } }, { forcedFeatureValues: new Map([['f', value], ['nobody', value]]) }, (gb) => [
      gb.evalFeature('f'), gb.evalFeature('nobody'), gb.isOn('f'), gb.getFeatureValue('f', 'default'),
    ], tell(value));
  }
});

test('listeners that throw or reject disturb nobody', async (t) => {
  silenceConsole(t);
  const unhandled = [];
  const listen = (error) => unhandled.push(error);
  process.on('unhandledRejection', listen);
  t.after(() => process.off('unhandledRejection', listen));
  const payload = { features: { f: { rules: [{ variations: ['a', 'b'], hashVersion: 2 }] } } };
  const fails = [() => { throw new Error('no'); }, async () => { throw new Error('no'); }];
  for (const [sdk, fail] of [official, own].flatMap((sdk) => fails.map((fail) => [sdk, fail]))) {
    const gb = new sdk.GrowthBook({ attributes: { id: '1' }, trackingCallback: fail, onFeatureUsage: fail, eventLogger: fail }).initSync({ payload });
    gb.subscribe(fails[0]);
    assert.equal(gb.evalFeature('f').source, 'experiment');
    assert.equal(gb.run({ key: 'own', variations: [0, 1] }).inExperiment, true);
    gb.destroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(unhandled, []);
});
