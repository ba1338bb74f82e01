'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/node');
const { createFlagOverridesFromQueryParams: officialFromQuery } = require('@configcat/sdk/lib/cjs/index.pubternals.core.js');
const { createSettingFromValue, deserializeConfig, prepareConfig } = require('../../lib/configcat/config/config-json.js');
const {
  OverrideSource,
  createFlagOverridesFromMap,
  createFlagOverridesFromQueryParams,
} = require('../../lib/configcat/overrides/overrides.js');
const conformance = require('../support/conformance.js');

/** Plain values by key, in order. */
function valuesOf({ dataSource }) {
  return Object.entries(dataSource.getOverrides()).map(([key, { t, v }]) => [key, t, v]);
}

function thrownBy(act) {
  try {
    act();
  } catch (err) {
    return { name: err.name, message: err.message };
  }
  return undefined;
}

const documentOf = (dataSource) => JSON.parse(new OverrideSource({ dataSource }).current().document);

test('arguments are refused as officially', () => {
  for (const args of [[null, 0], [[], 0], ['x', 0], [{}, 3], [{}, '0'], [{}], [{}, 0, 'yes'], [{}, 0, 1]]) {
    const expected = thrownBy(() => official.createFlagOverridesFromMap(...args));
    assert.notEqual(expected, undefined);
    assert.deepEqual(thrownBy(() => createFlagOverridesFromMap(...args)), expected);
  }
  for (const args of [[3], [null], [0, 'yes'], [0, true, 5], [0, true, 'cc-', 'x'], [0, true, 'cc-', []]]) {
    const expected = thrownBy(() => officialFromQuery(...args));
    assert.notEqual(expected, undefined);
    assert.deepEqual(thrownBy(() => createFlagOverridesFromQueryParams(...args)), expected);
  }
});

test('a map gives the official settings: own enumerable keys, in order, values as they are', () => {
  const map = Object.create({ inherited: true });
  Object.assign(map, { b: 1, 2: 'two', a: null, 1: undefined, object: {}, list: [], text: 'x', flag: false });
  Object.defineProperty(map, 'hidden', { value: 1 });
  assert.deepEqual(valuesOf(createFlagOverridesFromMap(map, 0)), valuesOf(official.createFlagOverridesFromMap(map, 0)));
});

test('the map is copied, or watched when asked for, as officially', () => {
  for (const watch of [undefined, null, false, true]) {
    const map = { a: 1, b: 2 };
    const ours = createFlagOverridesFromMap(map, 0, watch);
    const theirs = official.createFlagOverridesFromMap(map, 0, watch);
    for (const change of [() => (map.a = 5), () => (map.c = 3), () => delete map.b, () => (map.a = NaN)]) {
      change();
      assert.deepEqual(valuesOf(ours), valuesOf(theirs));
    }
  }
});

test('every key is an ordinary one', () => {
  const map = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}');
  assert.deepEqual(documentOf(createFlagOverridesFromMap(map, 0).dataSource).f, [
    ['__proto__', 0, 1],
    ['constructor', 0, 2],
    ['toString', 0, 3],
  ]);
});

test('query parameters of the conformance data', { skip: conformance.skip }, () => {
  const { queryOverrides } = conformance.readJson('derived/unit_vectors.json');
  assert.equal(queryOverrides.length, 6);
  for (const { query, prefix, expected } of queryOverrides) {
    const { dataSource } = createFlagOverridesFromQueryParams(0, false, prefix, { currentValue: query });
    const values = Object.entries(dataSource.getOverrides()).map(([key, { v }]) => [key, v]);
    const wanted = Object.entries(expected).map(([key, v]) => [key, v?.$number ? Number(v.$number) : v]);
    assert.deepEqual(values, wanted);
  }
});

test('query parameters are read as officially', () => {
  const sources = [
    undefined, null, '', '?', '?cc-', '?cc-a', '?cc-a=', '?cc-a=1&cc-a=2', '?cc-;str=x', '?cc-a;str=1', '?CC-a=1',
    '?cc-a=%20', '?cc-a=-0', '?cc-a=00', '?cc-a=0x1', '?cc-a=+1', '?cc-a=1 ', '?cc-a=.5', '?cc-a=-Infinity', '?cc-a=1=2',
    '?cc-t=TrUe&cc-f=fAlSe&cc-n=1e400', {}, { 'cc-a': '1', 'cc-b': ['x', 'true'], 'cc-c': [], x: 'y', 'cc-d;str': '1' },
  ];
  for (const currentValue of sources) {
    const args = [0, false, undefined, { currentValue }];
    assert.deepEqual(valuesOf(createFlagOverridesFromQueryParams(...args)), valuesOf(officialFromQuery(...args)));
  }
  const malformed = [0, false, undefined, { currentValue: '?cc-a=%' }];
  assert.throws(() => createFlagOverridesFromQueryParams(...malformed), URIError);
  assert.throws(() => officialFromQuery(...malformed), URIError);
});

test('parameters by name that are no texts are refused as officially, and at the same moment', () => {
  const odd = [undefined, null, 5, true, {}, [], ['1', undefined], [5], [['1']], 5n, Symbol('s')];
  const query = (create, provider, watch) => create(0, watch, undefined, provider).dataSource;
  for (const value of odd) {
    for (const name of ['cc-a', 'cc-a;str', 'other']) {
      const attempts = [createFlagOverridesFromQueryParams, officialFromQuery].map((create) => {
        const provider = { currentValue: { [name]: value } };
        const created = [false, true].map((watch) => {
          try {
            return Object.entries(query(create, provider, watch).getOverrides()).map(([key, { t, v }]) => [key, t, v]);
          } catch (err) {
            return String(err);
          }
        });
        const watched = { currentValue: '?cc-z=1' };
        const source = query(create, watched, true);
        watched.currentValue = provider.currentValue;
        const later = thrownBy(() => source.getOverrides());
        watched.currentValue = '?cc-a=2';
        return { created, later, afterwards: source.getOverrides().a.v };
      });
      assert.deepEqual(attempts[0], attempts[1], `${name} ${String(value)}`);
    }
  }
});

test('without a page there is no query', () => {
  assert.deepEqual(valuesOf(createFlagOverridesFromQueryParams(0)), []);
});

test('the query is read again only when watched', () => {
  for (const watch of [false, true]) {
    const provider = { currentValue: '?cc-a=1' };
    const source = new OverrideSource(createFlagOverridesFromQueryParams(0, watch, null, provider));
    const first = source.current();
    assert.equal(source.current(), first);
    provider.currentValue = { 'cc-a': '2' };
    assert.deepEqual(JSON.parse(source.current().document).f, [['a', 0, watch ? 2 : 1]]);
    assert.equal(source.current().version, first.version + (watch ? 1 : 0));
  }
});

test('values are written with their kind, special numbers and unsupported values included', () => {
  const map = { b: true, s: '\ud800"', n: 1.5, i: Infinity, m: -Infinity, x: NaN, z: -0, big: 1e21, null: null, u: undefined, o: {}, y: Symbol('s') };
  assert.deepEqual(documentOf(createFlagOverridesFromMap(map, 0).dataSource).f, [
    ['b', 0, true],
    ['s', 0, '\ud800"'],
    ['n', 0, 1.5],
    ['i', 1, 'Infinity'],
    ['m', 1, '-Infinity'],
    ['x', 1, 'NaN'],
    ['z', 1, '-0'],
    ['big', 0, 1e21],
    ['null', 2, 'Setting value is null.'],
    ['u', 2, 'Setting value is undefined.'],
    ['o', 2, "Setting value '[object Object]' is of an unsupported type (object)."],
    ['y', 2, "Setting value '[symbol]' is of an unsupported type (symbol)."],
  ]);
});

test('settings of a prepared config carry its salt and segments', () => {
  const segments = [{ n: 'beta', r: [{ a: 'Email', c: 16, l: ['x'] }] }];
  const flag = { t: 0, v: { b: true }, r: [{ c: [{ s: { s: 0, c: 0 } }], s: { v: { b: false }, i: 'id' } }] };
  const first = prepareConfig({ p: { s: 'salt' }, s: segments, f: { a: structuredClone(flag), b: { t: 3, v: { d: 1 } } } });
  const second = deserializeConfig('{"f":{"c":{"t":3,"v":{"d":1e400}},"d":null,"e":5}}');
  const settings = { ...first.f, ...second.f, plain: createSettingFromValue(1), copy: { ...first.f.a, v: { b: false } } };
  assert.deepEqual(documentOf({ getOverrides: () => settings }), {
    c: [{ p: { s: 'salt' }, s: segments }, { p: {} }],
    f: [
      ['a', 3, flag, 0],
      ['b', 3, { t: 3, v: { d: 1 } }, 0],
      ['c', 3, { t: 3, v: { d: Infinity } }, 1],
      ['d', 2, 'Setting type is invalid.'],
      ['e', 2, 'Setting type is invalid.'],
      ['plain', 0, 1],
      ['copy', 3, { ...flag, v: { b: false } }, 0],
    ],
  });
});

test('what the format does not know is left out, however odd', () => {
  const setting = { t: 0, v: { b: true }, other: 10n };
  setting.cycle = setting;
  setting.r = [setting];
  const [[, kind, node]] = documentOf({ getOverrides: () => ({ a: setting }) }).f;
  assert.equal(kind, 3);
  assert.deepEqual(Object.keys(node), ['t', 'v', 'r']);
});

test('settings of unknown type have no rules', () => {
  const getOverrides = () => ({ a: { t: -1, v: 1, r: [{}] }, b: { t: -1, v: 1, r: [], p: null }, c: {} });
  assert.deepEqual(documentOf({ getOverrides }).f, [
    ['a', 2, 'Setting type is invalid.'],
    ['b', 0, 1],
    ['c', 2, 'Setting type is invalid.'],
  ]);
});

test('the version of a watched map grows with changes, and only then', () => {
  const map = { a: 1, b: 'x' };
  const source = new OverrideSource(createFlagOverridesFromMap(map, 0, true));
  const versions = [];
  const note = () => versions.push(source.current().version);
  note();
  note();
  map.a = 2;
  note();
  map.a = 2;
  note();
  map.c = {};
  note();
  note();
  delete map.b;
  note();
  assert.deepEqual(versions, [1, 1, 2, 2, 3, 3, 4]);
});

test('a source of the user\'s own is asked each time; equal settings keep the version', () => {
  let value = 1;
  let calls = 0;
  const shared = prepareConfig({ f: { s: { t: 3, v: { d: 1 } } } }).f.s;
  const dataSource = {
    getOverrides() {
      calls++;
      return { a: createSettingFromValue(value), s: shared };
    },
  };
  const source = new OverrideSource({ dataSource });
  const first = source.current();
  assert.equal(source.current(), first);
  value = 2;
  assert.equal(source.current().version, first.version + 1);
  assert.equal(calls, 3);
  value = undefined;
  assert.deepEqual(JSON.parse(source.current().document).f[0], ['a', 2, 'Setting value is undefined.']);
});

test('what a source throws is passed on; a source without settings has none', () => {
  const err = new Error('source');
  const source = new OverrideSource({
    dataSource: {
      getOverrides() {
        throw err;
      },
    },
  });
  assert.throws(() => source.current(), err);
  assert.deepEqual(documentOf({ getOverrides: () => null }), { c: [], f: [] });
});
