'use strict';

// What random worlds reach too seldom or not at all, beside the official package.

const assert = require('node:assert/strict');
const test = require('node:test');
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

test('a forced variation that is no index', (t) => {
  silenceConsole(t);
  for (const index of [1.5, NaN, null, undefined, '1', '01', 'x', true, [], [1], 1e300, -0]) {
    const payload = { features: { f: { rules: [{ key: 'exp', variations: ['a', 'b'] }] } } };
    const run = (gb) => [gb.run({ key: 'exp', variations: ['a', 'b'] }), gb.run({ key: 'other', variations: ['a', 'b'], force: index }), gb.evalFeature('f')];
    assertSame(payload, { attributes: { id: '1' }, forcedVariations: { exp: index } }, run, String(index));
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
