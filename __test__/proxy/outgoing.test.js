'use strict';

// Whom the proxy asks, and by way of whom.

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { newSdkKey } = require('../behaviour/support/fixtures');
const { configOf } = require('./support/configs');
const { post } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { both } = require('./support/both');
const { sdkOn, startUpstream } = require('./support/upstream');

both('http_proxy.url', 'PROXY', async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 'by way of a proxy' }));
  const asked = [];
  const outgoing = http.createServer((request, response) => {
    asked.push(request.url);
    http.get(String(request.url), { headers: request.headers }, (inner) => inner.pipe(response.writeHead(Number(inner.statusCode), inner.headers)));
  });
  outgoing.on('connect', (request, socket) => {
    asked.push(request.url);
    const inner = net.connect(Number(String(request.url).split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    for (const each of [inner, socket]) each.on('error', () => {});
  });
  await new Promise((resolve) => outgoing.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    outgoing.closeAllConnections();
    outgoing.close();
  });
  const url = `http://127.0.0.1:${/** @type {any} */ (outgoing.address()).port}`;
  const options = given.options ? { http_proxy: { url } } : {};
  const env = given.env ? { CONFIGCAT_HTTP_PROXY_URL: url } : {};
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
  assert.match((await post(proxy.port, '/api/env1/eval', { key: 'flag' })).text, /by way of a proxy/);
  assert.ok(asked.length > 0, 'the proxy was asked');
});

for (const [name, governance, host] of [['not said', undefined, 'global'], ['global', 'global', 'global'], ['eu', 'eu', 'eu']]) {
  test(`data_governance ${name}: the server that is asked`, HANG_GUARD, async (t) => {
    const asked = [];
    const outgoing = http.createServer((_, response) => response.writeHead(502).end());
    outgoing.on('connect', (request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise((resolve) => outgoing.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => outgoing.close());
    const url = `http://127.0.0.1:${/** @type {any} */ (outgoing.address()).port}`;
    await startProxy(t, { sdks: { env1: { key: newSdkKey(), data_governance: governance } }, http_proxy: { url } });
    await eventually(15_000, () => asked.length > 0, 'a request');
    assert.equal(asked[0], `cdn-${host}.configcat.com:443`);
  });
}
