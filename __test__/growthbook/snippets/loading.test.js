'use strict';

const assert = require('node:assert/strict');
const express = require('express');
const eventsource = require('eventsource');
const { until } = require('../../behaviour/support/fixtures');
const { load } = require('../support/sdks');
const { startServer } = require('../support/server');
const { documentTest, startApp } = require('./covered');

const sdk = load();
const PAYLOAD = { features: { 'my-feature': { defaultValue: true }, 'my-string-feature': { defaultValue: 'from the server' } }, dateUpdated: '2026-01-01T00:00:00Z' };
const KEY = 'sdk-abc123';

/** Nothing of the process stays for the next test. */
async function forget() {
  sdk.setPolyfills({ localStorage: undefined, EventSource: undefined });
  sdk.configureCache({ disableCache: false });
  await sdk.clearCache();
}

documentTest('middleware', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  const app = express();
  const { instances } = await run({ host: server.url, scope: { app } });
  app.get('/', (req, res) => void res.json([req.growthbook.isOn('my-feature'), req.growthbook.getAttributes()]));
  const url = await startApp(t, app);
  for (let i = 0; i < 3; i += 1) {
    assert.deepEqual(await (await fetch(url)).json(), [true, {}]);
  }
  await until(() => instances.length === 3 && instances.every((gb) => gb.isDestroyed()));
  assert.deepEqual(server.fetches().map(({ url: path }) => path), [`/api/features/${KEY}`], 'one download for all requests');
});

documentTest('route', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  const app = express();
  // The route of the document says nothing to the browser.
  const answering = { use: (handler) => app.use(handler), get: (path, handler) => app.get(path, (req, res) => (handler(req, res), res.end('done'))) };
  const { lines } = await run({ host: server.url, scope: { app: answering } });
  assert.equal(await (await fetch(await startApp(t, app))).text(), 'done');
  assert.deepEqual(lines, [['from the server']]);
});

documentTest('builtInFetching', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  let calls = 0;
  const { result: gb } = await run({ host: server.url, scope: { next: () => (calls += 1) }, result: 'gb' });
  await until(() => calls === 1);
  assert.equal(gb.getFeatureValue('my-string-feature', ''), 'from the server');
  const again = new sdk.GrowthBook({ apiHost: server.url, clientKey: KEY });
  assert.equal((await again.init({ timeout: 2000 })).source, 'cache', 'later calls resolve from the cache');
  assert.equal(server.fetches().length, 1);
});

documentTest('errorHandling', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  const gb = new sdk.GrowthBook({ apiHost: server.url, clientKey: KEY });
  const { lines } = await run({ scope: { gb } });
  const [[{ status, source, error }]] = lines;
  assert.deepEqual([status, source, error], [true, 'network', undefined]);

  const broken = await startServer(t, PAYLOAD, { status: 500 });
  const failing = new sdk.GrowthBook({ apiHost: broken.url, clientKey: KEY });
  const failed = await run({ scope: { gb: failing } });
  const [[res]] = failed.lines;
  assert.deepEqual([res.status, res.error instanceof Error], [false, true]);
  assert.ok(['error', 'timeout'].includes(res.source), res.source);
  assert.equal(failing.evalFeature('my-feature').value, null, 'every feature evaluates to null');
}, { officially: 'it has no status' });

documentTest('customIntegration', async (t, run) => {
  const gb = new sdk.GrowthBook();
  await run({ scope: { gb } });
  for (const key of ['feature-1', 'feature-2', 'another-feature']) assert.equal(gb.getFeatureValue(key, 'off'), 'on');
});

documentTest('streaming', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD, { isStreaming: true });
  const { lines } = await run({ host: server.url, modules: { eventsource } });
  await until(() => lines.length);
  assert.deepEqual(lines, [['Streaming connection open!']]);
  await until(() => server.streams.size === 1);
  const options = { apiHost: server.url, clientKey: KEY };
  const before = new sdk.GrowthBook(options);
  await before.init({ timeout: 1000 });
  server.push({ features: { 'my-string-feature': { defaultValue: 'streamed' } }, dateUpdated: '2026-01-02T00:00:00Z' });
  const value = async () => {
    const gb = new sdk.GrowthBook(options);
    const { source } = await gb.init({ timeout: 1000 });
    assert.equal(source, 'cache');
    return gb.getFeatureValue('my-string-feature', '');
  };
  await until(async () => (await value()) === 'streamed');
  assert.equal(before.getFeatureValue('my-string-feature', ''), 'from the server', 'locked and frozen');
  assert.equal(server.fetches().length, 1);
}, { officially: 'it takes no module in place of a class' });

/** A client of Redis as far as the document uses it. */
function redisDouble() {
  const items = new Map();
  return { items, get: async (key) => items.get(key) ?? null, set: async (key, value) => void items.set(key, value) };
}

documentTest('localStorage', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  const redisClient = redisDouble();
  await run({ scope: { redisClient } });
  const options = { apiHost: server.url, clientKey: KEY };
  await sdk.clearCache();
  assert.equal((await new sdk.GrowthBook(options).init()).source, 'network');
  const [[key, entry]] = await until(() => JSON.parse(redisClient.items.get('gbFeaturesCache') ?? '[]').length && JSON.parse(redisClient.items.get('gbFeaturesCache')));
  assert.equal(key, `${server.url}||${KEY}`);
  assert.deepEqual(entry.data, PAYLOAD);
  assert.deepEqual([entry.version, entry.sse], [PAYLOAD.dateUpdated, false]);
  assert.ok(new Date(entry.staleAt) > new Date());
});

documentTest('cacheSettings', async (t, run) => {
  t.after(forget);
  const server = await startServer(t, PAYLOAD);
  const redisClient = redisDouble();
  sdk.setPolyfills({ localStorage: { getItem: redisClient.get, setItem: redisClient.set } });
  await sdk.clearCache();
  await run();
  const options = { apiHost: server.url, clientKey: KEY };
  const sources = [];
  for (let i = 0; i < 2; i += 1) sources.push((await new sdk.GrowthBook(options).init()).source);
  assert.deepEqual(sources, ['network', 'cache']);
  await until(() => redisClient.items.get('gbFeaturesCache')?.includes('my-feature'));
  assert.equal(server.fetches().length, 1);
});
