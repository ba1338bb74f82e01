'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { inspect } = require('node:util');
const official = require('@configcat/sdk/node');
const ours = require('../../lib/configcat/config/config-json.js');
const conformance = require('../support/conformance.js');

const TEXT = JSON.stringify({
  p: { s: 'salt', extra: 1 },
  s: [{ n: 'beta' }],
  f: { flag: { t: 0, v: { b: true } }, odd: null },
  unknown: [1],
});

function thrownBy(act) {
  try {
    act();
  } catch (err) {
    return { name: err.name, message: err.message };
  }
  return undefined;
}

test('the enumerations of the format are the official ones', () => {
  assert.deepEqual(ours.ConfigJson, official.ConfigJson);
});

test('wrong roots of the conformance data are refused, wrong flags and segments are not', { skip: conformance.skip }, () => {
  const rows = conformance.readJson('derived/unit_vectors.json').configShape_json_path_error;
  assert.equal(rows.length, 13);
  for (const [text, path, problem] of rows) {
    const act = () => ours.deserializeConfig(text);
    if (path && !/^\$\.[fs][.[]/.test(path)) {
      assert.throws(act, { name: 'TypeError', message: `Invalid config JSON content. ${problem} at ${path}` });
    } else {
      assert.deepEqual(act(), JSON.parse(text));
    }
  }
});

test('wrong roots are refused as officially', () => {
  const texts = [
    '5', '"x"', 'true', '{"p":5}', '{"p":[]}', '{"p":{"r":"0"}}', '{"p":{"r":0.5}}', '{"p":{"u":5}}', '{"p":{"s":[]}}',
    '{"f":5}', '{"s":"x"}', '{"p":1,"s":1,"f":1}', '{"s":1,"f":1}', '', '{', '{"f":{}',
  ];
  for (const text of texts) {
    const expected = thrownBy(() => official.deserializeConfig(text));
    assert.notEqual(expected, undefined, text);
    assert.deepEqual(thrownBy(() => ours.deserializeConfig(text)), expected);
  }
  for (const value of [undefined, null, 5, [], 'x']) {
    const expected = thrownBy(() => official.prepareConfig(value));
    assert.deepEqual(thrownBy(() => ours.prepareConfig(value)), expected);
  }
  assert.deepEqual(thrownBy(() => ours.deserializeConfig(5)), thrownBy(() => official.deserializeConfig(5)));
});

test('a prepared config is the given object and has the same JSON', () => {
  const config = JSON.parse(TEXT);
  assert.equal(ours.prepareConfig(config), config);
  assert.equal(JSON.stringify(config), TEXT);
});

test('what cannot be extended is left alone', () => {
  const config = { f: { frozen: Object.freeze({ t: 0, v: { b: true } }), number: 5 } };
  assert.equal(ours.prepareConfig(config), config);
});

test('a setting made of a value has the official parts', () => {
  assert.deepEqual({ ...ours.createSettingFromValue('x') }, { ...official.createSettingFromValue('x') });
});

test('a lazy config is parsed once, by the first look at it', () => {
  const looks = [
    (config) => config.f.flag.v.b,
    (config) => Object.keys(config),
    (config) => JSON.stringify(config),
    (config) => 'p' in config,
    (config) => Object.getOwnPropertyDescriptor(config, 'f'),
    (config) => ({ ...config }),
    (config) => inspect(config),
    (config) => Object.isFrozen(Object.freeze(config)),
    (config) => (config.added = 1),
    (config) => delete config.p,
    (config) => Object.getPrototypeOf(config),
  ];
  for (const look of looks) {
    let count = 0;
    const config = ours.lazyConfig(() => {
      count++;
      return TEXT;
    });
    assert.equal(count, 0);
    const plain = JSON.parse(TEXT);
    assert.deepEqual(look(config), look(plain));
    assert.deepEqual(config, plain);
    assert.equal(JSON.stringify(config), JSON.stringify(plain));
    assert.equal(inspect(config), inspect(plain));
    assert.equal(count, 1);
  }
});

test('a lazy config gives its settings salt and segments, as a prepared one does', () => {
  const { OverrideSource } = require('../../lib/configcat/overrides/overrides.js');
  const documentOf = (config) => {
    const getOverrides = () => ({ flag: config.f.flag });
    return new OverrideSource({ dataSource: { getOverrides } }).current().document;
  };
  assert.equal(documentOf(ours.lazyConfig(() => TEXT)), documentOf(ours.deserializeConfig(TEXT)));
});

test('no text is an empty config', () => {
  assert.deepEqual(ours.lazyConfig(() => null), {});
});

test('keys of a config are never taken for members of objects', () => {
  const text = '{"__proto__":{"x":1},"f":{"__proto__":{"t":0,"v":{"b":true}},"constructor":{"t":0,"v":{"b":true}}}}';
  const config = ours.lazyConfig(() => text);
  assert.equal(JSON.stringify(config), text);
  assert.equal(Object.getPrototypeOf(config), Object.prototype);
  assert.equal(JSON.stringify(ours.deserializeConfig(text)), text);
});
