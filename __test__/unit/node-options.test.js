'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { splitOptions, usesOpenssl } = require('../../lib/node/node-options.js');

test('NODE_OPTIONS are split as Node splits them', () => {
  assert.deepEqual(splitOptions(''), []);
  assert.deepEqual(splitOptions('  '), []);
  assert.deepEqual(splitOptions(' --a  --b=c '), ['--a', '--b=c']);
  assert.deepEqual(splitOptions('--require "./my file.js" --x="a b"c'), ['--require', './my file.js', '--x=a bc']);
  assert.deepEqual(splitOptions('"a \\"b\\" \\\\" c\\d'), ['a "b" \\', 'c\\d']);
  assert.deepEqual(splitOptions('--a\t--b'), ['--a\t--b']);
  assert.deepEqual(splitOptions('"unfinished \\'), ['unfinished ']);
});

test('the last option about the store of certificates wins, and negations are nothing', () => {
  assert.equal(usesOpenssl([], false), false);
  assert.equal(usesOpenssl([], true), true);
  assert.equal(usesOpenssl(['--use-openssl-ca'], false), true);
  assert.equal(usesOpenssl(['--use_openssl-ca=whatever'], false), true);
  assert.equal(usesOpenssl(['--use-openssl-ca', '--no-use-openssl-ca'], false), true);
  assert.equal(usesOpenssl(['--use-openssl-ca', '--use-bundled-ca', '--no-use-bundled-ca'], false), false);
  assert.equal(usesOpenssl(['--use-bundled-ca', '--no-use-bundled-ca', '--use-openssl-ca'], false), true);
  assert.equal(usesOpenssl(['--use-bundled-ca'], true), false);
  assert.equal(usesOpenssl(['use-openssl-ca', '--use-openssl-cas', 'x--use-openssl-ca'], false), false);
});
