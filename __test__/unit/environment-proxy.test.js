'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { environmentProxy } = require('../../lib/node/environment-proxy.js');
const { usesEnvProxy } = require('../../lib/node/node-options.js');

const HTTP = 'http://p1:80';
const HTTPS = 'http://p2:80';

/** The address that is chosen, or null. */
const chosen = (url, env) => environmentProxy(url, env)?.address ?? null;

test('the scheme of the server chooses the variable, and lower case comes first', () => {
  const upper = { HTTP_PROXY: HTTP, HTTPS_PROXY: HTTPS };
  assert.equal(chosen('http://a.test', upper), HTTP);
  assert.equal(chosen('https://a.test', upper), HTTPS);
  assert.equal(chosen('HTTPS://A.test', upper), HTTPS);
  assert.equal(chosen('https://a.test', { HTTP_PROXY: HTTP }), null);
  assert.equal(chosen('http://a.test', { HTTPS_PROXY: HTTPS }), null);
  assert.equal(chosen('http://a.test', { ...upper, http_proxy: 'http://lower' }), 'http://lower');
  assert.equal(chosen('http://a.test', { ...upper, http_proxy: '' }), HTTP);
  assert.equal(environmentProxy('https://a.test', { https_proxy: 'x' })?.variable, 'https_proxy');
  assert.equal(environmentProxy('https://a.test', { HTTPS_PROXY: 'x' })?.variable, 'HTTPS_PROXY');
});

test('ALL_PROXY is nothing to Node, and a server without a sound address has no proxy', () => {
  assert.equal(chosen('http://a.test', { ALL_PROXY: HTTP, all_proxy: HTTP }), null);
  for (const url of ['', 'nonsense', 'ftp://a.test']) assert.equal(chosen(url, { HTTP_PROXY: HTTP, HTTPS_PROXY: HTTPS }), null);
});

// The last column: whether the proxy is used. After Node's documentation of `NO_PROXY` ("Enterprise network configuration").
for (const [noProxy, url, isUsed] of [
  ['', 'http://a.test', true],
  [' , ,', 'http://a.test', true],
  ['*', 'http://a.test', false],
  ['a.test', 'http://a.test', false],
  ['A.TEST', 'http://a.test', false],
  ['b.test, a.test ', 'http://a.test', false],
  ['a.test', 'http://www.a.test', true],
  ['.a.test', 'http://www.a.test', false],
  ['.a.test', 'http://a.test', false],
  ['*.a.test', 'http://www.a.test', false],
  ['*.a.test', 'http://a.test', true],
  ['a.test:80', 'http://a.test', false],
  ['a.test:443', 'https://a.test', false],
  ['a.test:443', 'http://a.test', true],
  ['a.test:8080', 'http://a.test:8080', false],
  ['a.test:8080', 'http://a.test:8081', true],
  ['127.0.0.1', 'http://127.0.0.1:8080', false],
  ['::1', 'http://[::1]:8080', false],
  ['10.0.0.1-10.0.1.0', 'http://10.0.0.255', false],
  ['10.0.0.1 - 10.0.1.0', 'http://10.0.1.0', false],
  ['10.0.0.1-10.0.1.0', 'http://10.0.1.1', true],
  ['10.0.0.1-10.0.1.0', 'http://a.test', true],
  ['10.0.0.0/8', 'http://10.0.0.1', true],
  ['200.0.0.0-255.255.255.255', 'http://201.0.0.1', false],
  ['a-b.test', 'http://a-b.test', false],
]) {
  test(`no_proxy '${noProxy}': ${url} ${isUsed ? 'goes through the proxy' : 'is reached directly'}`, () => {
    const env = { HTTP_PROXY: HTTP, HTTPS_PROXY: HTTP };
    assert.equal(chosen(url, { ...env, NO_PROXY: noProxy }) !== null, isUsed);
    assert.equal(chosen(url, { ...env, NO_PROXY: '*', no_proxy: noProxy }) !== null, noProxy ? isUsed : false);
  });
}

test('Node is asked by a variable that is 1, or by an option, of which the last counts', () => {
  assert.equal(usesEnvProxy([], {}), false);
  assert.equal(usesEnvProxy([], { NODE_USE_ENV_PROXY: '1' }), true);
  for (const value of ['', '0', 'true', '01']) assert.equal(usesEnvProxy([], { NODE_USE_ENV_PROXY: value }), false);
  assert.equal(usesEnvProxy(['--use-env-proxy'], {}), true);
  assert.equal(usesEnvProxy(['--use_env_proxy'], {}), true);
  assert.equal(usesEnvProxy(['--no-use-env-proxy'], { NODE_USE_ENV_PROXY: '1' }), false);
  assert.equal(usesEnvProxy(['--no-use-env-proxy', '--use-env-proxy'], {}), true);
  assert.equal(usesEnvProxy(['x--use-env-proxy', '--use-env-proxys'], {}), false);
});
