'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { stringCodec } = require('../../lib/configcat/caching/string-cache.js');

const SDK_KEY = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
const codec = stringCodec(SDK_KEY);

test('the key is the one all ConfigCat SDKs use', () => {
  assert.equal(codec.key, 'f83ba5d45bceb4bb704410f51b704fb6dfa19942');
});

test('a payload is time, ETag and config, and the config is kept as it is', () => {
  const json = '{"p":{"u":"x"},\n "f":{} }';
  const payload = codec.encode({ timestamp: 1686756435844, etag: 'W/"tag"', json });
  assert.equal(payload, `1686756435844\nW/"tag"\n${json}`);
  assert.deepEqual(codec.decode(payload), { timestamp: 1686756435844, etag: 'W/"tag"', json });
});

test('without ETag, or without config, the parts are empty', () => {
  assert.equal(codec.encode({ timestamp: 5, etag: undefined, json: null }), '5\n\n');
  assert.deepEqual(codec.decode('5\n\n'), { timestamp: 5, etag: undefined, json: null });
});

test('what is no payload fails with the documented texts', () => {
  for (const item of ['', 'x', '1\n', '1\n{}']) {
    assert.throws(() => codec.decode(item), { message: 'Number of values is fewer than expected.' });
  }
  assert.throws(() => codec.decode('now\n\n{}'), { message: 'Invalid fetch time: now' });
  assert.throws(() => codec.decode(5), TypeError);
});
