'use strict';

// Options that change while the proxy runs: by SIGHUP, and by the file. Nobody is cut off.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const process = require('node:process');
const test = require('node:test');
const { eventually, pause } = require('../faults/support/waits');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { isOpen } = require('./support/ports');
const { HANG_GUARD, Proxy, startProxy } = require('./support/proxy');
const { openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const skip = process.platform === 'win32' && 'there are no such signals';

/** How the proxy learns that its file has changed. @type {Record<string, (proxy: any, options: any) => void>} */
const WAYS = {
  'by SIGHUP': (proxy, options) => {
    proxy.rewrite(options);
    proxy.signal('SIGHUP');
  },
  'by a file that is replaced': (proxy, options) => proxy.rewrite(options),
  'by a file that is written to': (proxy, options) => fs.writeFileSync(proxy.file, JSON.stringify(options)),
};

/** A connection that is kept: `ask` fails when it is another one than before. */
function keptConnection(t, port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  let socket;
  agent.on('free', (free) => {
    assert.ok(socket === undefined || socket === free, 'the connection is still the first');
    socket = free;
  });
  return async (path = '/api/env1/keys') => {
    const answer = await request(port, path, { agent });
    assert.notEqual(answer.headers.connection, 'close');
    return answer;
  };
}

for (const [title, apply] of Object.entries(WAYS)) {
  test(`${title}: the new options hold, a kept connection and a stream live on`, { ...HANG_GUARD, skip }, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 'first' }));
    const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
    const options = /** @type {any} */ (proxy).options;
    const ask = keptConnection(t, proxy.port);
    assert.equal((await ask()).headers['x-own'], undefined);
    const stream = await openStream(t, proxy.port, '/sse/env1/eval-all');
    assert.match(await stream.next(), /"first"/);
    const asked = upstream.requests.length;

    const next = {
      ...options, sdks: { ...options.sdks, env2: sdkOn(upstream) }, http: { ...options.http, api: { headers: { 'X-Own': 'new' } }, status: { enabled: true } },
    };
    apply(proxy, next);
    await eventually(15_000, async () => (await ask()).headers['x-own'] === 'new', 'the new header');
    assert.equal((await ask('/status')).status, 200);
    await eventually(10_000, async () => (await ask('/api/env2/keys')).status === 200, 'the new SDK');
    assert.equal(upstream.requests.length, asked + 1, 'an SDK that stays the same is not started anew');

    upstream.setConfig(configOf({ flag: 'second' }));
    assert.equal((await post(proxy.port, '/hook/env1')).status, 200);
    assert.match(await stream.next(), /"second"/);
    assert.equal(stream.blocks.length, 2);

    // An SDK that goes ends its streams, and nobody else's.
    const other = await openStream(t, proxy.port, '/sse/env2/eval-all');
    await other.next();
    apply(proxy, options);
    await eventually(15_000, async () => (await ask('/api/env2/keys')).status === 404, 'the end of the SDK');
    await eventually(10_000, () => other.isEnded, 'the end of its stream');
    assert.equal(stream.isEnded, false);
    assert.equal((await ask()).headers['x-own'], undefined);
    assert.equal((await proxy.stop()).code, 0);
  });
}

test('options that make no sense change nothing, and are told of', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const options = /** @type {any} */ (proxy).options;
  const ask = keptConnection(t, proxy.port);
  const stream = await openStream(t, proxy.port, '/sse/env1/eval-all');
  await stream.next();
  for (const [wrong, words] of /** @type {[any, RegExp][]} */ ([
    ['sdks: [', /\[error\]/],
    [{ ...options, sdks: {} }, /at least 1 SDK (or a proxy profile )?must be configured/],
    [{ ...options, sdks: { env1: { ...options.sdks.env1, data_governance: 'foo' } } }, /invalid data governance value/],
  ])) {
    const told = proxy.stderr.length;
    WAYS['by SIGHUP'](proxy, wrong);
    await eventually(15_000, () => words.test(proxy.stderr.slice(told)), `what is wrong with ${JSON.stringify(wrong).slice(0, 30)}`);
    assert.equal((await ask()).status, 200);
    assert.equal(stream.isEnded, false);
  }
  fs.rmSync(proxy.file);
  proxy.signal('SIGHUP');
  await pause(1000);
  assert.equal((await ask()).status, 200);
  WAYS['by SIGHUP'](proxy, { ...options, http: { ...options.http, api: { headers: { 'X-Own': 'again' } } } });
  await eventually(15_000, async () => (await ask()).headers['x-own'] === 'again', 'the new header');
});

test('a link that leads elsewhere, as orchestrators do it', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const options = /** @type {any} */ (proxy).options;
  const folder = path.dirname(proxy.file);
  const write = (name, more) => {
    fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, name, 'options.yml'), JSON.stringify({ ...options, http: { ...options.http, ...more } }));
  };
  write('one', {});
  fs.symlinkSync('one', path.join(folder, 'data'));
  const linked = await startLinked(t, folder, proxy);
  write('two', { api: { headers: { 'X-Own': 'two' } } });
  fs.symlinkSync('two', path.join(folder, 'data.next'));
  fs.renameSync(path.join(folder, 'data.next'), path.join(folder, 'data'));
  await eventually(20_000, async () => (await request(linked.port, '/api/env1/keys')).headers['x-own'] === 'two', 'the new header');
});

/** The first proxy makes room for one whose file is behind two links. */
async function startLinked(t, folder, proxy) {
  await proxy.stop();
  fs.rmSync(proxy.file);
  fs.symlinkSync('data/options.yml', proxy.file);
  const linked = new Proxy(t, ['-c', proxy.file], {});
  await eventually(15_000, () => isOpen(proxy.port), 'the main port');
  return Object.assign(linked, { port: proxy.port });
}

test('many reloads under load: no request fails', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const options = /** @type {any} */ (proxy).options;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  t.after(() => agent.destroy());
  let isOver = false;
  const load = Array.from({ length: 8 }, async () => {
    let count = 0;
    while (!isOver) {
      const answer = await request(proxy.port, '/api/env1/eval', { method: 'POST', body: { key: 'flag' }, agent });
      assert.equal(answer.text, '{"value":"first","variationId":"id-flag"}');
      count += 1;
    }
    return count;
  });
  for (let round = 0; round < 20; round++) {
    WAYS['by SIGHUP'](proxy, { ...options, http: { ...options.http, api: { headers: { 'X-Round': String(round) } } } });
    await pause(50);
  }
  await eventually(15_000, async () => (await request(proxy.port, '/api/env1/keys')).headers['x-round'] === '19', 'the last round');
  isOver = true;
  for (const count of await Promise.all(load)) assert.ok(count > 0);
});
