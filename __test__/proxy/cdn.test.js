'use strict';

// Configs for SDKs.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

const pathOf = (id) => `/configuration-files/configcat-proxy/${id}/config_v6.json`;

/** Not as any writer of JSON would write it. */
const ODD_JSON = ' {"p" : {"u":"https://cdn-global.configcat.com", "r":0},\n\t"unknown": 1.50, "f": {"b":{"t":0,"v":{"b":true}}, "a":{"v":{"s":"\\u00e4"},"t":1}} }\r\n';

test('the config, byte for byte', HANG_GUARD, async (t) => {
  for (const etag of ['"strong"', 'W/"weak"', 'W/"a,b"', '"with space"']) {
    const upstream = await startUpstream(t, ODD_JSON, { etag });
    const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
    const { status, text, headers } = await request(port, pathOf('env1'));
    assert.equal(status, 200);
    assert.equal(text, ODD_JSON);
    assert.equal(headers.etag, etag);
    assert.equal(headers['cache-control'], 'max-age=0, must-revalidate');
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-length'], String(Buffer.byteLength(ODD_JSON)));
  }
});

test('not modified: only for the very ETag', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, ODD_JSON, { etag: 'W/"one"' });
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const same = 'W/"one"';
  for (const [etag, query, status] of /** @type {[string | undefined, string, number][]} */ ([
    [same, '', 304],
    [undefined, `?ccetag=${encodeURIComponent(same)}`, 304],
    ['', `?ccetag=${encodeURIComponent(same)}`, 304],
    [undefined, `?a=b&ccetag=${encodeURIComponent(same)}&c`, 304],
    ['"other"', `?ccetag=${encodeURIComponent(same)}`, 200],
    [same, '?ccetag=other', 304],
    ['"one"', '', 200],
    ['*', '', 200],
    [`${same}, "other"`, '', 200],
    ['w/"one"', '', 200],
    [undefined, '?ccetag=%22one%22', 200],
    [undefined, '?ccetag', 200],
    [undefined, '?ccetag=%zz', 200],
  ])) {
    const headers = etag === undefined ? {} : { 'If-None-Match': etag };
    for (const accepted of [{}, { 'Accept-Encoding': 'gzip' }]) {
      const answer = await request(port, pathOf('env1') + query, { headers: { ...headers, ...accepted } });
      assert.equal(answer.status, status, `${etag} ${query}`);
      assert.equal(answer.headers.etag, same);
      assert.equal(answer.headers['cache-control'], 'max-age=0, must-revalidate');
      if (status === 304) {
        assert.equal(answer.text, '');
        assert.equal(answer.headers['content-type'], undefined);
      }
    }
  }
});

test('no ETag upstream: one is made of the body', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, ODD_JSON, { etag: undefined });
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const { headers } = await request(port, pathOf('env1'));
  assert.match(String(headers.etag), /^W\/"[0-9a-f]{16}"$/);
  assert.equal((await request(port, pathOf('env1'), { headers: { 'If-None-Match': headers.etag } })).status, 304);
});

test('unknown SDKs, SDKs without a config, identifiers that are missing', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  for (const [id, status, text] of /** @type {[string, number, string][]} */ ([
    ['nobody', 404, "invalid SDK identifier: 'nobody'\n"],
    ['env1', 500, "SDK with identifier 'env1' is in an invalid state; please check the logs for more details\n"],
    ['', 400, "'sdkId' path parameter must be set\n"],
  ])) {
    const answer = await request(port, pathOf(id));
    assert.equal(answer.status, status, id);
    assert.equal(answer.text, text);
    assert.equal(answer.headers['cache-control'], undefined);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
  }
});

test('also by the SDK key, and without the name of the file', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, ODD_JSON);
  const sdk = sdkOn(upstream);
  const { port } = await startProxy(t, { sdks: { env1: sdk } });
  for (const path of [
    `/configuration-files/${sdk.key}/config_v6.json`, `/configuration-files/${sdk.key}`, '/configuration-files/configcat-proxy/env1',
    `/configuration-files/${encodeURIComponent(sdk.key)}/config_v6.json`,
  ]) {
    const { status, text } = await request(port, path);
    assert.equal(status, 200, path.replace(sdk.key, '<key>'));
    assert.equal(text, ODD_JSON);
  }
  for (const path of [`/configuration-files/${sdk.key}x/config_v6.json`, '/configuration-files/env1/config_v6.json', '/configuration-files/x']) {
    assert.equal((await request(port, path)).status, 404, path.replace(sdk.key, '<key>'));
  }
  for (const path of ['/configuration-files/configcat-proxy/env1/config_v5.json', `/configuration-files/${sdk.key}/config_v5.json`]) {
    assert.equal((await request(port, path)).status, 404, 'configs of another version are not at hand');
  }
});

test('preferences stay as they are, unless it is asked for otherwise', HANG_GUARD, async (t) => {
  const config = { p: { u: 'https://cdn-eu.configcat.com', r: 2, s: 'salt' }, ...configOf({ flag: true }) };
  const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(config) }), 'config.json');
  const sdks = { env1: { key: sdkOn({ url: '' }).key, offline: { enabled: true, local: { file_path: file } } } };
  const plain = await startProxy(t, { sdks });
  assert.deepEqual(JSON.parse((await request(plain.port, pathOf('env1'))).text).p, config.p);

  const env = { CONFIGCAT_HTTP_CDN_PROXY_REWRITE_PREFERENCES: 'true' };
  const byVariable = await startProxy(t, { sdks }, { env });
  const rewriting = await startProxy(t, { sdks, http: { cdn_proxy: { rewrite_preferences: true } } });
  const { text, headers } = await request(rewriting.port, pathOf('env1'));
  const { p, ...rest } = JSON.parse(text);
  assert.equal(text, (await request(byVariable.port, pathOf('env1'))).text);
  assert.equal(p?.u, undefined);
  assert.ok(!p?.r, 'no redirection');
  assert.equal(p?.s, 'salt', 'the salt stays: hashes depend on it');
  assert.deepEqual(rest, configOf({ flag: true }));
  assert.notEqual(headers.etag, (await request(plain.port, pathOf('env1'))).headers.etag, 'another body has another ETag');
  assert.equal((await request(rewriting.port, pathOf('env1'), { headers: { 'If-None-Match': headers.etag } })).status, 304);
});

test('from a file: without nulls, and with an ETag of its bytes', HANG_GUARD, async (t) => {
  const config = configOf({ flag: 'first' });
  const folder = makeFolder(t, { 'config.json': JSON.stringify(config) });
  const file = path.join(folder, 'config.json');
  const { port } = await startProxy(t, { sdks: { env1: { key: sdkOn({ url: '' }).key, offline: { enabled: true, local: { file_path: file } } } } });
  const { status, text, headers } = await request(port, pathOf('env1'));
  assert.equal(status, 200);
  assert.ok(!text.includes('null'), text);
  assert.deepEqual(JSON.parse(text), config);
  assert.match(String(headers.etag), /^W\/"[0-9a-f]{16}"$/);
  assert.equal((await request(port, pathOf('env1'), { headers: { 'If-None-Match': headers.etag } })).status, 304);

  // Replaced, not written to: as editors and orchestrators do.
  fs.writeFileSync(`${file}.next`, JSON.stringify(configOf({ flag: 'second' })));
  fs.renameSync(`${file}.next`, file);
  const deadline = Date.now() + 10_000;
  let now = text;
  while (now === text && Date.now() < deadline) now = (await request(port, pathOf('env1'))).text;
  assert.deepEqual(JSON.parse(now), configOf({ flag: 'second' }));

  // What is no config changes nothing.
  fs.writeFileSync(file, '{"f": ');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await post(port, '/api/env1/refresh');
  assert.equal((await request(port, pathOf('env1'))).text, now);
});

test('a config that changes upstream is there after a poll', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }), { etag: '"1"' });
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream, { poll_interval: 1 }) } });
  assert.equal((await request(port, pathOf('env1'))).headers.etag, '"1"');
  upstream.setConfig(configOf({ flag: 'second' }), { etag: '"2"' });
  const deadline = Date.now() + 15_000;
  while ((await request(port, pathOf('env1'))).headers.etag !== '"2"') assert.ok(Date.now() < deadline, 'never polled');
  const [first, ...later] = upstream.takeRequests();
  assert.equal(first.headers['if-none-match'], undefined);
  for (const { headers } of later) assert.ok(['"1"', '"2"'].includes(String(headers['if-none-match'])));
  for (const { headers } of [first, ...later]) {
    assert.match(String(headers['user-agent']), /^ConfigCat-Proxy\/\S+$/);
    assert.equal(headers['x-configcat-useragent'], headers['user-agent']);
  }
});

test('a proxy behind a proxy', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, ODD_JSON, { etag: '"chained"' });
  const first = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const second = await startProxy(t, { sdks: { behind: { key: 'configcat-proxy/env1', base_url: `http://127.0.0.1:${first.port}` } } });
  const { text, headers } = await request(second.port, pathOf('behind'));
  assert.equal(text, ODD_JSON);
  assert.equal(headers.etag, '"chained"');
});
