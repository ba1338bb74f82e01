'use strict';

// Clients that want too much: slow ones, large ones, many, and those that look for files.

const assert = require('node:assert/strict');
const net = require('node:net');
const test = require('node:test');
const { once } = require('node:events');
const { eventually, pause } = require('../faults/support/waits');
const { configOf } = require('./support/configs');
const { exchange, post, request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

async function start(t, limits, env) {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  const options = limits ? { http: { limits } } : {};
  return startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
}

/** Sends bytes one by one, and gives what came back when the server has closed, and after how long. */
async function drip(port, text, everyMs) {
  const socket = net.connect(port, '127.0.0.1');
  let seen = '';
  socket.setEncoding('latin1').on('data', (chunk) => (seen += chunk)).on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  const start = performance.now();
  let index = 0;
  const timer = setInterval(() => socket.write(text[index++ % text.length]), everyMs);
  await Promise.race([closed, pause(30_000)]);
  clearInterval(timer);
  const isClosed = socket.destroyed;
  socket.destroy();
  return { seen, isClosed, took: performance.now() - start };
}

/** Each limit, by its option and by its variable. */
function both(name, value, body) {
  test(`http.limits.${name}: ${value}`, HANG_GUARD, async (t) => body(t, await start(t, { [name]: value }, {})));
  const variable = `CONFIGCAT_HTTP_LIMITS_${name.toUpperCase()}`;
  test(`${variable}=${value}`, HANG_GUARD, async (t) => body(t, await start(t, undefined, { [variable]: String(value) })));
}

both('header_timeout', 1, async (t, { port }) => {
  const dripping = await drip(port, 'GET /api/env1/keys HTTP/1.1\r\nHost: a\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 50);
  assert.ok(dripping.isClosed, 'the head takes too long');
  assert.ok(dripping.took < 10_000, `${dripping.took} ms`);
  assert.ok(dripping.seen === '' || /^HTTP\/1\.1 408 /.test(dripping.seen), dripping.seen);
  // Nothing at all is as slow.
  const silent = await exchange(port, '', { ms: 10_000 });
  assert.ok(silent === '' || /^HTTP\/1\.1 408 /.test(silent), silent);
});

both('body_timeout', 1, async (t, { port }) => {
  const head = 'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n';
  const socket = net.connect(port, '127.0.0.1');
  let seen = '';
  socket.setEncoding('latin1').on('data', (chunk) => (seen += chunk)).on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(head);
  const timer = setInterval(() => socket.write(' '), 50);
  t.after(() => socket.destroy());
  try {
    await eventually(10_000, () => socket.destroyed || seen !== '', 'the end of the patience');
  } finally {
    clearInterval(timer);
  }
  assert.ok(seen === '' || /^HTTP\/1\.1 408 /.test(seen), seen);
  await Promise.race([closed, pause(10_000)]);
  assert.ok(socket.destroyed, 'the connection is closed');
});

both('max_body_size', 1000, async (t, { port }) => {
  const body = (size) => `{"key":"flag","user":{"a":"${'x'.repeat(size - 30)}"}}`;
  assert.equal(body(1000).length, 1000);
  for (const path of ['/api/env1/eval', '/api/env1/eval-all', '/ofrep/v1/evaluate/flags', '/hook/env1']) {
    const headers = { 'X-ConfigCat-SdkId': 'env1' };
    const context = path.startsWith('/ofrep') ? (size) => body(size).replace('"user"', '"context"').replace('"xxx', '"') : body;
    assert.equal((await post(port, path, context(1000), headers)).status, 200, path);
    const large = await post(port, path, context(1010), headers).catch((error) => error);
    if (path !== '/hook/env1') assert.equal(large.status, 413, path);
    const text = await exchange(port, `POST ${path} HTTP/1.1\r\nHost: a\r\nX-ConfigCat-SdkId: env1\r\nTransfer-Encoding: chunked\r\n\r\n${'400\r\n'}${' '.repeat(1024)}\r\n`, {
      ms: 10_000, isEnough: (seen) => seen.includes('\r\n\r\n'),
    });
    if (path !== '/hook/env1') assert.match(text, /^HTTP\/1\.1 413 /, `chunked to ${path}`);
  }
});

both('max_connections', 5, async (t, proxy) => {
  const { port } = proxy;
  const sockets = [];
  for (let count = 0; count < 5; count++) {
    const stream = await openStream(t, port, '/sse/env1/eval-all');
    await stream.next();
    sockets.push(stream);
  }
  // One more is refused or kept waiting, and whoever is in is not disturbed.
  const answer = await exchange(port, 'GET /api/env1/keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { ms: 1500 }).catch(() => '');
  assert.ok(answer === '' || /^HTTP\/1\.1 503 /.test(answer), answer);
  for (const stream of sockets) assert.equal(stream.isEnded, false);
  assert.equal((await request(proxy.diagPort, '/status')).status, 200, 'operators still come in');
  sockets[0].close();
  await eventually(10_000, async () => {
    const text = await exchange(port, 'GET /api/env1/keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { ms: 3000 }).catch(() => '');
    return text.startsWith('HTTP/1.1 200 ');
  }, 'a place for one more');
});

test('slow clients in number, and a quick one', HANG_GUARD, async (t) => {
  const { port } = await start(t, { header_timeout: 2, body_timeout: 2 });
  const sockets = Array.from({ length: 300 }, (_, index) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(index % 2 ? 'GET /api' : 'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{');
    t.after(() => socket.destroy());
    socket.resume();
    return socket;
  });
  for (let count = 0; count < 20; count++) assert.equal((await post(port, '/api/env1/eval', { key: 'flag' })).status, 200);
  await eventually(20_000, () => sockets.every((socket) => socket.destroyed || socket.readableEnded), 'the end of the slow');
});

test('an idle connection is kept longer than a slow one', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const socket = net.connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let seen = '';
  socket.setEncoding('latin1').on('data', (chunk) => (seen += chunk));
  for (let count = 1; count <= 3; count++) {
    socket.write('GET /api/env1/keys HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(5000, () => seen.split('HTTP/1.1 200 OK').length === count + 1, 'an answer');
    await pause(1000);
  }
});

test('a body that is too large by default, which is never read to its end', HANG_GUARD, async (t) => {
  const { port } = await start(t, undefined, {});
  const text = await exchange(port, 'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n{', {
    isEnough: (seen) => seen.includes('\r\n\r\n'),
  });
  assert.match(text, /^HTTP\/1\.1 413 /);
  for (const [size, status] of [[60_000, 200], [70_000, 400], [1_000_000, 400], [1_100_000, 413]]) {
    assert.equal((await post(port, '/api/env1/eval', { key: 'flag', user: { a: 'x'.repeat(size) } })).status, status, `${size}`);
  }
  assert.equal((await post(port, '/api/env1/eval', { key: 'flag' })).status, 200);
});

test('JSON that is deep, long and odd', HANG_GUARD, async (t) => {
  const { port } = await start(t, undefined, {});
  for (const body of [
    '['.repeat(500_000), `{"user":${'{"a":'.repeat(100_000)}`, `{"key":"flag","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    `{"key":"flag","user":{"a":1e999999}}`, `{"key":"flag","user":{"a":"\\ud800"}}`, `{"key":"${'k'.repeat(900_000)}"}`,
    `{"user":{${Array.from({ length: 50_000 }, (_, index) => `"a${index}":1`).join()}}}`, '{"key":"flag","user":{"":""}}',
    '{"key":"flag","key":"flag","user":{"a":1,"a":"b"}}',
  ]) {
    const { status } = await post(port, '/api/env1/eval', body);
    assert.ok([200, 400].includes(status), `${status} for ${body.slice(0, 40)}`);
  }
  const data = encode({ key: 'flag', user: { a: 'x'.repeat(5000) } });
  const stream = await openStream(t, port, `/sse/env1/eval/${data}`);
  assert.equal(stream.status, 200);
  assert.equal((await post(port, '/api/env1/eval', { key: 'flag' })).status, 200);
});

test('paths that lead out', HANG_GUARD, async (t) => {
  const { port } = await start(t, undefined, {});
  const ways = [
    '..', '.', '%2e%2e', '..%2f..%2f..%2fetc%2fpasswd', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%5c..%5cwindows', 'env1%00', 'env1%2f..%2fenv1', '%ff%fe', '%zz',
    '%', 'env1;x', 'env1%0d%0aX-Injected:%20yes', '*', '~', `${'a'.repeat(5000)}`, 'constructor', '__proto__',
  ];
  for (const way of ways) {
    for (const [method, path] of [
      ['GET', `/api/${way}/keys`], ['POST', `/api/${way}/eval`], ['GET', `/configuration-files/configcat-proxy/${way}/config_v6.json`],
      ['GET', `/configuration-files/${way}/config_v6.json`], ['GET', `/sse/${way}/eval-all`], ['GET', `/hook/${way}`], ['GET', `/${way}`],
    ]) {
      const body = method === 'POST' ? { key: 'flag' } : undefined;
      const { status, text, headers } = await request(port, path, { method, body });
      assert.ok([301, 400, 404, 414].includes(status), `${status} for ${path}`);
      assert.ok(!text.includes('root:'), path);
      assert.equal(headers['x-injected'], undefined);
      assert.ok(!/"(?:value|f)":/.test(text), path);
    }
  }
});

test('requests that are no HTTP, and those that try to smuggle', HANG_GUARD, async (t) => {
  const proxy = await start(t, { header_timeout: 2, body_timeout: 2 }, {});
  for (const text of [
    'nonsense\r\n\r\n', '\r\n\r\n\r\n', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000', 'GET / HTTP/9.9\r\n\r\n', 'GET /api/env1/keys HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
    'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ',
    'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', `GET /${'a'.repeat(200_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(20_000)}\r\n`,
    'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  ]) {
    const answer = await exchange(proxy.port, text, { ms: 12_000, isEnough: (seen) => /^HTTP\/1\.1 4\d\d /.test(seen) });
    assert.ok(answer === '' || /^HTTP\/1\.[01] (4|505)/.test(answer), `${answer.slice(0, 80)} for ${text.slice(0, 60)}`);
  }
  const smuggled = await exchange(
    proxy.port,
    'POST /api/env1/eval HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /api/icanhascoffee HTTP/1.1\r\nHost: a\r\n\r\n',
    { ms: 12_000 },
  ).catch(() => '');
  assert.ok(!/418/.test(smuggled) || smuggled.startsWith('HTTP/1.1 400'), smuggled);
  assert.equal((await request(proxy.port, '/api/env1/keys')).status, 200);
});
