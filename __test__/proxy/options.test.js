'use strict';

// The options of the ports and their sections in effect, by the file and by variables.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { freePorts, isOpen } = require('./support/ports');
const { HANG_GUARD, Proxy, makeFolder } = require('./support/proxy');
const { both, variable } = require('./support/both');
const { SECTIONS, startGiven, statusOf } = require('./support/sections');
const { sdkOn, startUpstream } = require('./support/upstream');

for (const [name, section] of Object.entries(SECTIONS)) {
  both(`http.${name}.enabled`, false, async (t, given) => {
    const proxy = await startGiven(t, given);
    for (const [other, request] of Object.entries(SECTIONS)) {
      assert.equal(await statusOf(proxy.port, request), other === name ? 404 : 200, other);
    }
    assert.equal(await statusOf(proxy.port, ['OPTIONS', section[1]]), 404);
  });
}

for (const name of ['api', 'cdn_proxy', 'ofrep', 'sse']) {
  const [method, path, body] = SECTIONS[name];
  const headersOf = async ({ port }, Origin) => {
    return (await request(port, path, { method, body, headers: { 'X-ConfigCat-SdkId': 'env1', ...(Origin ? { Origin } : {}) } })).headers;
  };
  both(`http.${name}.cors.enabled`, false, async (t, given) => {
    assert.equal((await headersOf(await startGiven(t, given)))['access-control-allow-origin'], undefined);
  });
  both(`http.${name}.cors.allowed_origins`, ['https://a.test', 'https://b.test'], async (t, given) => {
    const proxy = await startGiven(t, given);
    assert.equal((await headersOf(proxy, 'https://b.test'))['access-control-allow-origin'], 'https://b.test');
    assert.equal((await headersOf(proxy, 'https://c.test'))['access-control-allow-origin'], 'https://a.test');
  });
  test(`${variable(`http.${name}.cors.allowed_origins_regex`)}_*`, HANG_GUARD, async (t) => {
    const prefix = variable(`http.${name}.cors.allowed_origins_regex`);
    const env = { [`${prefix}_PATTERNS`]: '["https:\\\\/\\\\/.*a\\\\.test"]', [`${prefix}_IF_NO_MATCH`]: 'https://none.test' };
    const proxy = await startGiven(t, { env });
    assert.equal((await headersOf(proxy, 'https://www.a.test'))['access-control-allow-origin'], 'https://www.a.test');
    assert.equal((await headersOf(proxy, 'https://www.a-test'))['access-control-allow-origin'], 'https://none.test');
  });
  both(`http.${name}.headers`, { 'X-Own': 'value' }, async (t, given) => {
    assert.equal((await headersOf(await startGiven(t, given)))['x-own'], 'value');
  });
}

for (const name of ['api', 'ofrep', 'webhook']) {
  both(`http.${name}.auth_headers`, { 'X-Secret': 'auth-value-of-tests' }, async (t, given) => {
    const proxy = await startGiven(t, given);
    const [method, path, body] = SECTIONS[name];
    const headers = { 'X-ConfigCat-SdkId': 'env1' };
    assert.equal((await request(proxy.port, path, { method, body, headers })).status, 401);
    const known = { ...headers, 'X-Secret': 'auth-value-of-tests' };
    assert.equal((await request(proxy.port, path, { method, body, headers: known })).status, 200);
  });
}

test('CONFIGCAT_HTTP_WEBHOOK_AUTH_*', HANG_GUARD, async (t) => {
  const env = { CONFIGCAT_HTTP_WEBHOOK_AUTH_USER: 'user', CONFIGCAT_HTTP_WEBHOOK_AUTH_PASSWORD: 'password-of-tests' };
  const proxy = await startGiven(t, { env });
  assert.equal((await request(proxy.port, '/hook/env1')).status, 401);
  const headers = { Authorization: `Basic ${Buffer.from('user:password-of-tests').toString('base64')}` };
  assert.equal((await request(proxy.port, '/hook/env1', { headers })).status, 200);
});

both('http.status.enabled', true, async (t, given) => {
  assert.equal((await request((await startGiven(t, given)).port, '/status')).status, 200);
});

both('http.enabled', false, async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const [port, diagPort] = await freePorts(2);
  const file = path.join(makeFolder(t, {
    'options.yml': JSON.stringify({ sdks: { env1: sdkOn(upstream) }, ...given.options, diag: { port: diagPort } }),
  }), 'options.yml');
  const proxy = new Proxy(t, ['-c', file], { CONFIGCAT_HTTP_PORT: String(port), ...given.env });
  await eventually(15_000, () => isOpen(diagPort), 'the diagnostics port');
  assert.equal(await isOpen(port), false);
  assert.equal((await proxy.stop()).code, 0);
});

both('diag.enabled', false, async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const [port, diagPort] = await freePorts(2);
  const file = path.join(makeFolder(t, {
    'options.yml': JSON.stringify({ sdks: { env1: sdkOn(upstream) }, http: { port }, ...given.options }),
  }), 'options.yml');
  new Proxy(t, ['-c', file], { CONFIGCAT_DIAG_PORT: String(diagPort), ...given.env });
  await eventually(15_000, () => isOpen(port), 'the main port');
  assert.equal(await isOpen(diagPort), false);
});

for (const [name, path] of [['status', '/status'], ['metrics', '/metrics']]) {
  both(`diag.${name}.enabled`, false, async (t, given) => {
    const upstream = await startUpstream(t, configOf({ flag: 1 }));
    const [port, diagPort] = await freePorts(2);
    const options = { sdks: { env1: sdkOn(upstream) }, http: { port }, diag: { port: diagPort, ...given.options?.diag } };
    const file = `${makeFolder(t, { 'options.yml': JSON.stringify(options) })}/options.yml`;
    new Proxy(t, ['-c', file], { ...given.env });
    await eventually(15_000, () => isOpen(diagPort), 'the diagnostics port');
    for (const each of ['/status', '/metrics']) assert.equal((await request(diagPort, each)).status, each === path ? 404 : 200, each);
  });
}

both('diag.ui.enabled', false, async (t, given) => {
  const open = await startGiven(t, {});
  const page = await request(open.diagPort, '/ui');
  assert.equal(page.status, 200, String(page.headers.location));
  assert.match(String(page.headers['content-type']), /^text\/html/);
  const closed = await startGiven(t, given);
  for (const path of ['/', '/ui', '/ui/']) assert.equal((await request(closed.diagPort, path)).status, 404, path);
});

test('diag.metrics.prometheus.enabled: false', HANG_GUARD, async (t) => {
  const proxy = await startGiven(t, { options: { diag: { metrics: { prometheus: { enabled: false } } } } });
  assert.equal((await request(proxy.diagPort, '/metrics')).status, 404);
});
