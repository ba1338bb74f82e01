'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/lib/cjs/Utils.js');
const strings = require('../../lib/configcat/strings.js');

const unprintable = {
  toString() {
    throw new Error('no text');
  },
};
const trapped = new Proxy(
  {},
  {
    get() {
      throw new Error('no access');
    },
  },
);

test('every value has a text, the one the official package gives it', () => {
  const values = [
    undefined, null, true, 0, -0, NaN, 1e21, 10n, 'text', '\ud800', Symbol('s'), {}, [], [1, [2, null]], new Date(0),
    () => 1, Object.create(null), { toString: 5 }, unprintable, trapped, new Error('e'), new Map(), Object(Symbol('s')),
  ];
  for (const value of values) assert.equal(strings.toStringSafe(value), official.toStringSafe(value));
});

test('errors are described as the official package describes them', () => {
  const cyclic = new AggregateError([new TypeError('inner'), 'plain', null], 'outer');
  cyclic.errors.push(cyclic);
  const stackless = new Error('no stack');
  stackless.stack = undefined;
  const renamed = Object.assign(new RangeError('two\nlines'), { name: 'Odd' });
  const nested = new AggregateError([new AggregateError([new Error('deep')], 'middle'), stackless]);
  for (const err of [new Error('e'), cyclic, stackless, renamed, nested, 'text', undefined, { a: 1 }, unprintable]) {
    assert.equal(strings.errorToString(err), official.errorToString(err));
    assert.equal(strings.errorToString(err, true), official.errorToString(err, true));
  }
});

test('lists are quoted, cut and joined as the official package does', () => {
  const omitted = (count) => `, ... <${count} more>`;
  for (const items of [[], ['a'], ['a', 'b', 'c'], ['', "it's"]]) {
    assert.equal(strings.formatStringList(items), official.formatStringList(items));
    for (const max of [0, 1, 2, 3, 4]) {
      assert.equal(strings.formatStringList(items, max, omitted), official.formatStringList(items, max, omitted));
      assert.equal(strings.formatStringList(items, max), official.formatStringList(items, max));
    }
    assert.equal(
      strings.formatStringList(items, 0, undefined, ' -> '),
      official.formatStringList(items, 0, undefined, ' -> '),
    );
  }
});

test('an SDK key is masked but for its slashes and its last six characters', () => {
  assert.equal(strings.maskSdkKey('configcat-sdk-1/abc/defghijkl'), '***************/***/***ghijkl');
  assert.equal(strings.maskSdkKey('abcdef/ghijk'), '******/ghijk');
  assert.equal(strings.maskSdkKey('abcdef/ghij'), '******/****');
  assert.equal(strings.maskSdkKey('abc'), '***');
  assert.equal(strings.maskSdkKey(''), '');
});

const KEY = 'configcat-sdk-1/ABCDEFGHIJKLMNOPQRSTUV/abcdefghijklmnopqrst-_';

test('of an SDK key that stands in a text no part is left', () => {
  for (const [text, shown] of [
    ['', ''],
    ['Not Found', 'Not Found'],
    [`GET /configuration-files/${KEY}/config_v6.json`, 'GET /configuration-files/configcat-sdk-1/***/***/config_v6.json'],
    [`${encodeURIComponent(KEY)}`, 'configcat-sdk-1%2F***%2F***'],
    ['ABCDEFGHIJKLMNOPQRSTUV and ABCDEFGHIJKLMNOPQRSTUV', '*** and ***'],
    [KEY.toLowerCase(), 'configcat-sdk-1/***/***'],
    ['abcdefghijklmnopqrst%2D%5f', '***'],
    ['%41%62CDEFGHIJKLMNOPQRSTUV', '***'],
    ['\u0130abcdefghijkl... and ...klmnopqrst-_.', '\u0130***... and ...***.'],
    ['abcdefghijk is too short a piece, and 100% or %zz%2 nothing', 'abcdefghijk is too short a piece, and 100% or %zz%2 nothing'],
  ]) {
    assert.equal(strings.hideSdkKey(text, KEY), shown);
    assert.equal(strings.holdsSdkKey(text, KEY), shown.includes('***'));
  }
  assert.equal(strings.hideSdkKey('eu is not there', 'configcat-proxy/eu'), 'eu is not there');
  assert.equal(strings.hideSdkKey('$& and $1', '$1'), '$& and $1');
});

test('what looks like an SDK key is hidden in texts of others, whosever it is', () => {
  for (const [text, shown] of [
    [`no answer from https://h/configuration-files/${KEY}/config_v6.json?x`, 'no answer from https://h/configuration-files/***/config_v6.json?x'],
    ['https://h/configuration-files/any key/config_v5.json', 'https://h/configuration-files/***/config_v5.json'],
    [`{ sdkKey: '${KEY}' }`, "{ sdkKey: 'configcat-sdk-1/***' }"],
    [encodeURIComponent(KEY), 'configcat-sdk-1%2F***'],
    [`GET js_config_v6_${KEY} failed`, 'GET js_config_v6_*** failed'],
    ['at configuration-files (file.js:1:1)', 'at configuration-files (file.js:1:1)'],
    ['PKDVCLf-Hq-h-kCzMp-L7Q/psuH7BGHoUmdONrzzUOY7A', '***'],
    ["no key 'PKDVCLf-Hq-h-kCzMp-L7Q%2FpsuH7BGHoUmdONrzzUOY7A'", "no key '***'"],
    ['/flags/PKDVCLf-Hq-h-kCzMp-L7Q/psuH7BGHoUmdONrzzUOY7A/x', '/flags/***/x'],
    ['/one-directory-of-some-length/psuH7BGHoUmdONrzzUOY7A/x', '/one-directory-of-some-length/psuH7BGHoUmdONrzzUOY7A/x'],
    ["no key 'configcat-proxy/my-proxy-id', or so", "no key 'configcat-proxy/***', or so"],
    ['configcat-proxy/eu is no secret', 'configcat-proxy/eu is no secret'],
  ]) {
    assert.equal(strings.hideSdkKeys(text), shown);
  }
  assert.equal(strings.hideSdkKeys(`no ${KEY}, no abcdefghijklm`, 'abcdefghijklmn/o'), 'no configcat-sdk-1/***, no ***');
});

test('a lazy text is made once, when it is asked for', () => {
  let count = 0;
  const lazy = new strings.LazyString(() => `made ${++count}`);
  assert.equal(count, 0);
  assert.equal(`${lazy} ${lazy}`, 'made 1 made 1');
});

test('of an unusable proxy address nothing is shown that may be a credential', () => {
  const expected = {
    'not a url': 'not a url',
    'http://host:99999': 'http://host:99999',
    'http://[::1]:99999/': 'http://[::1]:99999/',
    'ftp://host:80/path?token=secret': 'ftp://host:80/***',
    'ftp://me:secret@host:80': 'ftp://***@host:80',
    'http://me:sec@ret@host:99999': 'http://***@host:99999',
    'http://me:sec/re?t#@host:99999': 'http://***@host:99999',
    'http://me:secret@': 'http://***@',
    'me:secret@host:80': '***@host:80',
    'http:me:secret@': '***@',
    'http:\\\\me:secret@host': '***@host',
    'ht\ntp://me:secret\n@host': '***@host',
    'http://me%3Asecret%40host': 'http://***@host',
    'http%3A%2F%2Fme%3Asecret%40host': '***@host',
    'me%3Asecret%2540host': '***',
    'host:8080:me:secret': '***',
    'me:secret': '***',
    'http://[::1:80': 'http://***',
    '': '',
  };
  for (const [address, shown] of Object.entries(expected)) assert.equal(strings.maskProxy(address), shown, address);
});
