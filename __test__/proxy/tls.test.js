'use strict';

// TLS, with HTTP/2 and HTTP/1.1.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const tls = require('node:tls');
const test = require('node:test');
const { once } = require('node:events');
const { eventually, within } = require('../faults/support/waits');
const { AUTHORITY, CERTIFICATE, KEY } = require('../behaviour/support/identity');
const { newSdkKey } = require('../behaviour/support/fixtures');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const second = require('./support/second-identity');
const { sdkOn, startUpstream } = require('./support/upstream');

/** A proxy with the certificate of the tests. */
async function start(t, options = {}, { env = {}, more = {} } = {}) {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const folder = makeFolder(t, { 'cert.pem': CERTIFICATE, 'key.pem': KEY });
  const certificates = [{ cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') }];
  const given = env === undefined ? {} : { tls: { enabled: true, certificates, ...options } };
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...given, ...more }, { env });
  return { upstream, proxy, certificates, folder };
}

/** One request of an HTTP/2 session. */
async function ask(session, headers, body) {
  const stream = session.request(headers);
  if (body !== undefined) stream.end(body);
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const ended = once(stream, 'end');
  const [answer] = await within(10_000, once(stream, 'response'), 'an answer');
  await within(10_000, ended, 'the end of an answer');
  return { status: answer[':status'], headers: answer, text };
}

function connect(t, port, options = {}) {
  const session = http2.connect(`https://127.0.0.1:${port}`, { ca: AUTHORITY, ...options });
  session.on('error', () => {});
  t.after(() => session.destroy());
  return session;
}

test('HTTP/1.1 over TLS', HANG_GUARD, async (t) => {
  const { proxy } = await start(t);
  const answer = await request(proxy.port, '/api/env1/keys', { ca: AUTHORITY });
  assert.equal(answer.text, '{"keys":["flag"]}');
  assert.equal((await request(proxy.diagPort, '/status')).status, 200, 'the diagnostics port is plain');
  await assert.rejects(request(proxy.port, '/api/env1/keys'), 'no plain HTTP on the main port');
});

test('HTTP/2 over TLS: requests side by side, and a stream', HANG_GUARD, async (t) => {
  const { proxy, upstream } = await start(t);
  const session = connect(t, proxy.port);
  await once(session, 'connect');
  assert.equal(session.alpnProtocol, 'h2');
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(session, { ':method': 'POST', ':path': '/api/env1/eval' }, '{"key":"flag"}')));
  for (const { status, text, headers } of answers) {
    assert.equal(status, 200);
    assert.equal(text, '{"value":"first","variationId":"id-flag"}');
    assert.equal(headers['content-type'], 'application/json');
  }
  const cdn = await ask(session, { ':path': '/configuration-files/configcat-proxy/env1/config_v6.json' });
  assert.deepEqual(JSON.parse(cdn.text), configOf({ flag: 'first' }));
  const same = await ask(session, { ':path': '/configuration-files/configcat-proxy/env1/config_v6.json', 'if-none-match': String(cdn.headers.etag) });
  assert.equal(same.status, 304);
  assert.equal((await ask(session, { ':path': '/nothing' })).status, 404);
  assert.equal((await ask(session, { ':method': 'OPTIONS', ':path': '/api/env1/eval' })).status, 204);

  const stream = session.request({ ':path': '/sse/env1/eval-all' });
  let seen = '';
  stream.setEncoding('utf8').on('data', (chunk) => (seen += chunk));
  const [head] = await within(10_000, once(stream, 'response'), 'the head');
  assert.equal(head[':status'], 200);
  assert.equal(head['content-type'], 'text/event-stream');
  assert.equal(head.connection, undefined, 'HTTP/2 has no such header');
  await eventually(10_000, () => seen.includes('"first"'), 'the first event');
  upstream.setConfig(configOf({ flag: 'second' }));
  assert.equal((await ask(session, { ':method': 'POST', ':path': '/hook/env1' }, '')).status, 200);
  await eventually(10_000, () => seen.includes('"second"'), 'the second event');
  const ended = once(stream, 'close');
  assert.equal((await proxy.stop()).code, 0);
  await within(10_000, ended, 'the end of the stream');
});

test('HTTP/2: limits hold there, too', HANG_GUARD, async (t) => {
  const { proxy } = await start(t, {}, { more: { http: { limits: { max_body_size: 1000, body_timeout: 1 } } } });
  const session = connect(t, proxy.port);
  const large = await ask(session, { ':method': 'POST', ':path': '/api/env1/eval' }, 'x'.repeat(2000)).catch((error) => error);
  assert.equal(large.status, 413);
  const slow = session.request({ ':method': 'POST', ':path': '/api/env1/eval' });
  slow.on('error', () => {});
  slow.write('{');
  await within(15_000, Promise.race([once(slow, 'response'), once(slow, 'close')]), 'the end of the patience');
  assert.equal((await ask(session, { ':path': '/api/env1/keys' })).status, 200, 'others on the connection live on');
});

test('a handshake that does not come', HANG_GUARD, async (t) => {
  const { proxy } = await start(t, {}, { more: { http: { limits: { header_timeout: 1 } } } });
  const socket = net.connect(proxy.port, '127.0.0.1');
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  socket.resume();
  await within(15_000, once(socket, 'close'), 'the end of the patience');
  assert.equal((await request(proxy.port, '/api/env1/keys', { ca: AUTHORITY })).status, 200);
});

for (const [name, version, refused] of /** @type {[string, string | undefined, boolean][]} */ ([
  ['by default', undefined, false], ['1.2', '1.2', false], ['1.3', '1.3', true], ['1.0, which counts as 1.2', '1.0', false], ['nonsense, which counts as 1.2', 'x', false],
])) {
  test(`tls.min_version ${name}`, HANG_GUARD, async (t) => {
    const { proxy } = await start(t, version === undefined ? {} : { min_version: version });
    const handshake = (options) => new Promise((resolve) => {
      const socket = tls.connect({ host: '127.0.0.1', port: proxy.port, ca: AUTHORITY, ...options }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', () => resolve(undefined));
    });
    assert.equal(await handshake({ maxVersion: 'TLSv1.2' }), refused ? undefined : 'TLSv1.2');
    assert.equal(await handshake({}), 'TLSv1.3');
    assert.equal(await handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), undefined);
  });
}

test('the variables of TLS', HANG_GUARD, async (t) => {
  const folder = makeFolder(t, { 'cert.pem': CERTIFICATE, 'key.pem': KEY });
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const env = {
    CONFIGCAT_TLS_ENABLED: 'true', CONFIGCAT_TLS_MIN_VERSION: '1.3',
    CONFIGCAT_TLS_CERTIFICATES: JSON.stringify([{ cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') }]),
  };
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } }, { env });
  assert.equal((await post(proxy.port, '/api/env1/refresh').catch(() => 'refused')), 'refused');
  assert.equal((await request(proxy.port, '/api/env1/keys', { ca: AUTHORITY })).status, 200);
});

test('a new certificate is taken over by a reload', { ...HANG_GUARD, skip: process.platform === 'win32' }, async (t) => {
  const { proxy, folder } = await start(t);
  const session = connect(t, proxy.port);
  assert.equal((await ask(session, { ':path': '/api/env1/keys' })).status, 200);
  const shown = () => new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port: proxy.port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
  });
  const before = await shown();
  fs.writeFileSync(path.join(folder, 'cert.pem'), second.CERTIFICATE);
  fs.writeFileSync(path.join(folder, 'key.pem'), second.KEY);
  proxy.signal('SIGHUP');
  await eventually(15_000, async () => (await shown()) === 'a second identity of the tests', 'the new certificate');
  assert.notEqual(before, 'a second identity of the tests');
  assert.equal((await ask(session, { ':path': '/api/env1/keys' })).status, 200, 'the old connection lives on');
});

test('an upstream by https whose certificate nobody knows: no config, and no key told', HANG_GUARD, async (t) => {
  const server = https.createServer({ cert: CERTIFICATE, key: KEY }, (_, response) => response.end('{}'));
  let asked = 0;
  server.on('request', () => (asked += 1)).on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const url = `https://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
  const proxy = await startProxy(t, { log: { level: 'debug' }, sdks: { env1: { key: newSdkKey(), base_url: url } } });
  assert.equal((await request(proxy.port, '/api/env1/keys')).status, 500);
  assert.equal(asked, 0);
});
