'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { objectCodec } = require('../../lib/configcat/caching/legacy-cache.js');

const codec = objectCodec('sdk-key');
const config = { p: { s: 'salt' }, f: { flag: { t: 0, v: { b: true } } } };

test('items are objects under the documented key', () => {
  assert.equal(codec.key, 'js_config_v6_sdk-key');
  const item = codec.encode({ timestamp: 1000, etag: '"tag"', json: JSON.stringify(config) });
  assert.deepEqual(item, { HttpETag: '"tag"', ConfigJSON: config, Timestamp: 1000 });
});

test('items survive a JSON round trip', () => {
  const item = codec.encode({ timestamp: 1000, etag: '"tag"', json: '{"f":{"__proto__":{"t":0,"v":{"b":true}}}}' });
  const read = codec.decode(JSON.parse(JSON.stringify(item)));
  assert.deepEqual({ ...read, json: JSON.parse(read.json) }, { timestamp: 1000, etag: '"tag"', json: item.ConfigJSON });
  assert.match(read.json, /__proto__/);
});

test('an item without ETag is fine, and so is one whose config is a text', () => {
  const read = codec.decode({ Timestamp: 5, ConfigJSON: JSON.stringify(config) });
  assert.deepEqual(read, { timestamp: 5, etag: undefined, json: JSON.stringify(config) });
});

test('an item of an old SDK, or of somebody else, is not taken', () => {
  const old = { f: { flag: { t: 0, v: true, i: 'id', p: [], r: [] } } };
  assert.throws(() => codec.decode({ Timestamp: 5, ConfigJSON: old }), /older format/);
  assert.throws(() => codec.decode({ Timestamp: 5 }), /no config/);
  assert.throws(() => codec.decode({ ConfigJSON: config }), /no fetch time/);
  for (const item of ['text', 5, true, []]) assert.throws(() => codec.fingerprint(item), /not an object/);
});

test('one broken flag does not make a config an old one', () => {
  const mixed = { f: { ...config.f, broken: { t: 0, v: 'bare' } } };
  assert.equal(codec.decode({ Timestamp: 5, ConfigJSON: mixed }).json, JSON.stringify(mixed));
});

test('no item is no item; the same item again is known by its time and ETag', () => {
  assert.equal(codec.fingerprint(null), undefined);
  assert.equal(codec.fingerprint(undefined), undefined);
  const item = codec.encode({ timestamp: 1000, etag: '"tag"', json: JSON.stringify(config) });
  const same = JSON.parse(JSON.stringify(item));
  assert.equal(codec.fingerprint(same), codec.fingerprint(item));
  assert.notEqual(codec.fingerprint({ ...item, Timestamp: 1001 }), codec.fingerprint(item));
  assert.notEqual(codec.fingerprint({ ...item, HttpETag: '"other"' }), codec.fingerprint(item));
  const untagged = { ...item, HttpETag: undefined };
  assert.notEqual(codec.fingerprint({ ...untagged, ConfigJSON: {} }), codec.fingerprint(untagged));
});
