'use strict';

// Cross-origin headers and those that are configured, section by section.

const assert = require('node:assert/strict');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const CDN = '/configuration-files/configcat-proxy/env1/config_v6.json';
const ALLOWED = ['Cache-Control', 'Content-Type', 'Content-Length', 'Accept-Encoding', 'If-None-Match'];
const EXPOSED = ['Content-Length', 'ETag', 'Date', 'Content-Encoding'];

/** The sections, with one request to each. @type {Record<string, { path: string, method: string, body?: any, more: string[] }>} */
const SECTIONS = {
  api: { path: '/api/env1/eval', method: 'POST', body: { key: 'flag' }, more: [] },
  cdn_proxy: { path: CDN, method: 'GET', more: [] },
  ofrep: { path: '/ofrep/v1/evaluate/flags/flag', method: 'POST', body: {}, more: ['X-ConfigCat-SdkId', 'X-ConfigCat-SdkKey'] },
  sse: { path: '/sse/env1/eval-all', method: 'GET', more: [] },
};

async function start(t, http) {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  return startProxy(t, { sdks: { env1: sdkOn(upstream) }, http });
}

/** The headers of an answer of the section. */
async function headersOf(t, port, name, { origin, method, headers = {} } = /** @type {any} */ ({})) {
  const section = SECTIONS[name];
  const sent = { ...(origin ? { Origin: origin } : {}), 'X-ConfigCat-SdkId': 'env1', ...headers };
  if (name === 'sse' && method === undefined) {
    const stream = await openStream(t, port, section.path, sent);
    stream.close();
    return { status: stream.status, ...stream.headers };
  }
  const body = method === undefined ? section.body : undefined;
  const answer = await request(port, section.path, { method: method ?? section.method, headers: sent, body });
  return { status: answer.status, ...answer.headers };
}

const listOf = (value) => String(value).split(',');

for (const [name, section] of Object.entries(SECTIONS)) {
  test(`${name}: by default every origin may`, HANG_GUARD, async (t) => {
    const { port } = await start(t, {});
    const plain = await headersOf(t, port, name);
    assert.equal(plain.status, 200);
    assert.equal(plain['access-control-allow-origin'], '*');
    assert.deepEqual(listOf(plain['access-control-expose-headers']), EXPOSED);
    for (const other of ['credentials', 'max-age', 'allow-headers', 'allow-methods']) {
      assert.equal(plain[`access-control-${other}`] ?? plain[`access-control-allow-${other}`], undefined);
    }
    const echoed = await headersOf(t, port, name, { origin: 'https://somewhere.test' });
    assert.equal(echoed['access-control-allow-origin'], 'https://somewhere.test');

    const before = await headersOf(t, port, name, { origin: 'https://somewhere.test', method: 'OPTIONS' });
    assert.equal(before.status, 204);
    assert.equal(before['access-control-allow-origin'], 'https://somewhere.test');
    assert.equal(before['access-control-allow-credentials'], 'false');
    assert.equal(before['access-control-max-age'], '600');
    assert.equal(before['access-control-allow-methods'], `${section.method},OPTIONS`);
    assert.deepEqual(listOf(before['access-control-expose-headers']), EXPOSED);
    const allowed = listOf(before['access-control-allow-headers']);
    assert.deepEqual(allowed.slice(0, ALLOWED.length), ALLOWED);
    assert.deepEqual(allowed.slice(ALLOWED.length).sort(), [...section.more].sort());
  });

  test(`${name}: errors have the headers, too`, HANG_GUARD, async (t) => {
    const { port } = await start(t, { [name]: { headers: { 'X-Own': 'value' } } });
    const path = section.path.replace('env1', 'nobody').replace(/flag$/, 'nothing');
    const { status, headers } = await request(port, path, { method: section.method, body: section.body, headers: { 'X-ConfigCat-SdkId': 'nobody' } });
    assert.equal(status, name === 'ofrep' ? 400 : 404);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['x-own'], 'value');
    assert.deepEqual(listOf(headers['access-control-expose-headers']), [...EXPOSED, 'X-Own']);
  });

  test(`${name}: switched off`, HANG_GUARD, async (t) => {
    const { port } = await start(t, { [name]: { cors: { enabled: false }, headers: { 'X-Own': 'value' } } });
    for (const method of [undefined, 'OPTIONS']) {
      const headers = await headersOf(t, port, name, { origin: 'https://a.test', method });
      assert.equal(headers.status, method ? 204 : 200);
      assert.deepEqual(Object.keys(headers).filter((header) => header.startsWith('access-control-')), []);
      assert.equal(headers['x-own'], 'value');
    }
  });

  test(`${name}: headers of its own`, HANG_GUARD, async (t) => {
    const { port } = await start(t, { [name]: { headers: { 'Custom-Header': 'one', 'Other-Header': 'two, three' } } });
    for (const method of [undefined, 'OPTIONS']) {
      const headers = await headersOf(t, port, name, { method });
      assert.equal(headers['custom-header'], 'one');
      assert.equal(headers['other-header'], 'two, three');
      const exposed = listOf(headers['access-control-expose-headers']);
      assert.deepEqual(exposed.slice(0, EXPOSED.length), EXPOSED);
      assert.deepEqual(exposed.slice(EXPOSED.length).sort(), ['Custom-Header', 'Other-Header']);
    }
    const other = name === 'api' ? 'cdn_proxy' : 'api';
    assert.equal((await headersOf(t, port, other))['custom-header'], undefined);
  });

  test(`${name}: a list of origins`, HANG_GUARD, async (t) => {
    const { port } = await start(t, { [name]: { cors: { allowed_origins: ['https://one.test', 'https://two.test'] } } });
    await assertOrigins(t, port, name, [
      ['https://two.test', 'https://two.test'],
      ['https://TWO.test', 'https://one.test'],
      ['https://three.test', 'https://one.test'],
      [undefined, 'https://one.test'],
    ]);
  });

  test(`${name}: patterns of origins`, HANG_GUARD, async (t) => {
    const cors = { allowed_origins_regex: { patterns: ['https:\\/\\/.*one\\.test', '^http://two'], if_no_match: 'https://none.test' } };
    const { port } = await start(t, { [name]: { cors } });
    await assertOrigins(t, port, name, [
      ['https://www.one.test', 'https://www.one.test'],
      ['https://one.test.evil.test', 'https://one.test.evil.test'],
      ['http://two', 'http://two'],
      ['https://www.one-test', 'https://none.test'],
      [undefined, 'https://none.test'],
    ]);
  });

  test(`${name}: a list and patterns`, HANG_GUARD, async (t) => {
    const cors = { allowed_origins: ['https://one.test'], allowed_origins_regex: { patterns: ['two'], if_no_match: 'https://none.test' } };
    const { port } = await start(t, { [name]: { cors } });
    await assertOrigins(t, port, name, [
      ['https://one.test', 'https://one.test'],
      ['https://two.test', 'https://two.test'],
      ['https://three.test', 'https://none.test'],
    ]);
  });
}

async function assertOrigins(t, port, name, rows) {
  for (const [origin, expected] of rows) {
    for (const method of [undefined, 'OPTIONS']) {
      const headers = await headersOf(t, port, name, { origin, method });
      assert.equal(headers['access-control-allow-origin'], expected, `${method ?? 'the request'} from ${origin}`);
    }
  }
}

test('the header with the SDK key may be sent where it is needed', HANG_GUARD, async (t) => {
  const { port } = await start(t, {});
  for (const path of ['/api/eval', '/api/eval-all', '/api/refresh', '/api/keys']) {
    const { headers } = await request(port, path, { method: 'OPTIONS' });
    assert.deepEqual(listOf(headers['access-control-allow-headers']), [...ALLOWED, 'X-ConfigCat-SdkKey'], path);
  }
});

test('names of headers that are needed to get in may be sent', HANG_GUARD, async (t) => {
  const auth = { auth_headers: { 'X-API-KEY': 'a-value-of-tests' } };
  const { port } = await start(t, { api: auth, ofrep: auth });
  for (const name of ['api', 'ofrep']) {
    const headers = await headersOf(t, port, name, { method: 'OPTIONS' });
    assert.equal(headers.status, 204);
    assert.ok(listOf(headers['access-control-allow-headers']).includes('X-API-KEY'), headers['access-control-allow-headers']);
  }
});
