'use strict';

// Headers and passwords that requests need.

const assert = require('node:assert/strict');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

const AUTH = { 'X-API-KEY': 'auth-value-of-tests', Other: 'another-value-of-tests' };

async function start(t, http) {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  return startProxy(t, { sdks: { env1: sdkOn(upstream) }, http });
}

const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const REFUSED = [
  {},
  { 'X-API-KEY': AUTH['X-API-KEY'] },
  { ...AUTH, Other: 'wrong' },
  { ...AUTH, Other: '' },
  { ...AUTH, Other: `${AUTH.Other} x` },
  { ...AUTH, Other: AUTH.Other.toUpperCase() },
];

/** @type {[string, string, string, any][]} */
const GUARDED = [
  ['api', 'POST', '/api/env1/eval', { key: 'flag' }],
  ['api', 'POST', '/api/env1/eval-all', {}],
  ['api', 'POST', '/api/env1/refresh', undefined],
  ['api', 'GET', '/api/env1/keys', undefined],
  ['ofrep', 'POST', '/ofrep/v1/evaluate/flags/flag', {}],
  ['ofrep', 'POST', '/ofrep/v1/evaluate/flags', {}],
  ['webhook', 'POST', '/hook/env1', undefined],
  ['webhook', 'GET', '/hook/env1', undefined],
];

test('headers that requests need', HANG_GUARD, async (t) => {
  const section = { auth_headers: AUTH, headers: { 'X-Own': 'value' } };
  const { port } = await start(t, { api: section, ofrep: section, webhook: { auth_headers: AUTH } });
  for (const [section, method, path, body] of GUARDED) {
    await t.test(`${method} ${path}`, async () => {
      for (const headers of REFUSED) {
        const sent = { 'Accept-Encoding': 'gzip', 'X-ConfigCat-SdkId': 'env1', ...headers };
        const answer = await request(port, path, { method, body, headers: sent });
        assert.equal(answer.status, 401, JSON.stringify(headers));
        assert.equal(answer.text, 'Unauthorized\n');
        assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
        assert.equal(answer.headers['x-content-type-options'], 'nosniff');
        assert.equal(answer.headers['content-encoding'], undefined);
        assert.equal(answer.headers['www-authenticate'], undefined);
        assert.equal(answer.headers['access-control-allow-origin'], section === 'webhook' ? undefined : '*');
        assert.equal(answer.headers['x-own'], section === 'webhook' ? undefined : 'value');
      }
      const sent = { 'X-ConfigCat-SdkId': 'env1', 'x-api-key': AUTH['X-API-KEY'], OTHER: AUTH.Other };
      assert.equal((await request(port, path, { method, body, headers: sent })).status, 200);
    });
  }

  await t.test('only the first value of a header counts', async () => {
    const headers = { 'X-API-KEY': [AUTH['X-API-KEY'], 'x'], Other: ['x', AUTH.Other] };
    assert.equal((await request(port, '/api/env1/keys', { headers })).status, 401);
    assert.equal((await request(port, '/api/env1/keys', { headers: { ...headers, Other: [AUTH.Other, 'x'] } })).status, 200);
  });

  await t.test('who may not come in learns nothing of SDKs and bodies', async () => {
    for (const [method, path] of [['POST', '/api/nobody/eval'], ['GET', '/api/nobody/keys'], ['POST', '/hook/nobody']]) {
      assert.equal((await request(port, path, { method, body: method === 'POST' ? '{' : undefined })).status, 401, path);
    }
  });

  await t.test('the other sections are open', async () => {
    assert.equal((await request(port, '/configuration-files/configcat-proxy/env1/config_v6.json')).status, 200);
  });
});

test('a user and a password for webhooks', HANG_GUARD, async (t) => {
  const { port } = await start(t, { webhook: { auth: { user: 'user', password: 'password-of-tests' } } });
  for (const [authorization, status] of /** @type {[string | undefined, number][]} */ ([
    [undefined, 401],
    ['', 401],
    [basic('user', 'wrong'), 401],
    [basic('other', 'password-of-tests'), 401],
    [basic('user', 'password-of-tests '), 401],
    [basic('', ''), 401],
    ['Basic !!!', 401],
    ['Bearer password-of-tests', 401],
    [basic('user', 'password-of-tests'), 200],
    [basic('user', 'password-of-tests').replace('Basic', 'basic'), 200],
  ])) {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    const answer = await request(port, '/hook/env1', { headers });
    assert.equal(answer.status, status, authorization);
    if (status === 401) assert.equal(answer.text, 'Unauthorized\n');
  }
  assert.equal((await request(port, '/hook/nobody')).status, 401);
  assert.equal((await request(port, '/hook/nobody', { headers: { Authorization: basic('user', 'password-of-tests') } })).status, 404);
  assert.equal((await request(port, '/api/env1/keys')).status, 200);
});

test('headers, a user and a password together', HANG_GUARD, async (t) => {
  const { port } = await start(t, { webhook: { auth: { user: 'user', password: 'password-of-tests' }, auth_headers: AUTH } });
  const Authorization = basic('user', 'password-of-tests');
  for (const [headers, status] of /** @type {[any, number][]} */ ([[{ Authorization }, 401], [AUTH, 401], [{ ...AUTH, Authorization }, 200]])) {
    assert.equal((await request(port, '/hook/env1', { headers })).status, status);
  }
});
