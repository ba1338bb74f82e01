'use strict';

// The end, and processes that listen nowhere.

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const process = require('node:process');
const test = require('node:test');
const { once } = require('node:events');
const { eventually, pause } = require('../faults/support/waits');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { isOpen } = require('./support/ports');
const { HANG_GUARD, Proxy, makeFolder, startProxy } = require('./support/proxy');
const { openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const skip = process.platform === 'win32' && 'there are no such signals';
const LIMIT_MS = 5000;

/** A loaded machine may take this much longer. */
const SLACK_MS = 2000;

const SIGNALS = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGQUIT']);

/** Ends a proxy, and says how long that took. */
async function end(proxy, signal) {
  const start = performance.now();
  const { code, signal: killer } = await proxy.stop(signal);
  return { code, killer, took: performance.now() - start };
}

for (const signal of SIGNALS) {
  test(`${signal}: streams end, idle connections are closed, exit 0`, { ...HANG_GUARD, skip }, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 1 }));
    const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
    const streams = [];
    for (let count = 0; count < 50; count++) streams.push(await openStream(t, proxy.port, '/sse/env1/eval-all'));
    for (const stream of streams) await stream.next();
    const agent = new http.Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    await request(proxy.port, '/api/env1/keys', { agent });
    const silent = net.connect(proxy.port, '127.0.0.1');
    silent.on('error', () => {});
    await once(silent, 'connect');

    const { code, killer, took } = await end(proxy, signal);
    assert.equal(code, 0, `${killer} ${proxy.output}`);
    assert.ok(took < LIMIT_MS + SLACK_MS, `${took} ms`);
    await Promise.all(streams.map((stream) => stream.ended));
    for (const stream of streams) assert.ok(stream.response.complete, 'the stream has ended in order');
    assert.match(proxy.stdout, /shutdown requested\.\.\.\n/);
    assert.match(proxy.stdout, /shutdown complete\n/);
    assert.equal(await isOpen(proxy.port), false);
  });
}

test('requests that are under way are answered', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  await request(proxy.port, '/api/env1/keys');
  upstream.setConfig(configOf({ flag: 2 }), { delayMs: 1000 });
  const refreshed = post(proxy.port, '/api/env1/refresh');
  await eventually(5000, () => upstream.requests.length === 2, 'the download');
  const { code } = await end(proxy, 'SIGTERM');
  assert.equal((await refreshed).status, 200);
  assert.equal(code, 0);
});

test('clients that do not come to an end are not waited for', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, http: { limits: { body_timeout: 60, header_timeout: 60 } } });
  const sockets = [];
  for (const text of [
    'GET /api/env1', 'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{',
    'GET /sse/env1/eval-all HTTP/1.1\r\nHost: a\r\n\r\n',
  ]) {
    const socket = net.connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    socket.write(text);
    socket.pause();
    sockets.push(socket);
  }
  await pause(200);
  const { code, took } = await end(proxy, 'SIGTERM');
  assert.equal(code, 0);
  assert.ok(took < LIMIT_MS + SLACK_MS, `${took} ms`);
});

test('while upstream hangs', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }), { delayMs: 30_000 });
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const waiting = request(proxy.port, '/api/env1/keys').catch(() => undefined);
  await eventually(5000, () => upstream.requests.length === 1, 'the download');
  const { code, took } = await end(proxy, 'SIGTERM');
  assert.equal(code, 0);
  assert.ok(took < LIMIT_MS + SLACK_MS, `${took} ms`);
  await waiting;
});

test('with everything switched off it runs and polls', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const options = {
    sdks: { env1: sdkOn(upstream, { poll_interval: 1 }) }, http: { enabled: false }, diag: { enabled: false }, grpc: { enabled: false },
  };
  const file = path.join(makeFolder(t, { 'options.yml': JSON.stringify(options) }), 'options.yml');
  const proxy = new Proxy(t, ['-c', file], {});
  await eventually(15_000, () => upstream.requests.length >= 3, 'three polls');
  const { code } = await end(proxy, 'SIGTERM');
  assert.equal(code, 0, proxy.output);
  assert.match(proxy.stdout, /shutdown requested\.\.\./);
});
