'use strict';

// An outage that goes on: logged once as an error, then at level Debug; requested once per poll. Listeners and results hear
// of each failure all the same.

const assert = require('node:assert/strict');
const { legacyOwn, own } = require('./support/subjects');
const { serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { configOf, createCache, createRecorder, newSdkKey, until } = require('./support/fixtures');
const { openLegacy } = require('./support/legacy');
const { open } = require('./support/client');

const ERROR = 1;
const DEBUG = 4;

const OUTAGES = {
  1100: serveStatus(404),
  1101: serveStatus(500),
  1103: () => null,
  1105: () => ({ status: 200, body: '' }),
  1106: serveStatus(304),
};

/** The levels at which the events of one id were logged. */
const levels = (recorder, id) => recorder.events.filter((event) => event.id === id).map((event) => event.level);

for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
  for (const [id, respond] of Object.entries(OUTAGES)) {
    own(`${mode}: the error ${id} is logged once, listeners and results have each`, async (t, sdk) => {
      const origin = await startOrigin(t, respond);
      const recorder = createRecorder(DEBUG);
      const errors = [];
      const fetches = [];
      const setupHooks = (hooks) => {
        hooks.on('clientError', (message, exception) => errors.push([String(message), exception]));
        hooks.on('configFetched', (result) => fetches.push(result.errorCode));
      };
      const client = open(t, sdk, mode, { baseUrl: origin.url, logger: recorder, setupHooks });
      if (mode === 'AutoPoll') await client.waitForReady();
      while (fetches.length < 4) {
        const result = await client.forceRefreshAsync();
        assert.equal(result.errorCode, Number(id));
        const text = recorder.find(Number(id)).text;
        assert.equal(result.errorMessage, text);
        assert.equal(errors.at(-1)[0], text);
        assert.equal(errors.at(-1)[1], result.errorException);
      }
      assert.deepEqual(levels(recorder, Number(id)), [ERROR, DEBUG, DEBUG, DEBUG]);
      assert.equal(new Set(recorder.events.filter((event) => event.id === Number(id)).map((event) => event.text)).size, 1);
      assert.equal(errors.length, 4);
      assert.deepEqual(fetches, Array(4).fill(Number(id)));
    });
  }
}

own('polls collapse too, and make one request each', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const recorder = createRecorder(DEBUG);
  open(t, sdk, 'AutoPoll', { baseUrl: origin.url, logger: recorder, pollIntervalSeconds: 1 });
  await until(() => levels(recorder, 1101).length === 3);
  assert.deepEqual(levels(recorder, 1101), [ERROR, DEBUG, DEBUG]);
  assert.equal(origin.requests.length, 4, 'two for the first, one for each other');
});

own('a success or another error begins anew', async (t, sdk) => {
  const good = serveConfig(configOf({ flag: true }));
  const origin = await startOrigin(t, good);
  const recorder = createRecorder(DEBUG);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  const bad = serveStatus(500);
  for (const respond of [bad, bad, good, bad, bad, serveStatus(503), bad, () => null, () => null]) {
    origin.respond = respond;
    await client.forceRefreshAsync();
  }
  const logged = recorder.events.filter(({ id }) => id !== 0);
  assert.deepEqual(
    logged.map(({ id, level, text }) => [id, level, id === 1101 ? text.match(/: (\d+)/)[1] : '']),
    [
      [1101, ERROR, '500'],
      [1101, DEBUG, '500'],
      [1101, ERROR, '500'],
      [1101, DEBUG, '500'],
      [1101, ERROR, '503'],
      [1101, ERROR, '500'],
      [1103, ERROR, ''],
      [1103, DEBUG, ''],
    ],
  );
});

own('failures of a fetcher are the same if they differ in addresses only', async (t, sdk) => {
  const causes = ['refused by 10.0.0.1:443', 'refused by 10.0.0.2:443', 'reset by 10.0.0.2:443'];
  const configFetcher = {
    async fetchAsync() {
      throw new Error(causes.shift());
    },
  };
  const recorder = createRecorder(DEBUG);
  const client = open(t, sdk, 'ManualPoll', { configFetcher, logger: recorder });
  for (let call = 0; call < 3; call++) await client.forceRefreshAsync();
  assert.deepEqual(levels(recorder, 1103), [ERROR, DEBUG, ERROR]);
});

own('errors of evaluations are logged each time', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const recorder = createRecorder(ERROR);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  for (let call = 0; call < 3; call++) await client.getValueAsync('flag', false);
  assert.deepEqual(levels(recorder, 1000), [ERROR, ERROR, ERROR]);
});

own('a logger at level Warn hears of an outage once', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const recorder = createRecorder(2);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  for (let call = 0; call < 5; call++) await client.forceRefreshAsync();
  assert.deepEqual(recorder.ids(), [1101]);
});

own('a cache that fails is logged once, and again after it worked', async (t, sdk) => {
  const cache = createCache();
  const { get } = cache;
  let isDown = true;
  cache.get = (key) => {
    if (isDown) throw new Error('the cache is down');
    return get(key);
  };
  const recorder = createRecorder(DEBUG);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
  await client.getValueAsync('flag', false);
  await client.getValueAsync('flag', false);
  const before = levels(recorder, 2200);
  assert.deepEqual(before, [ERROR, ...Array(before.length - 1).fill(DEBUG)]);
  assert.ok(before.length >= 2);
  isDown = false;
  await client.getValueAsync('flag', false);
  isDown = true;
  await client.getValueAsync('flag', false);
  assert.deepEqual(levels(recorder, 2200), [...before, ERROR]);
});

own('a fetcher of the package repeats the first request of an outage only', async (t, sdk) => {
  for (const configFetcher of [new sdk.NodeHttpConfigFetcher(), new sdk.ServerSideFetchApiConfigFetcher()]) {
    const origin = await startOrigin(t, serveStatus(500));
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, configFetcher });
    const counts = [];
    for (const respond of [serveStatus(500), serveStatus(500), serveConfig(configOf({ flag: true })), serveStatus(500)]) {
      origin.respond = respond;
      await client.forceRefreshAsync();
      counts.push(origin.requests.length);
    }
    assert.deepEqual(counts, [2, 3, 4, 6]);
  }
});

own('a fetcher hears whether it may repeat, and may say what the server wishes', async (t, sdk) => {
  const asked = [];
  const configFetcher = {
    async fetchAsync(request) {
      asked.push(request.mayRepeat);
      return new sdk.FetchResponse(429, 'Busy', [['Retry-After', '4']]);
    },
  };
  const client = open(t, sdk, 'AutoPoll', { configFetcher, pollIntervalSeconds: 1 });
  await client.waitForReady();
  const wait = client.status().nextAttempt - Date.now();
  assert.ok(wait > 3000 && wait <= 5000, `${wait} ms`);
  await client.forceRefreshAsync();
  assert.deepEqual(asked, [true, false]);
});

for (const [name, make] of [
  ['the native transport', () => undefined],
  ['NodeHttpConfigFetcher', (sdk) => new sdk.NodeHttpConfigFetcher()],
  ['ServerSideFetchApiConfigFetcher', (sdk) => new sdk.ServerSideFetchApiConfigFetcher()],
]) {
  own(`Retry-After reaches the poller through ${name}`, async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(503, { 'Retry-After': '200' }));
    const options = { baseUrl: origin.url, pollIntervalSeconds: 60 };
    const configFetcher = make(sdk);
    const client = open(t, sdk, 'AutoPoll', configFetcher ? { ...options, configFetcher } : options, newSdkKey());
    await client.waitForReady();
    const wait = client.status().nextAttempt - Date.now();
    assert.ok(wait > 190_000 && wait <= 220_000, `${wait} ms`);
  });
}

legacyOwn('the callback API logs an outage once, with both lines', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const lines = [];
  const note = (level) => (message) => lines.push([level, String(message)]);
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, logger });
  const errors = [];
  client.on('clientError', (message) => errors.push(String(message)));
  for (let call = 0; call < 3; call++) await client.forceRefreshAsync();
  const failure = 'Failed to download feature flags & settings from ConfigCat. Status: 500 - Internal Server Error';
  const hint = 'Double-check your SDK Key on https://app.configcat.com/sdkkey';
  assert.deepEqual(lines.filter(([level]) => level === 'error').map(([, text]) => text), [failure, hint]);
  const quiet = lines.filter(([level, text]) => level === 'debug' && !text.includes('called')).map(([, text]) => text);
  assert.deepEqual(quiet, [failure, hint, failure, hint]);
  assert.deepEqual(errors, [failure, hint, failure, hint, failure, hint]);
});

own('other content that is no config, and another status in the text of a fetcher, are other errors', async (t, sdk) => {
  const bodies = ['<html>', '<html>', '[]', '[]', '{"f":1}', ''];
  const origin = await startOrigin(t, () => ({ status: 200, body: bodies.shift() }));
  const recorder = createRecorder(DEBUG);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  while (bodies.length > 0) await client.forceRefreshAsync();
  assert.deepEqual(levels(recorder, 1105), [ERROR, DEBUG, ERROR, DEBUG, ERROR, ERROR]);

  const causes = ['upstream said 401', 'upstream said 503', 'upstream said 503'];
  const configFetcher = { fetchAsync: () => Promise.reject(new Error(causes.shift())) };
  const other = open(t, sdk, 'ManualPoll', { configFetcher, logger: recorder });
  while (causes.length > 0) await other.forceRefreshAsync();
  assert.deepEqual(levels(recorder, 1103), [ERROR, ERROR, DEBUG]);
});
