'use strict';

// Many clients, odd ones, and those that read nothing.

const assert = require('node:assert/strict');
const http = require('node:http');
const http2 = require('node:http2');
const net = require('node:net');
const path = require('node:path');
const test = require('node:test');
const { once } = require('node:events');
const { eventually, pause, within } = require('../faults/support/waits');
const { AUTHORITY, CERTIFICATE, KEY } = require('../behaviour/support/identity');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { openStream } = require('./support/sse');
const { isValue } = require('./support/values');
const { sdkOn, startUpstream } = require('./support/upstream');

/** No neighbour may hold up a client for longer. */
const PATIENCE_MS = 15_000;

/** What all streams of a proxy are, by its own account. */
async function countStreams(proxy) {
  const { text } = await request(proxy.diagPort, '/metrics');
  return [...text.matchAll(/^configcat_stream_connections\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('who asks for much and reads nothing is cut off', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`flag-${index}`, 'x'.repeat(4000)]))));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, http: { limits: { write_timeout: 1 } } });
  assert.equal((await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json')).status, 200);
  const sockets = Array.from({ length: 10 }, () => {
    const socket = net.connect(proxy.port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    socket.write('GET /configuration-files/configcat-proxy/env1/config_v6.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20));
    return socket;
  });
  await pause(4000);
  // What has been on its way is read now; it is not everything, as the connection has ended.
  for (const socket of sockets) {
    let bytes = 0;
    socket.on('data', (chunk) => (bytes += chunk.length));
    await within(PATIENCE_MS, once(socket, 'close'), 'the end of the connection');
    assert.ok(bytes < 20 * 8_000_000, `${bytes} bytes`);
  }
});

/** A proxy that speaks HTTP/2. */
async function startHttp2(t, limits = {}) {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const folder = makeFolder(t, { 'cert.pem': CERTIFICATE, 'key.pem': KEY });
  const certificates = [{ cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') }];
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, tls: { enabled: true, certificates }, http: { limits } });
  const connect = (options) => {
    const session = http2.connect(`https://127.0.0.1:${proxy.port}`, { ca: AUTHORITY, ...options });
    session.on('error', () => {});
    t.after(() => session.destroy());
    return session;
  };
  return { upstream, proxy, connect };
}

test('HTTP/2: streams of a client that opens no window are ended', HANG_GUARD, async (t) => {
  const { upstream, proxy, connect } = await startHttp2(t, { write_timeout: 1 });
  const session = connect({ settings: { initialWindowSize: 0 } });
  const streams = Array.from({ length: 5 }, () => session.request({ ':path': '/sse/env1/eval-all' }));
  for (const stream of streams) stream.on('error', () => {});
  await eventually(PATIENCE_MS, async () => (await countStreams(proxy)) === 5, 'the streams');
  for (let count = 0; count < 5; count++) {
    upstream.setConfig(configOf({ flag: `${count} ${'x'.repeat(100_000)}` }));
    assert.equal((await request(proxy.port, '/hook/env1', { ca: AUTHORITY })).status, 200);
  }
  await eventually(PATIENCE_MS, async () => (await countStreams(proxy)) === 0, 'the end of the streams');
});

test('HTTP/2: requests that are taken back at once, by the thousand', HANG_GUARD, async (t) => {
  const { proxy, connect } = await startHttp2(t);
  const session = connect({});
  await once(session, 'connect');
  for (let round = 0; round < 50 && !session.destroyed && !session.closed; round++) {
    for (let count = 0; count < 100; count++) {
      const stream = session.request({ ':method': 'POST', ':path': '/api/env1/eval' });
      stream.on('error', () => {});
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
    await pause(5);
  }
  assert.equal((await request(proxy.port, '/api/env1/keys', { ca: AUTHORITY })).status, 200);
});

test('a thousand streams: all are told, and the last one soon', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const streams = [];
  for (let count = 0; count < 1000; count += 50) {
    streams.push(...(await Promise.all(Array.from({ length: 50 }, () => openStream(t, proxy.port, '/sse/env1/eval-all')))));
  }
  await Promise.all(streams.map((stream) => stream.next()));
  for (const value of ['second', 'third']) {
    upstream.setConfig(configOf({ flag: value }));
    await post(proxy.port, '/hook/env1');
    for (const text of await Promise.all(streams.map((stream) => stream.next()))) assert.equal(text, `{"flag":${isValue(value)}}`);
  }
  assert.equal(await countStreams(proxy), 1000);
});

test('streams that open while the config changes miss nothing', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'value-0' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const opened = [];
  for (let round = 1; round <= 30; round++) {
    upstream.setConfig(configOf({ flag: `value-${round}` }));
    const [stream] = await Promise.all([openStream(t, proxy.port, '/sse/env1/eval-all'), post(proxy.port, '/hook/env1')]);
    opened.push(stream);
  }
  for (const stream of opened) {
    await eventually(PATIENCE_MS, () => stream.events.at(-1) === `{"flag":${isValue('value-30')}}`, 'the last value');
    const numbers = stream.events.map((text) => Number(/value-(\d+)/.exec(text)?.[1]));
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), 'each value once, and in order');
  }
});

test('identifiers and keys of flags of all kinds', HANG_GUARD, async (t) => {
  const key = 'a "quoted"\\ \n{flag} \u00e4\u{1f600}/?#%';
  const upstream = await startUpstream(t, configOf({ [key]: 'value' }));
  const proxy = await startProxy(t, { sdks: { 'my sdk/1 \u00e4"': sdkOn(upstream), 'a.b-c_d': sdkOn(upstream) } });
  for (const id of ['my sdk/1 \u00e4"', 'a.b-c_d'].map(encodeURIComponent)) {
    const answer = await post(proxy.port, `/api/${id}/eval`, { key });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(JSON.parse(answer.text).value, 'value');
    assert.deepEqual(JSON.parse((await request(proxy.port, `/api/${id}/keys`)).text), { keys: [key] });
    const data = Buffer.from(JSON.stringify({ key })).toString('base64url');
    const stream = await openStream(t, proxy.port, `/sse/${id}/eval/${data}`);
    assert.equal(JSON.parse(await stream.next()).value, 'value');
    assert.equal((await request(proxy.port, `/configuration-files/configcat-proxy/${id}/config_v6.json`)).status, 200);
  }
  const { text } = await request(proxy.diagPort, '/metrics');
  for (const line of text.split('\n').filter((line) => line && !line.startsWith('#'))) {
    assert.match(line, /^[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? [-+.\deInfNa]+(?: .*)?$/, line);
  }
  assert.equal(Object.keys(JSON.parse((await request(proxy.diagPort, '/status')).text).sdks).length, 2);
});

test('one connection that is used for everything, in step', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const sockets = new Set();
  agent.on('free', (socket) => sockets.add(socket));
  const { headers } = await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json', { agent });
  for (let round = 0; round < 20; round++) {
    for (const [method, path, body, status] of /** @type {[string, string, any, number][]} */ ([
      ['POST', '/api/env1/eval', { key: 'flag' }, 200], ['POST', '/api/env1/eval', '{', 400], ['POST', '/api/nobody/eval', { key: 'flag' }, 404],
      ['PUT', '/api/env1/eval', 'a body that nobody reads', 405], ['POST', '/nothing', 'x'.repeat(10_000), 404], ['OPTIONS', '/api/env1/eval', undefined, 204],
      ['HEAD', '/api/env1/keys', undefined, 200], ['HEAD', '/api/nobody/keys', undefined, 404], ['GET', '/api/env1/keys', undefined, 200],
    ])) {
      assert.equal((await request(proxy.port, path, { method, body, agent })).status, status, `${method} ${path}`);
    }
    const same = await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json', { agent, headers: { 'If-None-Match': headers.etag } });
    assert.equal(same.status, 304);
  }
  assert.equal(sockets.size, 1, 'no answer has cost the connection');
});
