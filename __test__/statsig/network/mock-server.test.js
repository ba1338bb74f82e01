'use strict';

// The mock server does what Statsig's servers do.

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const test = require('node:test');
const { listed, startMockServer } = require('../support/mock-server');

test('specs, and nothing where there is nothing new', async (t) => {
  const api = await startMockServer(t, { has_updates: true, time: 5 });
  const get = async (query) => (await fetch(`${api.api}/download_config_specs/secret-x.json${query}`)).json();
  assert.deepEqual(await get(''), { has_updates: true, time: 5 });
  assert.deepEqual(await get('?sinceTime=4'), { has_updates: true, time: 5 });
  assert.deepEqual(await get('?sinceTime=5'), { has_updates: false });
  api.specs = 'no JSON';
  assert.equal(await (await fetch(`${api.api}/download_config_specs/secret-x.json`)).text(), 'no JSON');
  assert.deepEqual(api.seen('specs').map(({ url, status }) => [url.slice(-12), status]).length, 4);
});

test('ID lists, from any byte on', async (t) => {
  const api = await startMockServer(t);
  api.setList('a list', ['x', 'y']);
  const lookup = await (await fetch(`${api.api}/get_id_lists`, { method: 'POST', body: '{}' })).json();
  const { url } = lookup['a list'];
  assert.deepEqual(lookup['a list'], { name: 'a list', url, size: 20, fileID: 'file-1', creationTime: 1 });
  const get = (from) => fetch(url, { headers: { range: `bytes=${from}-` } });
  const whole = await get(0);
  assert.deepEqual([whole.status, whole.headers.get('content-length'), await whole.text()], [206, '20', `+${listed('x')}\n+${listed('y')}\n`]);
  assert.equal(await (await get(10)).text(), `+${listed('y')}\n`);
  assert.equal((await get(20)).status, 416);
  api.appendToList('a list', `-${listed('x')}\n`);
  assert.equal(await (await get(20)).text(), `-${listed('x')}\n`);
});

test('events, also zipped ones', async (t) => {
  const api = await startMockServer(t);
  const post = (body, headers) => fetch(`${api.api}/log_event`, { method: 'POST', body, headers });
  const text = (eventName) => JSON.stringify({ events: [{ eventName }] });
  assert.equal((await post(text('a'))).status, 202);
  assert.equal((await post(zlib.gzipSync(text('b')), { 'content-encoding': 'gzip' })).status, 202);
  assert.deepEqual(api.events.map(({ eventName }) => eventName), ['a', 'b']);
});

test('faults, for one request and for all', async (t) => {
  const api = await startMockServer(t, { time: 1 });
  const get = () => fetch(`${api.api}/download_config_specs/secret-x.json`);
  api.failNext('specs', { status: 500 }, { destroy: true }, { delayMs: 50 });
  assert.equal((await get()).status, 500);
  await assert.rejects(get());
  const start = performance.now();
  assert.equal((await get()).status, 200);
  assert.ok(performance.now() - start > 40);
  api.faults.specs = { hang: true };
  await assert.rejects(fetch(`${api.api}/download_config_specs/secret-x.json`, { signal: globalThis.AbortSignal.timeout(100) }));
  api.faults.specs = { status: 503, body: 'later' };
  assert.equal(await (await get()).text(), 'later');
});

test('events of a request that failed have not come', async (t) => {
  const api = await startMockServer(t);
  api.failNext('events', { status: 500 });
  for (const eventName of ['a', 'b']) await fetch(`${api.api}/log_event`, { method: 'POST', body: JSON.stringify({ events: [{ eventName }] }) });
  assert.deepEqual(api.events.map(({ eventName }) => eventName), ['b']);
});
