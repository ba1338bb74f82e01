'use strict';

// What holds for all routes of the main port: methods, paths, compression, and how answers are written.

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const { after, before, describe, it } = require('node:test');
const { KINDS, configOf } = require('./support/configs');
const { exchange, post, request } = require('./support/http');
const { shared } = require('./support/shared');
const { encode, openStream } = require('./support/sse');
const { startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

const ALL = encode({});

/** The routes with their methods, and what they answer to the first of them. @type {[string, string[], number][]} */
const ROUTES = [
  ['/api/env1/eval', ['POST', 'OPTIONS'], 400],
  ['/api/env1/eval-all', ['POST', 'OPTIONS'], 400],
  ['/api/env1/refresh', ['POST', 'OPTIONS'], 200],
  ['/api/env1/keys', ['GET', 'HEAD', 'OPTIONS'], 200],
  ['/api/env1/icanhascoffee', ['GET', 'HEAD', 'OPTIONS'], 418],
  ['/api/icanhascoffee', ['GET', 'HEAD', 'OPTIONS'], 418],
  ['/api/eval', ['POST', 'OPTIONS'], 400],
  ['/api/eval-all', ['POST', 'OPTIONS'], 400],
  ['/api/refresh', ['POST', 'OPTIONS'], 400],
  ['/api/keys', ['GET', 'HEAD', 'OPTIONS'], 400],
  ['/configuration-files/configcat-proxy/env1/config_v6.json', ['GET', 'HEAD', 'OPTIONS'], 200],
  ['/ofrep/v1/evaluate/flags', ['POST', 'OPTIONS'], 400],
  ['/ofrep/v1/evaluate/flags/bool', ['POST', 'OPTIONS'], 400],
  ['/hook/env1', ['GET', 'HEAD', 'POST'], 200],
  ['/status', ['GET', 'HEAD', 'OPTIONS'], 200],
];

/** Answers of these are streams: they do not end. */
const STREAMS = [`/sse/env1/eval/${encode({ key: 'bool' })}`, `/sse/env1/eval-all/${ALL}`, '/sse/env1/eval-all'];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];

const sorted = (list) => [...list].sort().join(', ');

describe('routes', { timeout: 120_000 }, () => {
  const proxy = shared(before, after, async (t) => {
    const upstream = await startUpstream(t, KINDS, { etag: 'W/"kinds"' });
    return startProxy(t, { sdks: { env1: sdkOn(upstream) }, http: { status: { enabled: true } } });
  });

  for (const [path, methods, status] of ROUTES) {
    it(`${path}: ${methods.join(', ')}, and 405 for the others`, async () => {
      for (const method of METHODS) {
        const answer = await request(proxy.port, path, { method });
        if (method === methods[0]) {
          assert.equal(answer.status, status, answer.text);
        } else if (methods.includes(method)) {
          const expected = method === 'OPTIONS' ? 204 : status;
          assert.equal(answer.status, method === 'POST' ? 200 : expected, `${method}: ${answer.text}`);
          if (method !== 'POST') assert.equal(answer.text, '');
        } else {
          assert.equal(answer.status, 405, method);
          assert.equal(answer.text, method === 'HEAD' ? '' : 'Method Not Allowed\n');
          assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
          assert.equal(answer.headers['x-content-type-options'], 'nosniff');
          assert.equal(answer.headers.allow, sorted(methods));
          assert.equal(answer.headers['access-control-allow-origin'], undefined);
        }
      }
    });
  }

  for (const path of STREAMS) {
    it(`${path}: GET, OPTIONS, and 405 for the others`, async () => {
      for (const method of METHODS.filter((name) => !['GET', 'HEAD'].includes(name))) {
        const answer = await request(proxy.port, path, { method });
        assert.equal(answer.status, method === 'OPTIONS' ? 204 : 405, method);
        if (method !== 'OPTIONS') assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS');
      }
      const head = await request(proxy.port, path, { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal(head.headers['content-type'], 'text/event-stream');
    });
  }

  for (const path of [
    '/', '/nothing', '/api', '/api/env1', '/api/env1/nothing', '/api/env1/eval/more', '/hook/env1/more', '/ofrep/v1/nothing', '/sse/env1',
    '/sse/env1/nothing', '/API/env1/keys', '/metrics', '/debug/pprof',
  ]) {
    it(`${path}: 404`, async () => {
      for (const method of ['GET', 'POST']) {
        const answer = await request(proxy.port, path, { method });
        assert.equal(answer.status, 404, method);
        assert.equal(answer.text, '404 page not found\n');
        assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
        assert.equal(answer.headers['x-content-type-options'], 'nosniff');
        assert.equal(answer.headers['access-control-allow-origin'], undefined);
      }
    });
  }

  it('OPTIONS answers 204 for SDKs that do not exist, and is empty', async () => {
    for (const path of [
      '/api/nobody/eval', '/api/nobody/eval-all', '/api/nobody/refresh', '/api/nobody/keys', `/sse/nobody/eval/${ALL}`, '/sse/nobody/eval-all',
      '/configuration-files/configcat-proxy/nobody/config_v6.json',
    ]) {
      const { status, text, headers } = await request(proxy.port, path, { method: 'OPTIONS' });
      assert.equal(status, 204, path);
      assert.equal(text, '');
      assert.equal(headers['access-control-allow-origin'], '*');
    }
  });

  it('one slash more at the end leads to the same place', async (t) => {
    for (const [path, method] of /** @type {[string, string][]} */ ([
      ['/api/env1/keys/', 'GET'],
      ['/api/env1/refresh/', 'POST'],
      ['/hook/env1/', 'GET'],
      ['/configuration-files/configcat-proxy/env1/config_v6.json/', 'GET'],
    ])) {
      let answer = await request(proxy.port, path, { method });
      if ([301, 307, 308].includes(answer.status)) answer = await request(proxy.port, String(answer.headers.location), { method });
      assert.equal(answer.status, 200, path);
    }
    assert.equal((await openStream(t, proxy.port, '/sse/env1/eval-all/')).status, 200);
  });

  it('/configuration-files does not lead to itself', async () => {
    for (const path of ['/configuration-files', '/configuration-files/']) {
      const { status } = await request(proxy.port, path);
      assert.ok([400, 404].includes(status), `${status} for ${path}`);
    }
  });

  for (const [name, path, method, body] of /** @type {[string, string, string, any][]} */ ([
    ['keys', '/api/env1/keys', 'GET', undefined],
    ['eval', '/api/env1/eval', 'POST', { key: 'bool' }],
    ['eval-all', '/api/env1/eval-all', 'POST', {}],
    ['the config', '/configuration-files/configcat-proxy/env1/config_v6.json', 'GET', undefined],
    ['the status', '/status', 'GET', undefined],
    ['OFREP', '/ofrep/v1/evaluate/flags', 'POST', {}],
    ['an error', '/api/nobody/keys', 'GET', undefined],
  ])) {
    it(`gzip: ${name}`, async () => {
      const headers = { 'X-ConfigCat-SdkId': 'env1' };
      const plain = await request(proxy.port, path, { method, body, headers });
      assert.equal(plain.headers['content-encoding'], undefined);
      for (const accepted of ['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8']) {
        const zipped = await request(proxy.port, path, { method, body, headers: { ...headers, 'Accept-Encoding': accepted } });
        assert.equal(zipped.status, plain.status);
        assert.equal(zipped.headers['content-encoding'], 'gzip', accepted);
        assert.equal(zipped.headers.vary, 'Accept-Encoding');
        assert.equal(zipped.headers['content-type'], plain.headers['content-type']);
        assert.equal(zipped.headers.etag, plain.headers.etag);
        assert.equal(zlib.gunzipSync(zipped.bytes).toString(), plain.text);
      }
      const deflated = await request(proxy.port, path, { method, body, headers: { ...headers, 'Accept-Encoding': 'deflate, br' } });
      assert.equal(deflated.headers['content-encoding'], undefined);
    });
  }

  for (const [path, method] of /** @type {[string, string][]} */ ([
    ['/api/env1/refresh', 'POST'], ['/api/icanhascoffee', 'GET'], ['/hook/env1', 'GET'],
  ])) {
    it(`no gzip: ${path}`, async () => {
      const { headers } = await request(proxy.port, path, { method, headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(headers['content-encoding'], undefined);
    });
  }

  it('no gzip: streams', async (t) => {
    const stream = await openStream(t, proxy.port, '/sse/env1/eval-all', { 'Accept-Encoding': 'gzip' });
    assert.equal(stream.headers['content-encoding'], undefined);
    assert.match(await stream.next(), /^\{"bool"/);
  });

  it('HEAD has the headers of GET, and keeps the connection in step', async () => {
    const get = await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json');
    const text = await exchange(
      proxy.port,
      'HEAD /configuration-files/configcat-proxy/env1/config_v6.json HTTP/1.1\r\nHost: a\r\n\r\n'
        + 'GET /api/env1/icanhascoffee HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    const [head, coffee] = text.split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    assert.ok(head.toLowerCase().includes(`etag: ${get.headers.etag}`.toLowerCase()), head);
    assert.match(coffee, /^HTTP\/1\.1 418 /);
  });

  it('JSON: compact, with its type, without a line break, and safe to be put into a page', async (t) => {
    const upstream = await startUpstream(t, configOf({ page: '</script><a href="?a&b">\u2028\u2029\u00e9\u{1f600}' }));
    const own = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
    const { text, headers } = await post(own.port, '/api/env1/eval', { key: 'page' });
    const escaped = '\\u003c/script\\u003e\\u003ca href=\\"?a\\u0026b\\"\\u003e\\u2028\\u2029\u00e9\u{1f600}';
    assert.equal(text, `{"value":"${escaped}","variationId":"id-page"}`);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-length'], String(Buffer.byteLength(text)));
    const all = await post(own.port, '/api/env1/eval-all', {});
    assert.equal(all.text, `{"page":${text}}`);
  });
});
